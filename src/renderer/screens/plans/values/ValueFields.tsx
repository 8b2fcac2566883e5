import { FileUp } from 'lucide-react';
import { recordOf, textOf, valueAt } from '../../../../contract/plan-data.ts';
import type { PlanPlace } from '../../../../contract/plan-editing.ts';
import { Grid } from '../../../parts/Box.tsx';
import { Button } from '../../../parts/Button.tsx';
import { Choice } from '../../../parts/Field.tsx';
import type { DraftLooks } from '../fields/DraftField.tsx';
import { useEditor } from '../fields/editor-context.tsx';
import { jsonReader, numberReader, printJson, type Reader } from '../fields/field-readers.ts';
import { PlanChoice, PlanField } from '../fields/PlanField.tsx';
import { putEdits } from '../fields/plan-data.ts';
import { tablesOf, usePlanFiles } from './plan-files-context.tsx';
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

/** One field of a value: where it stands below the value, and how it is typed or chosen. */
interface ValueField extends DraftLooks {
  readonly at: PlanPlace;
  /** A hidden one is said with the name of the value. */
  readonly label: string;
  readonly read?: Reader;
  readonly print?: (value: unknown) => string;
  readonly options?: readonly (readonly [value: string, text: string])[];
  readonly usual?: string;
}

/** A whole number that must be there. */
const wholeReader: Reader = (text) =>
  text.trim() === '' ? { error: 'A whole number' } : numberReader(-1e12, 1e12, true)(text);
const neededReader: Reader = (text) => (text.trim() === '' ? { error: 'A name' } : { value: text.trim() });
const jsonNeeded: Reader = (text) => (text.trim() === '' ? { error: 'JSON, such as {}' } : jsonReader(text));
const itemsReader: Reader = (text) => {
  const reading = jsonReader(text);
  if ('value' in reading && Array.isArray(reading.value) && reading.value.length > 0) return reading;
  return { error: 'A JSON list, such as ["a, b", "c"]' };
};

const unseen = { hideLabel: true } as const;
const COUNT: ValueField = {
  ...unseen,
  at: ['count'],
  label: 'How many',
  read: countReader,
  print: printRange,
  unit: 'items',
  hint: 'a number, or a range',
};
const choices = (key: string): ValueField => ({
  ...unseen,
  at: [key],
  label: 'Choices',
  read: listReader,
  print: printList,
  hint: 'separated by commas',
});
const range = (key: string, read: Reader): ValueField => ({
  ...unseen,
  at: [key],
  label: 'Range',
  read,
  print: printRange,
});
const json = (key: string): ValueField => ({
  ...unseen,
  at: [key],
  label: 'JSON',
  mono: true,
  read: jsonNeeded,
  print: printJson,
  placeholder: '{ "id": "{{ other }}" }',
  rows: 2,
});

/** What there is to say of a value, by its kind; a column of a file has fields of its own. */
const FIELDS: Readonly<Record<Exclude<ValueKind, 'feed'>, readonly ValueField[]>> = {
  constant: [{ ...unseen, at: [], label: 'Value', read: constantReader, print: printConstant }],
  oneOf: [
    choices('oneOf'),
    {
      ...unseen,
      at: ['order'],
      label: 'Order',
      options: [
        ['random', 'at random'],
        ['round-robin', 'in turn'],
      ],
      usual: 'random',
    },
  ],
  range: [range('range', rangeReader)],
  decimal: [
    range('decimal', decimalReader),
    {
      ...unseen,
      at: ['digits'],
      label: 'Decimal places',
      read: numberReader(0, 12, true),
      placeholder: '2',
      unit: 'decimals',
    },
  ],
  counter: [
    { at: ['counter', 'from'], label: 'From', read: wholeReader },
    { at: ['counter', 'step'], label: 'Step', read: numberReader(-1e9, 1e9, true), placeholder: '1' },
  ],
  uuid: [],
  timestamp: [
    {
      ...unseen,
      at: ['timestamp'],
      label: 'Form',
      options: [
        ['iso', 'date and time (ISO 8601)'],
        ['ms', 'milliseconds since 1970'],
        ['s', 'seconds since 1970'],
      ],
    },
  ],
  env: [
    { at: ['env'], label: 'Variable', mono: true, read: neededReader },
    { at: ['default'], label: 'If it is not set', placeholder: 'the run is refused' },
  ],
  secret: [{ at: ['secret'], label: 'Name of the secret', mono: true, read: neededReader }],
  sample: [choices('sample'), COUNT],
  object: [json('object')],
  list: [json('list'), COUNT],
  position: [{ at: ['position'], label: 'The first is', read: wholeReader }],
  value: [json('value')],
};

