/** Time in ms on a monotonic clock. */
export type Clock = () => number;

/** Calls `run` after `delayMs`; returns a way to take it back. */
export type SetTimer = (run: () => void, delayMs: number) => () => void;

type Task = () => void;

/** One slot per millisecond. A power of two, so a slot is a mask away. */
const SLOTS = 32_768;

/** The longest delay the wheel takes, in ms: half its round, so that even a process frozen for 16 s keeps order. */
export const MAX_DELAY_MS = SLOTS / 2;

/**
 * All delays of the process on one timer: tasks due in the same millisecond run together, in the order they were
 * added. Thousands of delayed answers and pushes then cost one wake-up per busy millisecond and no timer object each.
 * Delays are rounded up to the millisecond: a task never runs early.
 */
export class DelayWheel {
  readonly #slots = new Array<Task[] | undefined>(SLOTS);
  readonly #clock: Clock;
  readonly #setTimer: SetTimer;
  readonly #startedAt: number;
  /** Every millisecond up to and including this one has run. */
  #done = 0;
  #pending = 0;
  #armedFor = Number.POSITIVE_INFINITY;
  #disarm: (() => void) | undefined;
  #running = false;

  constructor(clock: Clock = () => performance.now(), setTimer: SetTimer = nodeTimer) {
    this.#clock = clock;
    this.#setTimer = setTimer;
    this.#startedAt = clock();
  }

  /** Tasks still to run. */
  get pending(): number {
    return this.#pending;
  }

  /** Runs a task after `delayMs`, 0 … MAX_DELAY_MS; a longer delay is a bug and throws. */
  after(delayMs: number, task: Task): void {
    if (!(delayMs >= 0 && delayMs <= MAX_DELAY_MS)) throw new RangeError(`delay of ${delayMs} ms`);
    const now = this.#now();
    // Between turns nothing is due before `armedFor`: bring the wheel to the present, or a far delay would land in
    // a slot of this round instead of the next.
    if (!this.#running) this.#done = Math.max(this.#done, Math.min(Math.floor(now), this.#armedFor - 1));
    const due = Math.min(Math.max(this.#done + 1, Math.ceil(now + delayMs)), this.#done + SLOTS);
    const at = due & (SLOTS - 1);
    const slot = this.#slots[at];
    if (slot === undefined) this.#slots[at] = [task];
    else slot.push(task);
    this.#pending += 1;
    if (!this.#running && due < this.#armedFor) this.#arm(due);
  }

  /** Forgets all tasks without running them. */
  clear(): void {
    this.#disarm?.();
    this.#disarm = undefined;
    this.#armedFor = Number.POSITIVE_INFINITY;
    this.#slots.fill(undefined);
    this.#pending = 0;
  }

  #now(): number {
    return this.#clock() - this.#startedAt;
  }

  #arm(due: number): void {
    this.#disarm?.();
    this.#armedFor = due;
    this.#disarm = this.#setTimer(this.#turn, Math.max(0, due - this.#now()));
  }

  readonly #turn = (): void => {
    this.#armedFor = Number.POSITIVE_INFINITY;
    this.#disarm = undefined;
    this.#running = true;
    try {
      this.#runDue(Math.floor(this.#now()));
    } finally {
      this.#running = false;
      if (this.#pending > 0) this.#arm(this.#nextDue());
    }
  };

  #runDue(until: number): void {
    while (this.#done < until && this.#pending > 0) {
      this.#done += 1;
      const at = this.#done & (SLOTS - 1);
      const tasks = this.#slots[at];
      if (tasks === undefined) continue;
      this.#slots[at] = undefined;
      this.#pending -= tasks.length;
      for (const task of tasks) task();
    }
    if (this.#pending === 0) this.#done = Math.max(this.#done, until);
  }

  #nextDue(): number {
    let due = this.#done + 1;
    while (this.#slots[due & (SLOTS - 1)] === undefined) due += 1;
    return due;
  }
}

/** Node rounds a timeout down to whole milliseconds; rounded up here so that a turn seldom comes too early. */
function nodeTimer(run: () => void, delayMs: number): () => void {
  const timer = setTimeout(run, Math.ceil(delayMs));
  return () => clearTimeout(timer);
}
