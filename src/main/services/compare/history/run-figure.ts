import { type CapacityHeadline, countAlike, isOpenEnded } from '../../../../contract/capacity-text.ts';
import type { PlaceFigures } from '../../../../contract/run-figures.ts';
import type { RunState } from '../../../../contract/run-state.ts';
import type { TrendPoint } from '../../../../contract/trend.ts';
import type { TrendFigure } from '../../../../contract/trend-figures.ts';
import type { TrendRow } from '../../../storage/run-history.ts';

/** One figure of one run in a trend. */
export interface RunFigure {
  /** Null: it has none. */
  readonly value: number | null;
  readonly interval: TrendPoint['interval'];
  /** Why it is not judged; empty: it is. */
  readonly leftOut: string;
}

/** With fewer requests beyond a percentile it is an estimate. */
const LEAST_BEYOND = 10;
/** A throughput that reaches so much of what the plan could have asked was decided by the plan. */
const HELD_SHARE = 0.99;
/** Two-sided 95% of a normal distribution. */
const Z_95 = 1.959963984540054;
/** What a series of two sides is held against: another target, plan or setting. */
const OTHER_SIDE = 'B';
const NOTHING: RunFigure = { value: null, interval: null, leftOut: 'not measured in this run' };

/** Of a run that did not come to its end, figures are of another length or load. */
const NOT_ENDED: Readonly<Record<Exclude<RunState, 'completed'>, string>> = {
  running: 'still running',
  stopped: 'stopped early',
  failed: 'failed',
  interrupted: 'interrupted',
};

/**
 * A figure of a run, and why it would mislead to judge it. @param search the one that a trend of capacity is of; null: there is none
 */
export function runFigure(row: TrendRow, figure: TrendFigure, search: CapacityHeadline | null): RunFigure {
  const found = figure === 'capacity' ? capacityOf(row, search) : placeFigure(row, figure);
  const unfit = unfitnessOf(row, figure);
  return unfit === '' ? found : { ...found, leftOut: unfit };
}

function unfitnessOf({ state, trust, capacity, series }: TrendRow, figure: TrendFigure): string {
  // A search is stopped where it has its answer, and says itself what that is worth.
  if (figure === 'capacity') return state === 'running' ? NOT_ENDED.running : '';
  if (series?.side === OTHER_SIDE) return 'the other side of its series';
  if (series !== null && series.leftOut !== '') return series.leftOut;
  if (state !== 'completed') return NOT_ENDED[state];
  if (trust === 'untrustworthy') return 'not trustworthy';
  return capacity === null ? '' : 'a search of capacity, all its loads together';
}

function placeFigure({ figures }: TrendRow, figure: Exclude<TrendFigure, 'capacity'>): RunFigure {
  if (figures === null) return NOTHING;
  switch (figure) {
    case 'mean':
      return figures.count === 0 ? NOTHING : judged(figures.meanMs);
    case 'errorRate':
      return errorRateOf(figures);
    case 'throughput':
      return throughputOf(figures);
    case 'p50':
    case 'p95':
    case 'p99':
      return percentileOf(figures, figure);
  }
}

function judged(value: number | null, interval: RunFigure['interval'] = null): RunFigure {
  return value === null ? NOTHING : { value, interval, leftOut: '' };
}

function percentileOf({ percentiles, count }: PlaceFigures, name: 'p50' | 'p95' | 'p99'): RunFigure {
  const { valueMs, lowMs, highMs, beyond } = percentiles[name];
  if (count === 0) return NOTHING;
  const known = judged(valueMs, { kind: 'sampling', low: lowMs, high: highMs });
  return beyond >= LEAST_BEYOND
    ? known
    : { ...known, leftOut: `fewer than ${LEAST_BEYOND} requests beyond it` };
}

/** Percent, with Wilson's score interval (1927). */
function errorRateOf({ rates: { ok, failed, errorRatePercent } }: PlaceFigures): RunFigure {
  const n = ok + failed;
  if (n === 0 || errorRatePercent === null) return NOTHING;
  const share = failed / n;
  const z2 = (Z_95 * Z_95) / n;
  const middle = (share + z2 / 2) / (1 + z2);
  const half = (Z_95 * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n))) / (1 + z2);
  // At the ends the sum is one of rounded numbers.
  const low = failed === 0 ? 0 : 100 * (middle - half);
  const high = ok === 0 ? 100 : 100 * (middle + half);
  return judged(errorRatePercent, { kind: 'sampling', low, high });
}

function throughputOf({ rates: { throughputPerSecond, offeredPerSecond } }: PlaceFigures): RunFigure {
  const known = judged(throughputPerSecond);
  const isHeld = offeredPerSecond !== null && throughputPerSecond >= HELD_SHARE * offeredPerSecond;
  return isHeld ? { ...known, leftOut: 'as much as the plan asked for' } : known;
}

function capacityOf({ capacity }: TrendRow, search: CapacityHeadline | null): RunFigure {
  if (capacity === null || search === null || capacity.value === null) return NOTHING;
  const { value, low, high, outcome } = capacity;
  const known = judged(value, { kind: 'search', low, high: isOpenEnded(outcome) ? null : high });
  if (!asksTheSame(capacity, search))
    return { ...known, leftOut: 'another question: objectives or unit differ' };
  if (isOpenEnded(outcome)) return { ...known, leftOut: 'at least this much' };
  return outcome === 'found' ? known : { ...known, leftOut: 'no answer that holds' };
}

function asksTheSame(one: CapacityHeadline, other: CapacityHeadline): boolean {
  const words = ({ objectives }: CapacityHeadline) => objectives.toSorted().join(', ');
  return countAlike(one, other) && words(one) === words(other);
}
