import { countsInErrorRate } from '../../../../contract/failure.ts';
import { heldOrMade } from '../../../../contract/keys.ts';
import { LightCursor } from '../../../../contract/light-requests.ts';
import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import { indexesWhere, type Series } from '../../../../contract/series.ts';
import { PHASES, type Phase, type RunSecond } from '../../../../contract/tick.ts';
import { densestStretch, type MarkedSeconds, type Stretch } from './densest-stretch.ts';
import { MIN_PHASE_SHARE } from './phase-excess.ts';

/** Beyond so large a share of the endpoints, and beyond two, it is the service that failed. */
const COMMON_SHARE = 1 / 3;

/** A few seconds in which one endpoint failed, and hardly otherwise. Failures are those of the target and the network. */
export interface FailingSpell {
  readonly service: string;
  readonly endpoint: string;
  /** Its first and its last second. */
  readonly span: readonly [from: number, to: number];
  /** Of what finished then, and of what finished in other seconds. */
  readonly failed: number;
  readonly finished: number;
  readonly failedElse: number;
  readonly finishedElse: number;
  /** Of all failures of the run, 0 … 1. */
  readonly share: number;
  /** Most frequent first. */
  readonly codes: readonly string[];
  /** Where most of their time went; null: to no phase in particular, or none of them was kept. */
  readonly phase: { readonly name: Phase; readonly share: number } | null;
}

interface Looked {
  readonly plan: Pick<MeasuredPlan, 'series'>;
  /** Gone through more than once. */
  readonly seconds: Iterable<RunSecond>;
  /** What was before it does not count. */
  readonly fromSecond: number;
}

/**
 * Endpoints that failed for a while, those with most failures first; none where so many did that the service itself
 * failed, or where there is no other to tell it from.
 */
export function failingSpells(looked: Looked): FailingSpell[] {
  const { series } = looked.plan;
  const tried = indexesWhere(series, ({ inTotals, role }) => inTotals && role !== 'connect');
  const { counts, length } = countsOf(looked);
  const time = { fromSecond: looked.fromSecond, toSecond: length - 1 };
  const all = tried.reduce((sum, one) => sum + sumOf(counts.get(one)?.marked), 0);
  const found = tried.flatMap((one): Found[] => {
    const own = counts.get(one);
    const place = series[one];
    const stretch = own === undefined ? null : densestStretch(own, time);
    return stretch === null || place === undefined ? [] : [{ place, one, stretch, all }];
  });
  if (tried.length < 2 || found.length > Math.max(2, tried.length * COMMON_SHARE)) return [];
  return found.map((one) => spellOf(looked, one)).toSorted((a, b) => b.failed - a.failed);
}

/** Of each series what finished in each second, and what of that failed. */
function countsOf({ seconds, fromSecond }: Looked): {
  readonly counts: ReadonlyMap<number, MarkedSeconds>;
  readonly length: number;
} {
  const lists = new Map<number, { readonly totals: number[]; readonly marked: number[] }>();
  let length = 0;
  for (const { second, series } of seconds) {
    length = second + 1;
    if (second < fromSecond) continue;
    for (const { series: one, counts } of series) {
      const { totals, marked } = heldOrMade(lists, one, () => ({ totals: [], marked: [] }));
      totals[second] = counts.ok + counts.targetErrors;
      marked[second] = counts.targetErrors;
    }
  }
  const whole = (list: readonly number[]) => Float64Array.from({ length }, (_, second) => list[second] ?? 0);
  const counts = [...lists].map(
    ([one, { totals, marked }]) => [one, { totals: whole(totals), marked: whole(marked) }] as const,
  );
  return { counts: new Map(counts), length };
}

function sumOf(values: Float64Array | undefined): number {
  return values?.reduce((sum, here) => sum + here, 0) ?? 0;
}

interface Found {
  readonly place: Series;
  readonly one: number;
  readonly stretch: Stretch;
  /** Failures of the run. */
  readonly all: number;
}

function spellOf({ seconds }: Looked, { place, one, stretch, all }: Found): FailingSpell {
  const { from, to, requests, marked, others, markedOthers } = stretch;
  const inside: RunSecond[] = [];
  for (const second of seconds) if (second.second >= from && second.second <= to) inside.push(second);
  return {
    service: place.service,
    endpoint: place.endpoint,
    span: [from, to],
    failed: marked,
    finished: requests,
    failedElse: markedOthers,
    finishedElse: others,
    share: marked / Math.max(1, all),
    codes: codesOf(inside, one),
    phase: phaseOf(inside, one),
  };
}

function codesOf(seconds: readonly RunSecond[], one: number): string[] {
  const counts = new Map<string, number>();
  for (const { failures } of seconds) {
    for (const { series, failure, count } of failures) {
      if (series !== one || !countsInErrorRate(failure.side)) continue;
      counts.set(failure.code, (counts.get(failure.code) ?? 0) + count);
    }
  }
  return [...counts].toSorted((a, b) => b[1] - a[1]).map(([code]) => code);
}

/** By the failures that were kept. */
function phaseOf(seconds: readonly RunSecond[], one: number): FailingSpell['phase'] {
  const us = PHASES.map(() => 0);
  for (const { light } of seconds) {
    if (light === undefined) continue;
    for (const cursor = new LightCursor(light); cursor.next(); ) {
      if (cursor.series !== one || !cursor.hasFailed) continue;
      for (const phase of PHASES.keys()) us[phase] = (us[phase] ?? 0) + cursor.weight * cursor.phaseUs(phase);
    }
  }
  const all = us.reduce((sum, here) => sum + here, 0);
  const most = Math.max(...us);
  const name = PHASES[us.indexOf(most)];
  return all === 0 || name === undefined || most < MIN_PHASE_SHARE * all ? null : { name, share: most / all };
}
