import { recordOf, textOf, valueAt } from '../../../../contract/plan-data.ts';
import type { PlanPlace } from '../../../../contract/plan-editing.ts';
import { Grid, Stack } from '../../../parts/Box.tsx';
import type { FieldRow, FieldSpec } from '../../../protocols/shown-protocol.ts';
import { BodyEditor } from '../requests/BodyEditor.tsx';
import { ItemList } from '../requests/ItemList.tsx';
import { KeyValueTable } from '../requests/KeyValueTable.tsx';
import { DraftField } from './DraftField.tsx';
import { problemsUnder, useEditor } from './editor-context.tsx';
import {
  durationReader,
  jsonListReader,
  jsonReader,
  numberReader,
  plainReader,
  printJson,
  printStatuses,
  type Reader,
  statusListReader,
} from './field-readers.ts';
import { PlanField } from './PlanField.tsx';

interface Props {
  readonly rows: readonly FieldRow[];
  /** Of what the fields are of: a class's block, a step. */
  readonly path: PlanPlace;
  /** With room below. */
  readonly below?: boolean;
}

/** The fields of a class or a step, as its protocol describes them. */
export function PlanFields({ rows, path, below = false }: Props) {
  if (rows.length === 0) return null;
  return (
    <Stack gap={10} below={below ? 12 : undefined}>
      {rows.map((row) => (
        <Grid
          key={row.map(({ key }) => key).join(' ')}
          columns={row.map(({ wide }) => (wide === true ? '1.6fr' : '1fr')).join(' ')}
          gap={10}
          align="end"
        >
          {row.map((field) => (
            <OneField key={field.key} field={field} path={[...path, field.key]} />
          ))}
        </Grid>
      ))}
    </Stack>
  );
}

function OneField({ field, path }: { field: FieldSpec; path: PlanPlace }) {
  const { label, placeholder, mono, pair, none = '', without = [] } = field;
  const shared = { label, placeholder, mono, path };
  switch (field.type) {
    case 'text':
      return <PlanField {...shared} />;
    case 'number': {
      const [least, most] = field.range ?? [Number.MIN_VALUE, 1_000_000];
      return <PlanField {...shared} read={numberReader(least, most, field.whole)} />;
    }
    case 'duration':
      return <PlanField {...shared} read={durationReader} />;
    case 'statuses':
      return <PlanField {...shared} read={statusListReader} print={printStatuses} />;
    case 'json':
    case 'list': {
      const read = field.type === 'list' ? jsonListReader : jsonReader;
      return <PlanField {...shared} mono read={read} print={printJson} rows={2} />;
    }
    case 'rule':
      return <FrameRule path={path} what={label} value={placeholder ?? ''} />;
    case 'pairs': {
      const [noun, nameHint, valueHint] = pair ?? ['name', '', ''];
      return <KeyValueTable {...{ path, noun, nameHint, valueHint }} />;
    }
    case 'body':
      return <BodyEditor path={path} />;
    case 'checks':
    case 'extract':
      return <ItemList path={path} type={field.type} empty={none} without={without} />;
  }
}

/** Which frame says something: the one with this value at this JSON pointer. Both or neither. */
function FrameRule({ path, what, value }: { path: PlanPlace; what: string; value: string }) {
  const { data, check, change } = useEditor();
  const rule = recordOf(valueAt(data, path));
  return (
    <Grid columns="1.6fr 1fr" gap={10} align="start">
      <DraftField
        label={what}
        value={textOf(rule.pointer)}
        read={pointerReader}
        onValue={(pointer) =>
          change(
            path,
            (before) =>
              pointer === undefined ? undefined : { pointer, value: recordOf(before).value ?? value },
            '',
          )
        }
        placeholder="/type"
        problem={problemsUnder(check, path)[0]?.message ?? null}
      />
      <PlanField
        label="this value"
        mono
        path={[...path, 'value']}
        read={rule.pointer === undefined ? withoutPointer : valueReader}
        placeholder={value}
      />
    </Grid>
  );
}

const pointerReader: Reader = (text) => {
  const typed = text.trim();
  if (typed === '') return { value: undefined };
  return typed.startsWith('/') ? { value: typed } : { error: 'A JSON pointer, such as /type' };
};
const valueReader: Reader = (text) =>
  text.trim() === '' ? { error: 'Enter a value, or clear the pointer beside it' } : plainReader(text);
const withoutPointer: Reader = (text) =>
  text.trim() === '' ? { value: undefined } : { error: 'Enter its pointer first, such as /type' };
