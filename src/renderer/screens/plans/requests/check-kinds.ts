import type { Data } from '../../../../contract/plan-data.ts';
import {
  durationReader,
  jsonReader,
  numberReader,
  plainReader,
  type Reader,
  statusReader,
  textReader,
} from '../fields/field-readers.ts';

/** Key of a check or an extraction, what it is called, an example, and how it is typed; `false`: it need not be written. */
type KindField = readonly [key: string, label: string, hint: string, read: Reader, needed?: false];

/** One form a check or an extraction can have: as people say it, what it is to begin with, and its keys. */
export interface ItemKind {
  readonly text: string;
  readonly fresh: Data;
  readonly fields: readonly KindField[];
}

/** The first kind whose keys an item has: those with more keys stand before those with fewer of the same. */
export function kindOfItem(kinds: readonly ItemKind[], item: Data): ItemKind | undefined {
  return kinds.find(({ fields }) =>
    fields.every(([key, , , , needed]) => needed === false || Object.hasOwn(item, key)),
  );
}

const json = (example: string): KindField => ['json', 'JSON pointer', example, textReader];
const header = (example: string): KindField => ['header', 'Header', example, textReader];
const equals = (example: string, read: Reader): KindField => ['equals', 'Value', example, read];
const contains = (example: string): KindField => ['contains', 'Text', example, textReader];

export const CHECK_KINDS: readonly ItemKind[] = [
  { text: 'status is', fresh: { status: 200 }, fields: [['status', 'Status', '200', statusReader]] },
  {
    text: 'JSON at … is',
    fresh: { json: '/id', equals: true },
    fields: [json('/id'), equals('true', plainReader)],
  },
  { text: 'JSON has', fresh: { json: '/id' }, fields: [json('/items/0')] },
  {
    text: 'header … is',
    fresh: { header: 'cache-control', equals: 'no-store' },
    fields: [header('content-type'), equals('no-store', textReader)],
  },
  {
    text: 'header … contains',
    fresh: { header: 'content-type', contains: 'json' },
    fields: [header('content-type'), contains('json')],
  },
  { text: 'header is there', fresh: { header: 'etag' }, fields: [header('content-type')] },
  {
    text: 'one of these holds',
    fresh: { anyOf: [{ json: '/id' }, { contains: 'ok' }] },
    fields: [['anyOf', 'Checks as JSON', '[{ "json": "/id" }]', jsonReader]],
  },
  { text: 'body contains', fresh: { contains: 'ok' }, fields: [contains('ok')] },
  { text: 'responds within', fresh: { maxTime: '1s' }, fields: [['maxTime', 'Time', '1s', durationReader]] },
  {
    text: 'at most bytes',
    fresh: { maxBytes: 100_000 },
    fields: [['maxBytes', 'Bytes', '100000', numberReader(0, 1e12, true)]],
  },
];

export const EXTRACT_KINDS: readonly ItemKind[] = [
  { text: 'JSON at', fresh: { json: '/token' }, fields: [json('/token')] },
  { text: 'header', fresh: { header: 'location' }, fields: [header('location')] },
  {
    text: 'pattern',
    fresh: { regex: 'id=(\\d+)', group: 1 },
    fields: [
      ['regex', 'Pattern', 'id=(\\d+)', textReader],
      ['group', 'Group', '0', numberReader(0, 99, true), false],
    ],
  },
  { text: 'cookie', fresh: { cookie: 'session' }, fields: [['cookie', 'Cookie', 'session', textReader]] },
];
