import type { Micros, Millis } from '../../../contract/units.ts';

/** A counter of a page that says when it was counted. */
interface TimedSample {
  /** The same for the same labels. */
  readonly key: string;
  readonly value: number;
  /** Milliseconds since 1970; null: the page does not say, and it was when the page was read. */
  readonly atMs: Millis | null;
}

interface TimedCounter {
  readonly value: number;
  readonly atMs: Millis;
  /** Per second, between its last two samples; null: two were not seen yet. */
  readonly rate: number | null;
  readonly stepMs: Millis;
  /** It was on the first page: what it adds is missing until it is known. */
  readonly isOfFirst: boolean;
}

/** What is not counted again for so long is not waited for. */
const WAITED_FOR_MS: Millis = 60_000;
/** Of what is counted every so often, the next but one is overdue: it stands still, and adds nothing. */
const MISSED = 2;

/**
 * Counters of one name that a page repeats with their moments (cAdvisor, `/federate`), each counted at moments of its own. Their
 * rate is the sum of the rates of each between its own last two samples: one that has no newer sample has the rate that it had.
 */
export class TimedCounters {
  #known: ReadonlyMap<string, TimedCounter> | null = null;

  /**
   * @param readAtUs of the page. @param mayFall a sum of what may be negative
   * @returns per second; `first`: too little is known yet, `fell`: one began anew, `same`: none was counted again
   */
  rate(
    samples: readonly TimedSample[],
    readAtUs: Micros,
    mayFall: boolean,
  ): number | 'first' | 'fell' | 'same' {
    const before = this.#known;
    const newest = samples.reduce((most, { atMs }) => Math.max(most, atMs ?? most), Number.NEGATIVE_INFINITY);
    const known = new Map<string, TimedCounter>();
    let [hasFallen, isNew, isWaiting, rates, rated] = [false, false, false, 0, 0];
    for (const { key, value, atMs } of samples) {
      const last = before?.get(key);
      const isOfFirst = before === null;
      const counted = { value, atMs: atMs ?? readAtUs / 1_000, isOfFirst };
      const counter = countedOn(last, counted, mayFall);
      known.set(key, counter);
      const isNewer = last !== undefined && counter.atMs > last.atMs;
      isNew ||= isNewer;
      hasFallen ||= isNewer && value < last.value && !mayFall;
      const ageMs = atMs === null ? 0 : newest - atMs;
      isWaiting ||= counter.rate === null && counter.isOfFirst && ageMs < WAITED_FOR_MS;
      if (counter.rate === null || ageMs > MISSED * counter.stepMs) continue;
      rates += counter.rate;
      rated += 1;
    }
    this.#known = known;
    if (hasFallen) return 'fell';
    if (isWaiting || before === null) return 'first';
    if (!isNew) return 'same';
    return rated === 0 ? 'first' : rates;
  }
}

function countedOn(
  last: TimedCounter | undefined,
  { value, atMs, isOfFirst }: Pick<TimedCounter, 'value' | 'atMs' | 'isOfFirst'>,
  mayFall: boolean,
): TimedCounter {
  if (last === undefined) return { value, atMs, rate: null, stepMs: 0, isOfFirst };
  if (atMs <= last.atMs) return last;
  const stepMs = atMs - last.atMs;
  // What fell began anew: of what it counted in between nothing is known.
  const rate = value < last.value && !mayFall ? null : ((value - last.value) * 1_000) / stepMs;
  return { ...last, value, atMs, stepMs, rate };
}
