import { countsInErrorRate } from '../../../../contract/failure.ts';
import { heldOrMade } from '../../../../contract/keys.ts';
import { LightCursor } from '../../../../contract/light-requests.ts';
import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import { indexesWhere, type Series } from '../../../../contract/series.ts';
import { PHASES, type Phase, type RunSecond } from '../../../../contract/tick.ts';
import type { SecondIndex } from '../../../../contract/units.ts';
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

/** Of each second of a series what finished in it, and what of that failed. */
interface SeriesLists {
  readonly totals: number[];
  readonly marked: number[];
}

interface CodeCount {
  readonly series: number;
  readonly code: string;
  readonly count: number;
}

/** Looks for endpoints that failed for a while, in seconds that come one by one and are not held. */
export class FailingSpells {
  readonly #series: readonly Series[];
  readonly #fromSecond: number;
  readonly #lists = new Map<number, SeriesLists>();
  /** By second: those in the error rate. */
  readonly #failures: (readonly CodeCount[] | undefined)[] = [];
  #length = 0;

  /** @param fromSecond what was before it does not count */
  constructor({ series }: Pick<MeasuredPlan, 'series'>, fromSecond: number) {
    this.#series = series;
    this.#fromSecond = fromSecond;
  }

  /** Takes the next second, in order. */
  add({ second, series, failures }: Pick<RunSecond, 'second' | 'series' | 'failures'>): void {
    this.#length = second + 1;
    if (second < this.#fromSecond) return;
    for (const { series: one, counts } of series) {
      const { totals, marked } = heldOrMade(this.#lists, one, () => ({ totals: [], marked: [] }));
      totals[second] = counts.ok + counts.targetErrors;
      marked[second] = counts.targetErrors;
    }
    const counted = failures.filter(({ failure }) => countsInErrorRate(failure.side));
    if (counted.length === 0) return;
    this.#failures[second] = counted.map(({ series: one, failure: { code }, count }) => ({
      series: one,
      code,
      count,
    }));
  }

  /**
   * Those with most failures first; none where so many endpoints failed that the service itself did, or where there is no
   * other to tell it from.
   * @param lightOf the requests kept of a second, as in `light-requests.ts`; null: none were
   */
  found(lightOf: (second: SecondIndex) => Uint8Array | null): FailingSpell[] {
    const tried = indexesWhere(this.#series, ({ inTotals, role }) => inTotals && role !== 'connect');
    const counts = new Map([...this.#lists].map(([one, lists]) => [one, this.#whole(lists)] as const));
    const time = { fromSecond: this.#fromSecond, toSecond: this.#length - 1 };
    const all = tried.reduce((sum, one) => sum + sumOf(counts.get(one)?.marked), 0);
    const found = tried.flatMap((one): Found[] => {
      const own = counts.get(one);
      const place = this.#series[one];
      const stretch = own === undefined ? null : densestStretch(own, time);
      return stretch === null || place === undefined ? [] : [{ place, one, stretch, all }];
    });
    if (tried.length < 2 || found.length > Math.max(2, tried.length * COMMON_SHARE)) return [];
    return found
      .map((one) => {
        const codes = codesOf(this.#failures.slice(one.stretch.from, one.stretch.to + 1), one.one);
        return spellOf(one, codes, phaseOf(lightOf, one));
      })
      .toSorted((a, b) => b.failed - a.failed);
  }

  #whole({ totals, marked }: SeriesLists): MarkedSeconds {
    const whole = (list: readonly number[]) =>
      Float64Array.from({ length: this.#length }, (_, second) => list[second] ?? 0);
    return { totals: whole(totals), marked: whole(marked) };
  }
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

function spellOf(
  { place, stretch, all }: Found,
  codes: FailingSpell['codes'],
  phase: FailingSpell['phase'],
): FailingSpell {
  const { from, to, requests, marked, others, markedOthers } = stretch;
  return {
    service: place.service,
    endpoint: place.endpoint,
    span: [from, to],
    failed: marked,
    finished: requests,
    failedElse: markedOthers,
    finishedElse: others,
    share: marked / Math.max(1, all),
    codes,
    phase,
  };
}

function codesOf(seconds: readonly (readonly CodeCount[] | undefined)[], one: number): string[] {
  const counts = new Map<string, number>();
  for (const { series, code, count } of seconds.flatMap((failures) => failures ?? [])) {
    if (series === one) counts.set(code, (counts.get(code) ?? 0) + count);
  }
  return [...counts].toSorted((a, b) => b[1] - a[1]).map(([code]) => code);
}

/** By the failures that were kept. */
function phaseOf(
  lightOf: (second: SecondIndex) => Uint8Array | null,
  { one, stretch: { from, to } }: Found,
): FailingSpell['phase'] {
  const us = PHASES.map(() => 0);
  for (let second = from; second <= to; second += 1) {
    const light = lightOf(second);
    if (light === null) continue;
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
