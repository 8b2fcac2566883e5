/** Time in ms on a monotonic clock. */
export type Clock = () => number;

/** Calls `run` after `delayMs`; returns a way to take it back. */
type SetTimer = (run: () => void, delayMs: number) => () => void;

type Task = () => void;

/**
 * All delays of the process on one timer: tasks due in the same millisecond run together, in the order they were
 * added. Thousands of delayed answers and pushes then cost one wake-up per busy millisecond and no timer object each.
 * Delays are rounded up to the millisecond: a task never runs early.
 */
export class DelayWheel {
  readonly #clock: Clock;
  readonly #setTimer: SetTimer;
  /** One for each millisecond in which something is due, the earliest first. */
  readonly #turns: { readonly at: number; readonly tasks: Task[] }[] = [];
  #disarm: (() => void) | undefined;

  constructor(clock: Clock = () => performance.now(), setTimer: SetTimer = nodeTimer) {
    this.#clock = clock;
    this.#setTimer = setTimer;
  }

  /** Runs a task after `delayMs`; one that is negative or no number is a bug and throws. */
  after(delayMs: number, task: Task): void {
    if (!(delayMs >= 0)) throw new RangeError(`delay of ${delayMs} ms`);
    const now = this.#clock();
    const at = Math.max(Math.floor(now) + 1, Math.ceil(now + delayMs));
    const before = this.#turns.findLastIndex((turn) => turn.at <= at);
    const turn = this.#turns[before];
    if (turn?.at === at) turn.tasks.push(task);
    else {
      this.#turns.splice(before + 1, 0, { at, tasks: [task] });
      if (before === -1) this.#arm();
    }
  }

  /** Forgets all tasks without running them. */
  clear(): void {
    this.#turns.length = 0;
    this.#arm();
  }

  /** Sets the timer for what is due first. */
  #arm(): void {
    this.#disarm?.();
    const [next] = this.#turns;
    this.#disarm = next && this.#setTimer(this.#run, Math.max(0, next.at - this.#clock()));
  }

  readonly #run = (): void => {
    const now = this.#clock();
    for (let next = this.#turns[0]; next !== undefined && next.at <= now; next = this.#turns[0]) {
      this.#turns.shift();
      for (const task of next.tasks) task();
    }
    this.#arm();
  };
}

/** Node rounds a timeout down to whole milliseconds; rounded up here so that a turn seldom comes too early. */
function nodeTimer(run: () => void, delayMs: number): () => void {
  const timer = setTimeout(run, Math.ceil(delayMs));
  return () => clearTimeout(timer);
}
