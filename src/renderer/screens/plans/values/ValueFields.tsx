import { FileUp } from 'lucide-react';
import { recordOf, textOf, valueAt } from '../../../../contract/plan-data.ts';
import type { PlanPlace } from '../../../../contract/plan-editing.ts';
import { Grid } from '../../../parts/Box.tsx';
import { Button } from '../../../parts/Button.tsx';
import { Choice } from '../../../parts/Choice.tsx';
import { useEditor } from '../fields/editor-context.tsx';
import { jsonReader, numberReader, printJson, type Reader } from '../fields/field-readers.ts';
import { PlanArea } from '../fields/PlanArea.tsx';
import { PlanField } from '../fields/PlanField.tsx';
import { putEdits } from '../fields/plan-data.ts';
import { usePlanFiles } from './plan-files-context.tsx';
import type { ValueKind } from './value-kinds.ts';
import {
  constantReader,
  countReader,
  decimalReader,
  isPlainList,
  listReader,
  printConstant,
  printList,
  printRange,
  rangeReader,
} from './value-words.ts';

interface Props {
  readonly name: string;
  readonly kind: ValueKind;
}

/** What there is to say of a value of its kind. */
export function ValueFields({ name, kind }: Props) {
  const path: PlanPlace = ['values', name];
  switch (kind) {
    case 'constant':
      return (
        <PlanField
          label={`Value of ${name}`}
          hideLabel
          path={path}
          read={constantReader}
          print={printConstant}
        />
      );
    case 'oneOf':
      return (
        <Grid columns="minmax(0, 1fr) 118px" gap={8} align="start">
          <Items name={name} path={[...path, 'oneOf']} />
          <OneOfOrder name={name} />
        </Grid>
      );
    case 'sample':
      return (
        <Grid columns="minmax(0, 1fr) 118px" gap={8} align="start">
          <Items name={name} path={[...path, 'sample']} />
          <Count name={name} />
        </Grid>
      );
    case 'range':
      return <RangeField name={name} path={[...path, 'range']} read={rangeReader} />;
    case 'decimal':
      return <DecimalFields name={name} />;
    case 'feed':
      return <FeedFields name={name} />;
    case 'counter':
      return <CounterFields name={name} />;
    case 'timestamp':
      return <Moment name={name} />;
    case 'env':
      return <EnvFields name={name} />;
    case 'secret':
      return <PlanField label="Name of the secret" mono path={[...path, 'secret']} read={neededReader} />;
    case 'position':
      return <PlanField label="The first is" path={[...path, 'position']} read={wholeReader} />;
    case 'list':
      return (
        <>
          <JsonField name={name} path={[...path, 'list']} />
          <Count name={name} />
        </>
      );
    case 'object':
    case 'value':
      return <JsonField name={name} path={[...path, kind]} />;
    case 'uuid':
      return null;
  }
}

const stepReader = numberReader(-1_000_000_000, 1_000_000_000, true);
/** A whole number that must be there. */
const wholeReader: Reader = (text) =>
  text.trim() === '' ? { error: 'A whole number' } : numberReader(-1e12, 1e12, true)(text);
const neededReader: Reader = (text) => (text.trim() === '' ? { error: 'A name' } : { value: text.trim() });
const jsonNeeded: Reader = (text) => (text.trim() === '' ? { error: 'JSON, such as {}' } : jsonReader(text));

/** A list in a line, or as JSON where its items hold commas or are texts that look like numbers. */
function Items({ name, path }: { name: string; path: PlanPlace }) {
  const { data } = useEditor();
  const label = `Choices of ${name}`;
  if (!isPlainList(valueAt(data, path)))
    return (
      <PlanArea label={label} hideLabel mono path={path} read={itemsReader} print={printJson} rows={3} />
    );
  return (
    <PlanField
      label={label}
      hideLabel
      path={path}
      read={listReader}
      print={printList}
      hint="separated by commas"
    />
  );
}

const itemsReader: Reader = (text) => {
  const reading = jsonReader(text);
  if ('value' in reading && Array.isArray(reading.value) && reading.value.length > 0) return reading;
  return { error: 'A JSON list, such as ["a, b", "c"]' };
};

function OneOfOrder({ name }: { name: string }) {
  const { data, readOnly, edit } = useEditor();
  const at = ['values', name, 'order'];
  return (
    <Choice
      label={`Order of ${name}`}
      hideLabel
      value={textOf(valueAt(data, at)) || 'random'}
      disabled={readOnly}
      options={[
        { value: 'random', text: 'at random' },
        { value: 'round-robin', text: 'in turn' },
      ]}
      onChange={(order) => edit(putEdits(data, at, order === 'random' ? undefined : order))}
    />
  );
}

function RangeField({ name, path, read }: { name: string; path: PlanPlace; read: Reader }) {
  return <PlanField label={`Range of ${name}`} hideLabel path={path} read={read} print={printRange} />;
}

function DecimalFields({ name }: { name: string }) {
  const path: PlanPlace = ['values', name];
  return (
    <Grid columns="minmax(0, 1fr) 118px" gap={8} align="start">
      <RangeField name={name} path={[...path, 'decimal']} read={decimalReader} />
      <PlanField
        label={`Decimal places of ${name}`}
        hideLabel
        path={[...path, 'digits']}
        read={numberReader(0, 12, true)}
        placeholder="2"
        unit="decimals"
      />
    </Grid>
  );
}

