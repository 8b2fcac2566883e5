import type { Micros } from '../../../contract/units.ts';

/** Something that is to happen at a time. Its owner keeps one for good and sets it again and again. */
export abstract class Timer {
  /** Kept by the heap; set only through it. */
  atUs: Micros = 0;
  /** Where the heap has it; -1: not set. */
  place = -1;

  /** Called once the time has come; the timer is then no longer set. */
  abstract due(nowUs: Micros): void;
}

/**
 * All that somebody waits for (the streams of a thread, its HTTP connections): a binary heap by time, asked about every
 * millisecond. Thousands of deadlines that are set and taken back within milliseconds cost a few moves in an array each, no
 * timer and no closure.
 */
export class TimerHeap {
  readonly #heap: Timer[] = [];

  get size(): number {
    return this.#heap.length;
  }

  /** Sets or moves a timer. */
  set(timer: Timer, atUs: Micros): void {
    if (!Number.isFinite(atUs)) throw new RangeError(`a timer cannot be set for ${atUs}`);
    const before = timer.place === -1 ? Number.POSITIVE_INFINITY : timer.atUs;
    timer.atUs = atUs;
    if (timer.place === -1) timer.place = this.#heap.push(timer) - 1;
    if (atUs < before) this.#rise(timer);
    else this.#sink(timer);
  }

  /** Takes a timer back; nothing happens where it is not set. */
  remove(timer: Timer): void {
    const { place } = timer;
    if (place === -1) return;
    timer.place = -1;
    const last = this.#heap.pop();
    if (last === undefined || last === timer) return;
    last.place = place;
    this.#heap[place] = last;
    this.#rise(last);
    this.#sink(last);
  }

  /** Does all that is due by `untilUs`, in order of time, and what that sets for no later. */
  run(untilUs: Micros, nowUs = untilUs): void {
    for (let head = this.#heap[0]; head !== undefined && head.atUs <= untilUs; head = this.#heap[0]) {
      this.remove(head);
      head.due(nowUs);
    }
  }

  #rise(timer: Timer): void {
    const heap = this.#heap;
    let hole = timer.place;
    while (hole > 0) {
      const above = (hole - 1) >> 1;
      const other = heap[above];
      if (other === undefined || other.atUs <= timer.atUs) break;
      heap[hole] = other;
      other.place = hole;
      hole = above;
    }
    heap[hole] = timer;
    timer.place = hole;
  }

  #sink(timer: Timer): void {
    const heap = this.#heap;
    let hole = timer.place;
    for (;;) {
      let below = 2 * hole + 1;
      const left = heap[below];
      if (left === undefined) break;
      const right = heap[below + 1];
      let other = left;
      if (right !== undefined && right.atUs < left.atUs) {
        other = right;
        below += 1;
      }
      if (other.atUs >= timer.atUs) break;
      heap[hole] = other;
      other.place = hole;
      hole = below;
    }
    heap[hole] = timer;
    timer.place = hole;
  }
}