/** What there is to say of a value of its kind. */
export function ValueFields({ name, kind }: { name: string; kind: ValueKind }) {
  if (kind === 'feed') return <FeedFields name={name} />;
  const fields = FIELDS[kind];
  return fields.length === 0 ? null : (
    <Grid columns={fields.length === 1 ? 'minmax(0, 1fr)' : 'minmax(0, 1fr) 118px'} gap={8} align="start">
      {fields.map((field) => (
        <OneField key={field.label} name={name} {...field} />
      ))}
    </Grid>
  );
}

function OneField({ name, at, options, usual, ...field }: ValueField & { readonly name: string }) {
  const { data } = useEditor();
  const path: PlanPlace = ['values', name, ...at];
  const label = field.hideLabel === true ? `${field.label} of ${name}` : field.label;
  if (options !== undefined) return <PlanChoice {...{ label, path, options, usual }} hideLabel />;
  // A list whose items hold commas or are texts that look like numbers is typed as JSON.
  const typed =
    field.read === listReader && !isPlainList(valueAt(data, path))
      ? { ...unseen, mono: true, read: itemsReader, print: printJson, rows: 3 }
      : field;
  return <PlanField {...typed} label={label} path={path} />;
}

/** The file, one of its columns, and which row is next; a file that is not here yet is chosen here. */
function FeedFields({ name }: { name: string }) {
  const { data, readOnly, editAt } = useEditor();
  const { files, choose } = usePlanFiles();
  const path: PlanPlace = ['values', name];
  const spec = recordOf(valueAt(data, path));
  const file = textOf(spec.feed);
  const column = textOf(spec.column);
  const tables = tablesOf(files);
  const columnsOf = (table: string) => tables.find((one) => one.name === table)?.columns ?? [];
  const isGone = files !== null && !files.some((one) => one.name === file);
  const take = (to: string, columns: readonly string[]) =>
    editAt(path, (then, at) => [
      ...putEdits(then, [...at, 'feed'], to),
      ...(columns.includes(textOf(valueAt(then, [...at, 'column'])))
        ? []
        : putEdits(then, [...at, 'column'], columns[0])),
    ]);
  return (
    <Grid columns="minmax(0, 1fr) 136px" gap={8}>
      <Choice
        label={`File of ${name}`}
        hideLabel
        value={file}
        disabled={readOnly}
        options={tables.map(({ name: table, rowCount }) => [
          table,
          `${table} · ${rowCount.toLocaleString('en-US')} ${rowCount === 1 ? 'row' : 'rows'}`,
        ])}
        onChange={(to) => take(to, columnsOf(to))}
      />
      {readOnly ? null : (
        <Button
          icon={<FileUp />}
          onClick={() =>
            choose(isGone && column !== '' ? file : null, (added) =>
              take(added.name, added.table?.columns ?? []),
            )
          }
        >
          {isGone ? 'Choose file' : 'Another file'}
        </Button>
      )}
      <PlanChoice
        label={`Column of ${name}`}
        hideLabel
        path={[...path, 'column']}
        usual=""
        options={[['', 'the whole row'], ...columnsOf(file).map((value) => [value, value] as const)]}
      />
      <Choice
        label={`Order of ${name}`}
        hideLabel
        value={textOf(spec.order) || 'sequential'}
        disabled={readOnly}
        options={[
          ['sequential', 'row after row'],
          ['random', 'at random'],
          ['unique', 'one per user'],
        ]}
        onChange={(order) =>
          editAt(path, (then, at) => [
            ...putEdits(then, [...at, 'order'], order === 'sequential' ? undefined : order),
            // A row of its own is kept anyway.
            ...(order === 'unique' ? putEdits(then, [...at, 'scope'], undefined) : []),
          ])
        }
      />
    </Grid>
  );
}