function CounterFields({ name }: { name: string }) {
  const path: PlanPlace = ['values', name, 'counter'];
  return (
    <Grid columns="minmax(0, 1fr) 118px" gap={8} align="start">
      <PlanField label="From" path={[...path, 'from']} read={wholeReader} />
      <PlanField label="Step" path={[...path, 'step']} read={stepReader} placeholder="1" />
    </Grid>
  );
}

function EnvFields({ name }: { name: string }) {
  const path: PlanPlace = ['values', name];
  return (
    <Grid columns="minmax(0, 1fr) 118px" gap={8} align="start">
      <PlanField label="Variable" mono path={[...path, 'env']} read={neededReader} />
      <PlanField label="If it is not set" path={[...path, 'default']} placeholder="the run is refused" />
    </Grid>
  );
}

function Count({ name }: { name: string }) {
  return (
    <PlanField
      label={`How many of ${name}`}
      hideLabel
      path={['values', name, 'count']}
      read={countReader}
      print={printRange}
      unit="items"
      hint="a number, or a range"
    />
  );
}

function JsonField({ name, path }: { name: string; path: PlanPlace }) {
  return (
    <PlanArea
      label={`JSON of ${name}`}
      hideLabel
      mono
      path={path}
      read={jsonNeeded}
      print={printJson}
      placeholder={'{ "id": "{{ other }}" }'}
      rows={2}
    />
  );
}

function Moment({ name }: { name: string }) {
  const { data, readOnly, edit } = useEditor();
  const at = ['values', name, 'timestamp'];
  return (
    <Choice
      label={`Form of ${name}`}
      hideLabel
      value={textOf(valueAt(data, at))}
      disabled={readOnly}
      options={[
        { value: 'iso', text: 'date and time (ISO 8601)' },
        { value: 'ms', text: 'milliseconds since 1970' },
        { value: 's', text: 'seconds since 1970' },
      ]}
      onChange={(form) => edit(putEdits(data, at, form))}
    />
  );
}

/** The file, one of its columns, and which row is next; a file that is not here yet is chosen here. */
function FeedFields({ name }: { name: string }) {
  const { data, readOnly, edit } = useEditor();
  const { files, choose } = usePlanFiles();
  const path: PlanPlace = ['values', name];
  const spec = recordOf(valueAt(data, path));
  const file = textOf(spec.feed);
  const column = textOf(spec.column);
  const tables = (files ?? []).flatMap(({ name: table, table: rows }) =>
    rows === null ? [] : [{ name: table, columns: rows.columns, rowCount: rows.rowCount }],
  );
  const chosen = tables.find((table) => table.name === file);
  const isGone = files !== null && !files.some((one) => one.name === file);
  const take = (to: string, columns: readonly string[]) =>
    edit([
      ...putEdits(data, [...path, 'feed'], to),
      ...(columns.includes(column) ? [] : putEdits(data, [...path, 'column'], columns[0])),
    ]);
  return (
    <Grid columns="minmax(0, 1fr) 136px" gap={8}>
      <Choice
        label={`File of ${name}`}
        hideLabel
        value={file}
        disabled={readOnly}
        options={tables.map((table) => ({
          value: table.name,
          text: `${table.name} · ${table.rowCount.toLocaleString('en-US')} ${table.rowCount === 1 ? 'row' : 'rows'}`,
        }))}
        onChange={(to) => take(to, tables.find((table) => table.name === to)?.columns ?? [])}
      />
      {readOnly ? null : (
        <Button
          icon={<FileUp size={13} aria-hidden="true" />}
          onClick={() =>
            choose(isGone && column !== '' ? file : null, (added) =>
              take(added.name, added.table?.columns ?? []),
            )
          }
        >
          {isGone ? 'Choose file' : 'Another file'}
        </Button>
      )}
      <Choice
        label={`Column of ${name}`}
        hideLabel
        value={column}
        disabled={readOnly}
        options={[
          { value: '', text: 'the whole row' },
          ...(chosen?.columns ?? []).map((value) => ({ value, text: value })),
        ]}
        onChange={(to) => edit(putEdits(data, [...path, 'column'], to === '' ? undefined : to))}
      />
      <FeedOrder name={name} />
    </Grid>
  );
}

function FeedOrder({ name }: { name: string }) {
  const { data, readOnly, edit } = useEditor();
  const path: PlanPlace = ['values', name];
  return (
    <Choice
      label={`Order of ${name}`}
      hideLabel
      value={textOf(valueAt(data, [...path, 'order'])) || 'sequential'}
      disabled={readOnly}
      options={[
        { value: 'sequential', text: 'row after row' },
        { value: 'random', text: 'at random' },
        { value: 'unique', text: 'one per user' },
      ]}
      onChange={(order) =>
        edit([
          ...putEdits(data, [...path, 'order'], order === 'sequential' ? undefined : order),
          // A row of its own is kept anyway.
          ...(order === 'unique' ? putEdits(data, [...path, 'scope'], undefined) : []),
        ])
      }
    />
  );
}
