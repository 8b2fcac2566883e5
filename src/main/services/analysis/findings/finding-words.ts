import { countsInErrorRate } from '../../../../contract/failure.ts';
import { formatClock, formatPercent } from '../../../../contract/format.ts';
import type { Millis } from '../../../../contract/units.ts';
import type { TraceSecond } from '../seconds/load-trace.ts';
import { firstAtLimit } from '../target/target-words.ts';
import type { EndpointFact, Facts, FailureFact, StreamFact } from './finding.ts';

/** `gateway curves`. */
export function placeName(place: { readonly service: string; readonly endpoint: string | null }): string {
  return place.endpoint === null ? place.service : `${place.service} ${place.endpoint}`;
}

/** What to look at first, where something of a target was seen at its limit; else what is said of any. */
export function lookFirst({ target }: Pick<Facts, 'target'>, otherwise: string): string {
  const atLimit = firstAtLimit(target?.ceilings ?? []);
  return atLimit === null ? otherwise : `Look first at what was at its limit: ${atLimit}.`;
}

/** `1,234`. */
export function whole(n: number): string {
  return n.toLocaleString('en-US');
}

/** The seconds before the plan is over; what comes later drains. */
export function plannedSeconds({ seconds, plannedMs }: Facts): readonly TraceSecond[] {
  return seconds.filter(({ second }) => second * 1_000 < plannedMs);
}

/** Failures that count, of one endpoint or of all, most frequent first. */
export function countedFailures(
  { failures }: Facts,
  place?: Pick<EndpointFact, 'service' | 'endpoint'>,
): FailureFact[] {
  return failures
    .filter(({ inTotals, side }) => inTotals && countsInErrorRate(side))
    .filter((row) => place === undefined || isAt(row, place))
    .toSorted((a, b) => b.count - a.count);
}

/** Whether a row is about an endpoint. */
export function isAt(
  row: { readonly service: string; readonly endpoint: string | null },
  place: Pick<EndpointFact, 'service' | 'endpoint'>,
): boolean {
  return row.service === place.service && row.endpoint === place.endpoint;
}

/** The services of rows, each once: `auth and gateway`. */
export function servicesOf(rows: readonly { readonly service: string }[]): string {
  return list([...new Set(rows.map(({ service }) => service))]);
}

/** How many attempts and connections of a stream ended by a cause. */
export function endedBy({ closedBy }: Pick<StreamFact, 'closedBy'>, cause: string): number {
  return closedBy.find(([one]) => one === cause)?.[1] ?? 0;
}

/** What share (0…1) of the failures of a run so many are. */
export function ofFailures(count: number, { failed }: { readonly failed: number }): number {
  return count / Math.max(1, failed);
}

/** `41 of 60 (68%)`, `41 of 60 connections (68%)`. */
export function shareOf(part: number, all: number, noun = ''): string {
  const things = noun === '' ? '' : ` ${noun}`;
  return `${whole(part)} of ${whole(all)}${things} (${formatPercent(all === 0 ? 0 : (part / all) * 100)})`;
}

/** `41 of 60 failed (68%)`, `none of 60 failed`; `how`: what stands after `failed`. */
export function failedOf(failed: number, all: number, how = ''): string {
  if (failed === 0) return `none of ${whole(all)} failed${how}`;
  const share = formatPercent(all === 0 ? 0 : (failed / all) * 100);
  return `${whole(failed)} of ${whole(all)} failed${how} (${share})`;
}

/** The second an event lies in: `0:02` for 2,900 ms. */
export function clock(ms: Millis): string {
  return formatClock(Math.floor(ms / 1_000) * 1_000);
}

export function sum<Item>(items: readonly Item[], read: (item: Item) => number): number {
  return items.reduce((total, item) => total + read(item), 0);
}

/** With a capital, as the first word of a sentence. */
export function begun(sentence: string): string {
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`;
}

/** `from 0:01 to 0:02 and from 0:04 to 0:05`; beyond four only how many more there are. */
export function spansOf(spans: readonly { readonly fromMs: Millis; readonly toMs: Millis }[]): string {
  return list(spans.map(({ fromMs, toMs }) => `from ${clock(fromMs)} to ${clock(toMs)}`));
}

/** The span of several failures: `at 0:02`, `from 0:02 to 0:05`. */
export function whenAll(failures: readonly Pick<FailureFact, 'firstMs' | 'lastMs'>[]): string {
  const from = clock(Math.min(...failures.map(({ firstMs }) => firstMs)));
  const to = clock(Math.max(0, ...failures.map(({ lastMs }) => lastMs)));
  return from === to ? `at ${from}` : `from ${from} to ${to}`;
}

/** Most frequent first, at most four: `http.5xx, timeout.headers`. */
export function codesOf(failures: readonly Pick<FailureFact, 'code' | 'count'>[]): string {
  const counts = new Map<string, number>();
  for (const { code, count } of failures) counts.set(code, (counts.get(code) ?? 0) + count);
  const codes = [...counts].toSorted((a, b) => b[1] - a[1]).map(([code]) => code);
  return codes.length > 4 ? `${codes.slice(0, 4).join(', ')} and ${codes.length - 4} more` : codes.join(', ');
}

/** `a`, `a and b`, `a, b and c`, `a, b, c and 2 more`. */
export function list(names: readonly string[]): string {
  const shown = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
  const last = shown.at(-1) ?? '';
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} and ${last}`;
}
