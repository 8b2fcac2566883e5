import type { StartCounting, StartSlot } from '../../../../../contract/start-counts.ts';
import type { RunSecond, SeriesCounts } from '../../../../../contract/tick.ts';
import type { SecondIndex } from '../../../../../contract/units.ts';
import { isDisturbed } from '../../../../../workers/engine/verdicts/trust.ts';

/** What a search of capacity is told of a second of its run: of the series that count, and nothing of the others. */
export interface CountedSecond {
  readonly second: SecondIndex;
  /** Quarter seconds of intended starts that became known in it, in order; those of seconds that are missing never come. */
  readonly slots: readonly StartSlot[];
  /** Requests that ended in it: succeeded, and failed at the target or the network. */
  readonly ok: number;
  readonly failed: number;
  /** At its end: sent or waiting to be sent, and not ended. */
  readonly inFlight: number;
  /** False: the load generator was disturbed. A cap that was reached is no disturbance: a target that stalls reaches it. */
  readonly trusted: boolean;
}

interface LedgerOptions {
  readonly counting: Pick<StartCounting, 'series'>;
  /** In spin mode the loops are busy by design. */
  readonly precision: 'tick' | 'spin';
}

/** What a search is told of a second. Pure: the same second, stored and read again, tells the same. */
export function countedSecond(second: RunSecond, { counting, precision }: LedgerOptions): CountedSecond {
  const counted = second.series.filter(({ series }) => counting.series.includes(series));
  const sum = (of: (counts: SeriesCounts) => number) =>
    counted.reduce((total, { counts }) => total + of(counts), 0);
  return {
    second: second.second,
    slots: second.starts ?? [],
    ok: sum(({ ok }) => ok),
    failed: sum(({ targetErrors }) => targetErrors),
    inFlight: sum(({ inFlight, waiting }) => inFlight + waiting),
    trusted: !isDisturbed(second, precision),
  };
}
