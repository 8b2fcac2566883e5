import type { Micros } from '../../../contract/units.ts';

/** A place in a list of deadlines, made once for what it guards and used again for every wait of it. */
export class Deadline<Guarded> {
  readonly guarded: Guarded;
  atUs: Micros = 0;
  list: DeadlineList<Guarded> | null = null;
  before: Deadline<Guarded> | null = null;
  after: Deadline<Guarded> | null = null;

  constructor(guarded: Guarded) {
    this.guarded = guarded;
  }
}

class DeadlineList<Guarded> {
  first: Deadline<Guarded> | null = null;
  last: Deadline<Guarded> | null = null;
}

/**
 * Many deadlines at almost no cost. Waits of the same length end in the order they began, so each length has a list of
 * its own that stays sorted by appending: arming, disarming and finding the next are a few assignments, without a
 * timer or allocation. (Node keeps its timeouts the same way, but as objects made anew for each.)
 */
export class Deadlines<Guarded> {
  readonly #lists = new Map<Micros, DeadlineList<Guarded>>();

  /** Sets a deadline for `atUs`, one of the waits of this length; replaces what it was set for. */
  arm(deadline: Deadline<Guarded>, atUs: Micros, lengthUs: Micros): void {
    this.disarm(deadline);
    let list = this.#lists.get(lengthUs);
    if (list === undefined) {
      list = new DeadlineList();
      this.#lists.set(lengthUs, list);
    }
    deadline.atUs = atUs;
    deadline.list = list;
    // A wait that began earlier than it is armed (a followed redirect) is sorted in from the end.
    let before = list.last;
    while (before !== null && before.atUs > atUs) before = before.before;
    const after: Deadline<Guarded> | null = before === null ? list.first : before.after;
    deadline.before = before;
    deadline.after = after;
    if (before === null) list.first = deadline;
    else before.after = deadline;
    if (after === null) list.last = deadline;
    else after.before = deadline;
  }

  disarm(deadline: Deadline<Guarded>): void {
    const { list, before, after } = deadline;
    if (list === null) return;
    if (before === null) list.first = after;
    else before.after = after;
    if (after === null) list.last = before;
    else after.before = before;
    deadline.list = null;
    deadline.before = null;
    deadline.after = null;
  }

  /** Disarms all deadlines at or before `nowUs` and hands each to `passed`. */
  expire(nowUs: Micros, passed: (guarded: Guarded) => void): void {
    for (const list of this.#lists.values()) {
      for (let first = list.first; first !== null && first.atUs <= nowUs; first = list.first) {
        this.disarm(first);
        passed(first.guarded);
      }
    }
  }
}
