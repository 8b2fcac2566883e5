import {
  START_SLOT_MS,
  type StartCounting,
  type StartSlot,
  startBucket,
} from '../../../contract/start-counts.ts';
import { MICROS_PER_MILLI, MICROS_PER_SECOND, type Micros } from '../../../contract/units.ts';
import { type Sample, startOf } from './sample.ts';

const SLOT_US: Micros = START_SLOT_MS * MICROS_PER_MILLI;
/** Codes told apart in one slot: a peer chooses the code it closes a WebSocket with. What is beyond them is `other`. */
const MAX_CODES = 64;
const OTHER = 'other';
/** The slots of a second are told together, a moment after its end: so many are not known yet and may have begun. */
const SPARE_SLOTS = MICROS_PER_SECOND / SLOT_US + 2;

/** Slots as a thread tells them. */
interface TakenSlots {
  /** In order, none left out; empty ones are told, too. */
  readonly slots: readonly StartSlot[];
  /** Later slots were begun, are not known, and will never be told by this thread. */
  readonly isCut: boolean;
}

/**
 * Requests of one thread by their intended start, for a search of capacity. What a slot says depends on nothing but when
 * its requests were to start, when they ended and how: what ends later than `knownAfterUs` after the slot is open, whenever
 * the slot is told.
 *
 * A slot takes a cell of some 2 kB while something may still end in it: (knownAfterUs + 1 s) / 250 ms of them, whatever the load.
 * They are made before the run; a request allocates nothing. After a pause of this machine there may be more, as many as
 * quarter seconds in which something was due.
 */
export class StartSlots {
  readonly #counting: StartCounting;
  readonly #timeouts: ReadonlySet<string>;
  /** By number of the series. */
  readonly #isCounted: boolean[] = [];
  readonly #cells = new Map<number, Cell>();
  readonly #free: Cell[] = [];
  #startUs: Micros = 0;
  /** First slot that has not been told. */
  #next = 0;

  /** @param timeouts codes of failures that are beyond every latency limit */
  constructor(counting: StartCounting, timeouts: ReadonlySet<string>) {
    this.#counting = counting;
    this.#timeouts = timeouts;
    for (const series of counting.series) this.#isCounted[series] = true;
    const cells = Math.ceil(counting.knownAfterUs / SLOT_US) + SPARE_SLOTS;
    for (let made = 0; made < cells; made += 1) this.#free.push(new Cell(counting));
  }

  /** The run begins, and with it slot 0. */
  begin(startUs: Micros): void {
    this.#startUs = startUs;
  }

