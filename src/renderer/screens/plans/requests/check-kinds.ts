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

export interface KindField {
  readonly key: string;
  readonly label: string;
  readonly hint: string;
  readonly read: Reader;
  /** It need not be written. */
  readonly optional?: boolean;
}

/** One form a check or an extraction can have: which keys it has, and how they are typed. */
export interface ItemKind {
  readonly kind: string;
  readonly text: string;
  readonly fresh: Data;
  readonly fields: readonly KindField[];
}

const header: KindField = { key: 'header', label: 'Header', hint: 'content-type', read: textReader };

/** The first kind whose keys an item has: those with more keys stand before those with fewer of the same. */
export function kindOfItem(kinds: readonly ItemKind[], item: Data): ItemKind | undefined {
  return kinds.find(({ fields }) =>
    fields.every(({ key, optional = false }) => optional || Object.hasOwn(item, key)),
  );
}

export const CHECK_KINDS: readonly ItemKind[] = [
  {
    kind: 'status',
    text: 'status is',
    fresh: { status: 200 },
    fields: [{ key: 'status', label: 'Status', hint: '200', read: statusReader }],
  },
  {
    kind: 'json-is',
    text: 'JSON at … is',
    fresh: { json: '/id', equals: true },
    fields: [
      { key: 'json', label: 'JSON pointer', hint: '/id', read: textReader },
      { key: 'equals', label: 'Value', hint: 'true', read: plainReader },
    ],
  },
  {
    kind: 'json',
    text: 'JSON has',
    fresh: { json: '/id' },
    fields: [{ key: 'json', label: 'JSON pointer', hint: '/items/0', read: textReader }],
  },
  {
    kind: 'header-is',
    text: 'header … is',
    fresh: { header: 'cache-control', equals: 'no-store' },
    fields: [header, { key: 'equals', label: 'Value', hint: 'no-store', read: textReader }],
  },
  {
    kind: 'header-has',
    text: 'header … contains',
    fresh: { header: 'content-type', contains: 'json' },
    fields: [header, { key: 'contains', label: 'Text', hint: 'json', read: textReader }],
  },
  {
    kind: 'header',
    text: 'header is there',
    fresh: { header: 'etag' },
    fields: [header],
  },
  {
    kind: 'any-of',
    text: 'one of these holds',
    fresh: { anyOf: [{ json: '/id' }, { contains: 'ok' }] },
    fields: [{ key: 'anyOf', label: 'Checks as JSON', hint: '[{ "json": "/id" }]', read: jsonReader }],
  },
  {
    kind: 'contains',
    text: 'body contains',
    fresh: { contains: 'ok' },
    fields: [{ key: 'contains', label: 'Text', hint: 'ok', read: textReader }],
  },
  {
    kind: 'maxTime',
    text: 'responds within',
    fresh: { maxTime: '1s' },
    fields: [{ key: 'maxTime', label: 'Time', hint: '1s', read: durationReader }],
  },
  {
    kind: 'maxBytes',
    text: 'at most bytes',
    fresh: { maxBytes: 100_000 },
    fields: [{ key: 'maxBytes', label: 'Bytes', hint: '100000', read: numberReader(0, 1e12, true) }],
  },
];

export const EXTRACT_KINDS: readonly ItemKind[] = [
  {
    kind: 'json',
    text: 'JSON at',
    fresh: { json: '/token' },
    fields: [{ key: 'json', label: 'JSON pointer', hint: '/token', read: textReader }],
  },
  {
    kind: 'header',
    text: 'header',
    fresh: { header: 'location' },
    fields: [{ key: 'header', label: 'Header', hint: 'location', read: textReader }],
  },
  {
    kind: 'regex',
    text: 'pattern',
    fresh: { regex: 'id=(\\d+)', group: 1 },
    fields: [
      { key: 'regex', label: 'Pattern', hint: 'id=(\\d+)', read: textReader },
      { key: 'group', label: 'Group', hint: '0', read: numberReader(0, 99, true), optional: true },
    ],
  },
  {
    kind: 'cookie',
    text: 'cookie',
    fresh: { cookie: 'session' },
    fields: [{ key: 'cookie', label: 'Cookie', hint: 'session', read: textReader }],
  },
];
