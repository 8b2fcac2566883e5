import { Plus, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { isRecord, listOf, recordOf, textOf, valueAt } from '../../../../contract/plan-data.ts';
import type { PlanPlace } from '../../../../contract/plan-editing.ts';
import { Note, Stack } from '../../../parts/Box.tsx';
import { Button } from '../../../parts/Button.tsx';
import { Choice } from '../../../parts/Choice.tsx';
import { problemsUnder, useEditor } from '../fields/editor-context.tsx';
import { printJson } from '../fields/field-readers.ts';
import { PlanField } from '../fields/PlanField.tsx';
import { appendEdits, dropEdits } from '../fields/plan-data.ts';
import styles from './ChecksEditor.module.css';
import { CHECK_KINDS, EXTRACT_KINDS, type ItemKind, kindOfItem } from './check-kinds.ts';

/** What a good answer has. */
export function ChecksEditor({ path }: { path: PlanPlace }) {
  return (
    <ItemList
      path={path}
      noun="check"
      kinds={CHECK_KINDS}
      fresh={{ status: 200 }}
      empty="A response is judged by status alone. A check says what else it must have."
    />
  );
}

/** What later requests need of an answer. */
export function ExtractEditor({ path }: { path: PlanPlace }) {
  return (
    <ItemList
      path={path}
      noun="value"
      kinds={EXTRACT_KINDS}
      fresh={{ to: 'token', json: '/token' }}
      empty="Nothing is extracted from the response. Extracted values can be used by later requests as {{ name }}."
      before={(at) => (
        <PlanField label="Name of the value" hideLabel path={[...at, 'to']} placeholder="name" />
      )}
    />
  );
}

interface Props {
  readonly path: PlanPlace;
  readonly noun: string;
  readonly kinds: readonly ItemKind[];
  readonly fresh: unknown;
  readonly empty: string;
  readonly before?: (path: PlanPlace) => ReactNode;
}

function ItemList({ path, noun, kinds, fresh, empty, before }: Props) {
  const { data, readOnly, edit } = useEditor();
  const items = listOf(valueAt(data, path));
  return (
    <Stack gap={6}>
      {items.length === 0 ? <Note>{empty}</Note> : null}
      {items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an item is its place
        <div key={index} className={styles.row}>
          {before?.([...path, index])}
          <ItemFields item={item} path={[...path, index]} kinds={kinds} noun={noun} />
          {readOnly ? null : (
            <Button
              look="quiet"
              icon={<X size={14} aria-hidden="true" />}
              aria-label={`Remove ${noun} ${index + 1}`}
              onClick={() => edit(dropEdits(data, [...path, index], path.length - 1))}
            />
          )}
        </div>
      ))}
      {readOnly ? null : (
        <Button
          look="quiet"
          size="small"
          style={{ alignSelf: 'start' }}
          icon={<Plus size={13} aria-hidden="true" />}
          onClick={() => edit(appendEdits(data, path, fresh))}
        >
          Add a {noun}
        </Button>
      )}
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
  const { check, readOnly, put } = useEditor();
  const spec = recordOf(item);
  const kind = kindOfItem(kinds, spec);
  const whole = problemsUnder(check, path).find((one) => one.path.length === path.length);
  return (
    <>
      <Choice
        label={`Kind of ${noun}`}
        hideLabel
        value={kind?.kind ?? ''}
        disabled={readOnly}
        options={kinds.map((one) => ({ value: one.kind, text: one.text }))}
        onChange={(chosen) => {
          const next = kinds.find((one) => one.kind === chosen);
          if (next === undefined) return;
          const { to, secret } = spec;
          const kept = { ...(to === undefined ? {} : { to }), ...(secret === undefined ? {} : { secret }) };
          put(path, { ...kept, ...next.fresh });
        }}
        error={whole?.message}
      />
      {kind?.fields.map((field) => (
        <PlanField
          key={field.key}
          label={field.label}
          hideLabel
          mono
          path={[...path, field.key]}
          read={field.read}
          print={printItem}
          placeholder={field.hint}
        />
      ))}
    </>
  );
}

function printItem(value: unknown): string {
  if (Array.isArray(value)) return value.some(isRecord) ? printJson(value) : value.map(textOf).join(', ');
  return isRecord(value) || value === null ? printJson(value) : textOf(value);
}
