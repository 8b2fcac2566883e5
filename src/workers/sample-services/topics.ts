import { keysOf } from '../../contract/keys.ts';
import { parsedJson } from '../../contract/plan-data.ts';
import { isOneOf, objectOf } from './fields.ts';

/**
 * The topics one can subscribe to, with the mean time between two messages (ms): those the old scripts name, and those
 * the real service knows.
 */
export const TOPIC_CADENCE_MS = {
  'served.market.latest_prices.v1': 500,
  'pricing.curve.updates.v1': 1_000,
  'market.data.updates.v1': 1_000,
  'pricing.updates': 500,
  'curve.changes': 1_000,
  'instruments.new': 5_000,
  'alerts.system': 10_000,
  'alerts.user': 5_000,
} as const;

export type Topic = keyof typeof TOPIC_CADENCE_MS;
export const TOPICS = keysOf(TOPIC_CADENCE_MS);

/** What a subscription may be narrowed to. */
const FILTER_VALUES = {
  commodity: ['oil', 'gas'],
  region: ['north_sea', 'gulf_of_mexico'],
  instrument_type: ['futures', 'options'],
} as const;

type FilterName = keyof typeof FILTER_VALUES;
const FILTER_NAMES = keysOf(FILTER_VALUES);

/** A narrowing: every attribute named must have the value given. */
export type Filters = Readonly<Partial<Record<FilterName, string>>>;

/** Filters that were understood, or the sentence that says what is wrong with them. */
type ParsedFilters = { readonly filters: Filters } | { readonly problem: string };

/** Whether a text names a topic. */
export function isTopic(value: unknown): value is Topic {
  return typeof value === 'string' && Object.hasOwn(TOPIC_CADENCE_MS, value);
}

/** Reads filters from an object such as `{"commodity":"oil"}`; absent or null means none. */
export function filtersOf(value: unknown): ParsedFilters {
  if (value === undefined || value === null) return { filters: {} };
  const given = objectOf(value);
  if (given === undefined) return { problem: 'filters is an object such as {"commodity":"oil"}' };
  // Rebuilt in the order of the table, so that equal filters have equal text whatever order they came in.
  const filters: Partial<Record<FilterName, string>> = {};
  for (const name of FILTER_NAMES) {
    const wanted = given[name];
    if (wanted === undefined) continue;
    if (!isOneOf(wanted, FILTER_VALUES[name])) {
      return { problem: `${name} is one of ${FILTER_VALUES[name].join(', ')}` };
    }
    filters[name] = wanted;
  }
  const unknown = Object.keys(given).find((name) => !isOneOf(name, FILTER_NAMES));
  if (unknown === undefined) return { filters };
  return { problem: `a filter is one of ${FILTER_NAMES.join(', ')}` };
}

/** Reads filters from a query value: empty, a JSON object, or `commodity:oil,region:north_sea` (`=` as well). */
export function filtersOfText(text: string): ParsedFilters {
  if (text === '') return { filters: {} };
  if (text.startsWith('{')) return filtersOf(parsedJson(text) ?? text);
  const pairs = text.split(',').map((pair) => /^(\w+)[:=](\w+)$/.exec(pair));
  if (pairs.includes(null))
    return { problem: 'filters is JSON such as {"commodity":"oil"}, or commodity:oil' };
  return filtersOf(Object.fromEntries(pairs.map((pair) => [pair?.[1], pair?.[2]])));
}