  /** @param isSent false: it was dropped, and stays open for good */
  started(series: number, atUs: Micros, isSent: boolean): void {
    if (this.#isCounted[series] !== true) return;
    const slot = this.#slotAt(atUs);
    if (slot < this.#next) return;
    const cell = this.#cells.get(slot) ?? this.#open(slot);
    cell.starts += 1;
    if (!isSent) cell.dropped += 1;
  }

  ended(sample: Sample): void {
    if (this.#isCounted[sample.series] !== true) return;
    const startUs = startOf(sample);
    const slot = this.#slotAt(startUs);
    const cell = this.#cells.get(slot);
    if (cell === undefined || sample.endedUs >= this.#startUs + this.#knownUs(slot)) return;
    const code = sample.failure?.code ?? null;
    if (code === null) cell.succeeded(sample.endedUs - startUs);
    else cell.failed(code, this.#timeouts.has(code));
  }

  /**
   * Slots that are known by now and have not been told.
   * @param isLast nothing comes any more: those that are not known are told as well, up to the first in which something is
   * open that was not dropped. To leave out only those, and tell later ones, would leave out the slow requests.
   */
  take(nowUs: Micros, isLast: boolean): TakenSlots {
    const slots: StartSlot[] = [];
    while (this.#startUs + this.#knownUs(this.#next) <= nowUs) slots.push(this.#tell());
    if (!isLast) return { slots, isCut: false };
    const begun = Math.max(
      Math.ceil((nowUs - this.#startUs) / SLOT_US),
      ...[...this.#cells.keys()].map(after),
    );
    while (this.#next < begun && this.#cells.get(this.#next)?.isOpen !== true) slots.push(this.#tell());
    return { slots, isCut: this.#next < begun };
  }

  #slotAt(us: Micros): number {
    return Math.floor((us - this.#startUs) / SLOT_US);
  }

  /** Since the start of the run. */
  #knownUs(slot: number): Micros {
    return (slot + 1) * SLOT_US + this.#counting.knownAfterUs;
  }

  #open(slot: number): Cell {
    const cell = this.#free.pop() ?? new Cell(this.#counting);
    this.#cells.set(slot, cell);
    return cell;
  }

  #tell(): StartSlot {
    const slot = this.#next;
    const cell = this.#cells.get(slot);
    this.#next += 1;
    if (cell === undefined) return this.#nothing(slot);
    this.#cells.delete(slot);
    const told = cell.tell(slot);
    cell.clear();
    this.#free.push(cell);
    return told;
  }

  #nothing(slot: number): StartSlot {
    const beyond = this.#counting.limitsUs.map(() => 0);
    return { slot, starts: 0, ok: 0, failures: {}, open: 0, beyond, latencies: [] };
  }
}

function after(slot: number): number {
  return slot + 1;
}

/** The counters of one slot, used for one after the other. */
class Cell {
  starts = 0;
  dropped = 0;
  #ok = 0;
  #failed = 0;
  readonly #limitsUs: readonly Micros[];
  /** Without what is open. */
  readonly #beyond: number[];
  /** Of successes, by bucket. */
  readonly #latencies: Uint32Array;
  readonly #failures = new Map<string, number>();

  constructor({ limitsUs, knownAfterUs }: StartCounting) {
    this.#limitsUs = limitsUs;
    this.#beyond = limitsUs.map(() => 0);
    this.#latencies = new Uint32Array(startBucket(knownAfterUs + SLOT_US) + 1);
  }

  /** Something in it may still end. */
  get isOpen(): boolean {
    return this.#ok + this.#failed + this.dropped < this.starts;
  }

  succeeded(us: Micros): void {
    this.#ok += 1;
    const bucket = startBucket(us);
    this.#latencies[bucket] = (this.#latencies[bucket] ?? 0) + 1;
    for (let limit = 0; limit < this.#limitsUs.length; limit += 1) {
      if (us > (this.#limitsUs[limit] ?? 0)) this.#beyond[limit] = (this.#beyond[limit] ?? 0) + 1;
    }
  }

  failed(code: string, isTimeout: boolean): void {
    this.#failed += 1;
    const key = this.#failures.size < MAX_CODES || this.#failures.has(code) ? code : OTHER;
    this.#failures.set(key, (this.#failures.get(key) ?? 0) + 1);
    if (!isTimeout) return;
    for (let limit = 0; limit < this.#beyond.length; limit += 1) {
      this.#beyond[limit] = (this.#beyond[limit] ?? 0) + 1;
    }
  }

  tell(slot: number): StartSlot {
    const open = this.starts - this.#ok - this.#failed;
    const latencies: number[] = [];
    for (const [bucket, count] of this.#latencies.entries()) if (count > 0) latencies.push(bucket, count);
    return {
      slot,
      starts: this.starts,
      ok: this.#ok,
      failures: Object.fromEntries(this.#failures),
      open,
      beyond: this.#beyond.map((count) => count + open),
      latencies,
    };
  }

  clear(): void {
    this.starts = 0;
    this.dropped = 0;
    this.#ok = 0;
    this.#failed = 0;
    this.#beyond.fill(0);
    this.#latencies.fill(0);
    this.#failures.clear();
  }
}
