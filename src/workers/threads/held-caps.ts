import { keysOf, tableOf } from '../../contract/keys.ts';
import type { RunLimits } from '../../contract/run-plan.ts';
import { CAP_KEYS, type CapName, type ThreadCaps, wholeCaps } from '../engine/load/divide-caps.ts';

/** What a thread is told: its part of the caps from now on. */
export interface CapsOrder {
  /** Counts the orders of a thread: it answers with the number of the last one. */
  readonly order: number;
  readonly caps: ThreadCaps;
  /** What it is to have as soon as others are rid of it. */
  readonly goal: ThreadCaps;
}

interface HeldPart {
  order: number;
  /** What it is to have. */
  goal: ThreadCaps;
  /** What it was told last: it takes no more from when it hears of it. */
  told: ThreadCaps;
  /** The most it can have at this moment, as far as is known. */
  held: ThreadCaps;
}

const NAMES = keysOf(CAP_KEYS);

/**
 * Who holds how much of the caps while they are divided anew. A part that shrinks is told at once, and what it gives up is
 * given on when its thread has answered that it is rid of it: at no moment is more held than there is.
 *
 *     divide: told = min(told, goal)   ->   thread: holds max(told, in use)   ->   heard: held falls, others are told more
 */
export class HeldCaps {
  readonly #total: ThreadCaps;
  readonly #parts: HeldPart[];
  readonly #tell: (thread: number, order: CapsOrder) => void;

  /** @param parts of each thread, as it was started with them */
  constructor(
    limits: RunLimits,
    parts: readonly ThreadCaps[],
    tell: (thread: number, order: CapsOrder) => void,
  ) {
    this.#total = wholeCaps(limits);
    this.#parts = parts.map((part) => ({ order: 0, goal: part, told: part, held: part }));
    this.#tell = tell;
  }

  /** As they were divided last. */
  get goals(): ThreadCaps[] {
    return this.#parts.map(({ goal }) => goal);
  }

  /** @param goals of each thread, together no more than there is */
  divide(goals: readonly ThreadCaps[]): void {
    this.#change((part, thread) => {
      const goal = goals[thread] ?? part.goal;
      const told = tableOf(NAMES, (name) => Math.min(part.told[name], goal[name]));
      return { ...part, goal, told };
    });
  }

  /** A thread said how much it holds. @param order the last one it had heard of then */
  heard(thread: number, order: number, holds: ThreadCaps): void {
    this.#change((part, nth) => {
      // It has not heard of the last one, and may have taken more since.
      if (nth !== thread || order !== part.order) return part;
      const held = tableOf(NAMES, (name) =>
        Math.max(part.told[name], Math.min(part.held[name], holds[name])),
      );
      return { ...part, held };
    });
  }

  /** Gives on what is free, and tells whoever has another part than before. */
  #change(change: (part: HeldPart, thread: number) => HeldPart): void {
    const before = this.#parts.map((part) => ({ ...part }));
    this.#parts.splice(0, this.#parts.length, ...this.#parts.map(change));
    for (const name of NAMES) this.#giveOn(name);
    for (const [thread, part] of this.#parts.entries()) {
      const last = before[thread];
      const isSame = (name: CapName) =>
        part.told[name] === last?.told[name] && part.goal[name] === last.goal[name];
      if (NAMES.every(isSame)) continue;
      part.order += 1;
      this.#tell(thread, { order: part.order, caps: part.told, goal: part.goal });
    }
  }

  #giveOn(name: CapName): void {
    let free = Math.floor(this.#total[name]) - this.#parts.reduce((sum, { held }) => sum + held[name], 0);
    for (const part of this.#parts) {
      const told = Math.min(part.goal[name], Math.max(part.told[name], part.held[name]) + Math.max(0, free));
      free -= Math.max(0, told - part.held[name]);
      part.told = { ...part.told, [name]: told };
      part.held = { ...part.held, [name]: Math.max(part.held[name], told) };
    }
  }
}
