import type { Millis } from '../../contract/units.ts';

/** How soon a window shows what another window or a terminal did; looking costs a few microseconds. */
const LOOK_EVERY_MS: Millis = 1_000;

interface ElsewhereParts {
  /** A number that another process changes by writing. */
  changes(): number;
  /** What to bring up to date then. */
  readonly catchUps: readonly (() => void)[];
  onBug(error: unknown): void;
}

/**
 * Any number of processes may have one data folder open: what a terminal runs, or another window deletes, is told to
 * this one's listeners as if it had been done here.
 */
export class ChangesElsewhere {
  readonly #parts: ElsewhereParts;
  #seen: number | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(parts: ElsewhereParts) {
    this.#parts = parts;
  }

  /** Looks now and then every second, without keeping the process alive. */
  watch(): void {
    this.look();
    this.#timer = setInterval(() => this.look(), LOOK_EVERY_MS).unref();
  }

  /** Catches up where something was written elsewhere since the last look. What goes wrong is reported, never thrown. */
  look(): void {
    const { changes, catchUps, onBug } = this.#parts;
    try {
      const now = changes();
      if (now === this.#seen) return;
      this.#seen = now;
      for (const catchUp of catchUps) catchUp();
    } catch (error) {
      onBug(error);
    }
  }

  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }
}
