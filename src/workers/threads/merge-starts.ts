import type { StartSlot } from '../../contract/start-counts.ts';
import type { ThreadTick } from '../../contract/tick.ts';
import { addByKey } from './merge-ticks.ts';

/**
 * The starts of all threads as those of the run. All threads tell the same slots in the same second, but for the last
 * second of each, in which it tells what is left: that waits until the others have told as much.
 *
 * From the first slot on that is not whole none is told. A thread that is lost told nothing of those it had begun; one that
 * was cut says so.
 */
export class MergedStarts {
  /** The first slot that each thread which is still at work has not told. */
  readonly #working: Map<number, number>;
  readonly #sums = new Map<number, StartSlot>();
  #cutFrom = Number.POSITIVE_INFINITY;
  #next = 0;

  constructor(threads: readonly number[]) {
    this.#working = new Map(threads.map((thread) => [thread, 0]));
  }

  /** What is whole by the end of a second. @param ticks all there are of it; seconds in order */
  take(ticks: readonly ThreadTick[]): StartSlot[] {
    const reported = new Set(ticks.map(({ thread }) => thread));
    for (const thread of this.#working.keys()) if (!reported.has(thread)) this.#lose(thread);
    for (const tick of ticks) this.#add(tick);
    const whole = Math.min(this.#cutFrom, ...this.#working.values());
    const taken: StartSlot[] = [];
    for (let sum = this.#sums.get(this.#next); sum !== undefined; sum = this.#sums.get(this.#next)) {
      if (this.#next >= whole) break;
      this.#sums.delete(this.#next);
      this.#next += 1;
      taken.push(sum);
    }
    return taken;
  }

  #add({ thread, starts = [], last, startsCut }: ThreadTick): void {
    for (const slot of starts) {
      const sum = this.#sums.get(slot.slot);
      this.#sums.set(slot.slot, sum === undefined ? slot : addSlots(sum, slot));
    }
    const told = starts.at(-1);
    if (told !== undefined) this.#working.set(thread, told.slot + 1);
    if (startsCut === true) this.#lose(thread);
    else if (last) this.#working.delete(thread);
  }

  #lose(thread: number): void {
    this.#cutFrom = Math.min(this.#cutFrom, this.#working.get(thread) ?? 0);
    this.#working.delete(thread);
  }
}

function addSlots(a: StartSlot, b: StartSlot): StartSlot {
  return {
    slot: a.slot,
    starts: a.starts + b.starts,
    ok: a.ok + b.ok,
    failures: addByKey(a.failures, b.failures, (one, other) => one + other),
    open: a.open + b.open,
    beyond: a.beyond.map((count, limit) => count + (b.beyond[limit] ?? 0)),
    latencies: addLatencies(a.latencies, b.latencies),
  };
}

/** Both are pairs of bucket and count in ascending order, and so is their sum. */
function addLatencies(a: readonly number[], b: readonly number[]): number[] {
  const sum: number[] = [];
  let ofB = 0;
  for (let ofA = 0; ofA < a.length; ofA += 2) {
    const bucket = a[ofA] ?? 0;
    for (; ofB < b.length && (b[ofB] ?? 0) < bucket; ofB += 2) sum.push(b[ofB] ?? 0, b[ofB + 1] ?? 0);
    const isInBoth = b[ofB] === bucket;
    sum.push(bucket, (a[ofA + 1] ?? 0) + (isInBoth ? (b[ofB + 1] ?? 0) : 0));
    if (isInBoth) ofB += 2;
  }
  return [...sum, ...b.slice(ofB)];
}
