import type { SecondIndex } from '../../../../contract/units.ts';
import type { TraceSecond } from '../seconds/load-trace.ts';
import { SlidingLargest } from '../stop-rules/sliding-largest.ts';

/** Rates are taken over so many seconds. */
const BIN_SECONDS = 10;
/** Of each, so many have to be there: some may be left out. */
export const LEAST_SECONDS = 5;
/** They lie within ±10% of one another's middle. */
const MOST_RATIO = 1.1 / 0.9;

/** Seconds of a run, both included. */
export interface Stretch {
  readonly fromSecond: SecondIndex;
  readonly toSecond: SecondIndex;
}

interface Bin extends Stretch {
  readonly rate: number;
}

/**
 * The longest part of a run under a steady load: what was sent per second, over ten seconds each, stays within ±10%. Of a run
 * that sends nothing by itself, what its streams received. Disturbed seconds count as all others: what was sent in them is known,
 * however late it left. @returns null: there was no load
 */
export function steadyStretch(seconds: readonly TraceSecond[]): Stretch | null {
  const bins = binsOf(seconds);
  const [highest, lowest] = [new SlidingLargest(), new SlidingLargest()];
  let best: readonly [first: number, last: number] | null = null;
  let first = 0;
  for (const [last, { rate }] of bins.entries()) {
    highest.push(rate);
    lowest.push(-rate);
    while ((highest.value ?? 0) > -(lowest.value ?? 0) * MOST_RATIO) {
      const left = bins[first]?.rate ?? 0;
      highest.leave(left);
      lowest.leave(-left);
      first += 1;
    }
    if (rate > 0 && (best === null || last - first > best[1] - best[0])) best = [first, last];
  }
  const [from, to] = (best ?? []).map((at) => bins[at]);
  return from === undefined || to === undefined
    ? null
    : { fromSecond: from.fromSecond, toSecond: to.toSecond };
}

/** What has too few seconds tells no rate, and ends nothing. */
function binsOf(seconds: readonly TraceSecond[]): Bin[] {
  const isSending = seconds.some(({ sent }) => sent > 0);
  const bins: Bin[] = [];
  let open: TraceSecond[] = [];
  const close = () => {
    const ms = open.reduce((sum, { lengthMs }) => sum + lengthMs, 0);
    const work = open.reduce((sum, { sent, messagesIn }) => sum + (isSending ? sent : messagesIn), 0);
    const [first, last] = [open[0], open.at(-1)];
    if (first !== undefined && last !== undefined && open.length >= LEAST_SECONDS && ms > 0)
      bins.push({ fromSecond: first.second, toSecond: last.second, rate: (work * 1_000) / ms });
    open = [];
  };
  for (const second of seconds) {
    const before = open[0];
    if (before !== undefined && binOf(before) !== binOf(second)) close();
    open.push(second);
  }
  close();
  return bins;
}

function binOf({ second }: TraceSecond): number {
  return Math.floor(second / BIN_SECONDS);
}
