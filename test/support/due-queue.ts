import { BinaryHeap } from './binary-heap.ts';
import { monotonicUs } from './monotonic.ts';

/** `timer` lets an item out up to about 1 ms late; `spin` is exact to tens of microseconds and costs up to a core. */
export type Precision = 'timer' | 'spin';

interface Entry<T> {
  readonly dueUs: number;
  readonly order: number;
  readonly item: T;
}

/** Below this distance `spin` polls instead of sleeping: libuv timers count in whole milliseconds. */
const SPIN_BELOW_US = 2_000;

/** Keeps items back until their time on the monotonic clock; never lets one out early. Ties leave in arrival order. */
export class DueQueue<T> {
  readonly #release: (item: T) => void;
  readonly #precision: Precision;
  readonly #heap = new BinaryHeap<Entry<T>>(
    (a, b) => a.dueUs < b.dueUs || (a.dueUs === b.dueUs && a.order < b.order),
  );
  #order = 0;
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;
  #armedUs = Number.POSITIVE_INFINITY;

  constructor(release: (item: T) => void, precision: Precision = 'timer') {
    this.#release = release;
    this.#precision = precision;
  }

  get size(): number {
    return this.#heap.size;
  }

  push(item: T, dueUs: number): void {
    this.#heap.insert({ dueUs, order: this.#order++, item });
    if (dueUs < this.#armedUs) this.#arm();
  }

  /** Forgets everything still kept back. */
  clear(): void {
    this.#heap.clear();
    this.#disarm();
  }

  #flush(): void {
    this.#disarm();
    for (let head = this.#heap.head; head !== undefined; head = this.#heap.head) {
      if (head.dueUs > monotonicUs()) break;
      this.#heap.take();
      this.#release(head.item);
    }
    this.#arm();
  }

  #arm(): void {
    this.#disarm();
    const head = this.#heap.head;
    if (head === undefined) return;
    this.#armedUs = head.dueUs;
    const waitUs = head.dueUs - monotonicUs();
    if (this.#precision === 'spin' && waitUs < SPIN_BELOW_US) {
      this.#immediate = setImmediate(() => this.#flush());
      return;
    }
    const earlyUs = this.#precision === 'spin' ? SPIN_BELOW_US / 2 : 0;
    this.#timer = setTimeout(() => this.#flush(), Math.max(1, Math.ceil((waitUs - earlyUs) / 1_000)));
  }

  #disarm(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
    this.#armedUs = Number.POSITIVE_INFINITY;
  }
}
