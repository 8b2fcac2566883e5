import { durationReader, numberReader, plainReader, type Reader, statusReader } from './field-readers.ts';
import type { Data } from './plan-data.ts';

export interface KindField {
  readonly key: string;
  readonly label: string;
  readonly hint: string;
  readonly read: Reader;
}

/** One form a check or an extraction can have: which keys it has, and how they are typed. */
export interface ItemKind {
  readonly kind: string;
  readonly text: string;
  readonly fits: (item: Data) => boolean;
  readonly fresh: Data;
  readonly fields: readonly KindField[];
}

const text: Reader = (typed) => ({ value: typed });
const has = (item: Data, key: string) => Object.hasOwn(item, key);
const header: KindField = { key: 'header', label: 'Header', hint: 'content-type', read: text };

export const CHECK_KINDS: readonly ItemKind[] = [
  {
    kind: 'status',
    text: 'status is',
    fits: (item) => has(item, 'status'),
    fresh: { status: 200 },
    fields: [{ key: 'status', label: 'Status', hint: '200', read: statusReader }],
  },
  {
    kind: 'json-is',
    text: 'JSON at … is',
    fits: (item) => has(item, 'json') && has(item, 'equals'),
    fresh: { json: '/id', equals: true },
    fields: [
      { key: 'json', label: 'JSON pointer', hint: '/id', read: text },
      { key: 'equals', label: 'Value', hint: 'true', read: plainReader },
    ],
  },
  {
    kind: 'json',
    text: 'JSON has',
    fits: (item) => has(item, 'json'),
    fresh: { json: '/id' },
    fields: [{ key: 'json', label: 'JSON pointer', hint: '/items/0', read: text }],
  },
  {
    kind: 'header-is',
    text: 'header … is',
    fits: (item) => has(item, 'header') && has(item, 'equals'),
    fresh: { header: 'cache-control', equals: 'no-store' },
    fields: [header, { key: 'equals', label: 'Value', hint: 'no-store', read: text }],
  },
  {
    kind: 'header-has',
    text: 'header … contains',
    fits: (item) => has(item, 'header') && has(item, 'contains'),
    fresh: { header: 'content-type', contains: 'json' },
    fields: [header, { key: 'contains', label: 'Text', hint: 'json', read: text }],
  },
  {
    kind: 'header',
    text: 'header is there',
    fits: (item) => has(item, 'header'),
    fresh: { header: 'etag' },
    fields: [header],
  },
  {
    kind: 'contains',
    text: 'body contains',
    fits: (item) => has(item, 'contains'),
    fresh: { contains: 'ok' },
    fields: [{ key: 'contains', label: 'Text', hint: 'ok', read: text }],
  },
  {
    kind: 'maxTime',
    text: 'answered within',
    fits: (item) => has(item, 'maxTime'),
    fresh: { maxTime: '1s' },
    fields: [{ key: 'maxTime', label: 'Time', hint: '1s', read: durationReader }],
  },
  {
    kind: 'maxBytes',
    text: 'at most bytes',
    fits: (item) => has(item, 'maxBytes'),
    fresh: { maxBytes: 100_000 },
    fields: [{ key: 'maxBytes', label: 'Bytes', hint: '100000', read: numberReader(0, 1e12, true) }],
  },
];

export const EXTRACT_KINDS: readonly ItemKind[] = [
  {
    kind: 'json',
    text: 'JSON at',
    fits: (item) => has(item, 'json'),
    fresh: { json: '/token' },
    fields: [{ key: 'json', label: 'JSON pointer', hint: '/token', read: text }],
  },
  {
    kind: 'header',
    text: 'header',
    fits: (item) => has(item, 'header'),
    fresh: { header: 'location' },
    fields: [{ key: 'header', label: 'Header', hint: 'location', read: text }],
  },
  {
    kind: 'regex',
    text: 'pattern',
    fits: (item) => has(item, 'regex'),
    fresh: { regex: 'id=(\\d+)', group: 1 },
    fields: [
      { key: 'regex', label: 'Pattern', hint: 'id=(\\d+)', read: text },
      { key: 'group', label: 'Group', hint: '0', read: numberReader(0, 99, true) },
    ],
  },
  {
    kind: 'cookie',
    text: 'cookie',
    fits: (item) => has(item, 'cookie'),
    fresh: { cookie: 'session' },
    fields: [{ key: 'cookie', label: 'Cookie', hint: 'session', read: text }],
  },
];
