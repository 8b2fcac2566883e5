import type { ThreadTick } from '../../src/contract/tick.ts';

/** A second of a load thread with one user and nothing else to tell. */
export function makeTick(thread: number, second: number, change: Partial<ThreadTick> = {}): ThreadTick {
  return {
    thread,
    second,
    users: 1,
    series: [],
    failures: [],
    exemplars: [],
    streams: [],
    gauges: [],
    blocks: [],
    last: false,
    ...change,
  };
}
