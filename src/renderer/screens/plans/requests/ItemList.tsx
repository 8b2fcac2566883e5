import { isRecord, listOf, recordOf, textOf, valueAt } from '../../../../contract/plan-data.ts';
import type { PlanPlace } from '../../../../contract/plan-editing.ts';
import { Grid, Note, Stack } from '../../../parts/Box.tsx';
import { Choice } from '../../../parts/Field.tsx';
import { problemsUnder, useEditor } from '../fields/editor-context.tsx';
import { printJson } from '../fields/field-readers.ts';
import { PlanField } from '../fields/PlanField.tsx';
import { AddButton, RemoveButton } from '../fields/RowButtons.tsx';
import { CHECK_KINDS, EXTRACT_KINDS, type ItemKind, kindOfItem } from './check-kinds.ts';

const LISTS = {
  checks: { noun: 'check', all: CHECK_KINDS, named: {} },
  extract: { noun: 'value', all: EXTRACT_KINDS, named: { to: 'token' } },
} as const;

interface Props {
  readonly path: PlanPlace;
  readonly type: keyof typeof LISTS;
  readonly empty: string;
  /** Keys of what these answers do not have. */
  readonly without: readonly string[];
}

/** As many as there are fields. */
const COLUMNS = { gridAutoFlow: 'column', gridAutoColumns: 'minmax(0, 1fr)' } as const;

/** What a good answer has, or what later requests need of it. */
export function ItemList({ path, type, empty, without }: Props) {
  const { noun, all, named } = LISTS[type];
  const kinds = all.filter(({ fresh }) => !without.some((key) => Object.hasOwn(fresh, key)));
  const fresh = { ...named, ...kinds[0]?.fresh };
  const { data, drop, append } = useEditor();
  const items = listOf(valueAt(data, path));
  return (
    <Stack gap={6}>
      {items.length === 0 ? <Note>{empty}</Note> : null}
      {items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an item is its place
        <Grid key={index} columns="none" gap={6} align="start" style={COLUMNS}>
          {type === 'extract' ? (
            <PlanField label="Name of the value" hideLabel path={[...path, index, 'to']} placeholder="name" />
          ) : null}
          <ItemFields item={item} path={[...path, index]} kinds={kinds} noun={noun} />
          <RemoveButton
            label={`${noun} ${index + 1}`}
            onClick={() => drop([...path, index], path.length - 1)}
          />
        </Grid>
      ))}
      <AddButton onClick={() => append(path, fresh)}>Add a {noun}</AddButton>
    </Stack>
  );
}

interface ItemProps {
  readonly item: unknown;
  readonly path: PlanPlace;
  readonly kinds: readonly ItemKind[];
  readonly noun: string;
}

function ItemFields({ item, path, kinds, noun }: ItemProps) {
  const { check, readOnly, change } = useEditor();
  const spec = recordOf(item);
  const kind = kindOfItem(kinds, spec);
  const whole = problemsUnder(check, path).find((one) => one.path.length === path.length);
  return (
    <>
      <Choice
        label={`Kind of ${noun}`}
        hideLabel
        value={kind?.text ?? ''}
        disabled={readOnly}
        options={kinds.map(({ text }) => [text, text])}
        onChange={(chosen) => {
          const next = kinds.find(({ text }) => text === chosen);
          if (next === undefined) return;
          change(path, (before) => {
            const { to, secret } = recordOf(before);
            const kept = { ...(to === undefined ? {} : { to }), ...(secret === undefined ? {} : { secret }) };
            return { ...kept, ...next.fresh };
          });
        }}
        error={whole?.message}
      />
      {kind?.fields.map(([key, label, placeholder, read]) => (
        <PlanField
          key={key}
          hideLabel
          mono
          path={[...path, key]}
          print={printItem}
          {...{ label, placeholder, read }}
        />
      ))}
    </>
  );
}

function printItem(value: unknown): string {
  if (Array.isArray(value)) return value.some(isRecord) ? printJson(value) : value.map(textOf).join(', ');
  return isRecord(value) || value === null ? printJson(value) : textOf(value);
}
