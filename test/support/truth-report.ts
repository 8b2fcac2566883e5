/** Figures of a bench against their bounds, as a table; the process fails where one is missed. */

/** Exit code of a bench that missed no bound, and could not look at all of them. */
export const NOT_PROVEN = 3;

interface Row {
  readonly what: string;
  readonly figure: string;
  readonly bound: string;
  readonly met: boolean;
}

export class TruthReport {
  readonly #rows: Row[] = [];
  readonly #unproven: Row[] = [];
  readonly #title: string;

  constructor(title: string) {
    this.#title = title;
  }

  /** Notes a figure and whether it keeps its bound. Prints at once: a long bench shows how far it is. */
  check(what: string, figure: string, { bound, met }: { bound: string; met: boolean }): void {
    const row = { what, figure, bound, met };
    this.#rows.push(row);
    process.stdout.write(lineOf(row));
  }

  /** A figure without a bound. */
  note(what: string, figure: string): void {
    process.stdout.write(lineOf({ what, figure, bound: '', met: true }));
  }

  /** What could not be looked at, and why: neither met nor missed, and said again at the end. */
  unproven(what: string, why: string): void {
    const row = { what, figure: `not proven: ${why}`, bound: '', met: true };
    this.#unproven.push(row);
    process.stdout.write(lineOf(row));
  }

  /** Prints the verdict and sets the exit code: 0 all bounds met, 1 one missed, or else 3 where some are not proven. */
  finish(): void {
    const missed = this.#rows.filter(({ met }) => !met);
    process.stdout.write(
      `\n${this.#title}: ${this.#rows.length - missed.length} of ${this.#rows.length} bounds met\n`,
    );
    for (const row of missed) process.stdout.write(lineOf(row));
    for (const row of this.#unproven) process.stdout.write(lineOf(row));
    if (missed.length > 0 || this.#rows.length + this.#unproven.length === 0) process.exitCode = 1;
    else process.exitCode = this.#unproven.length > 0 ? NOT_PROVEN : 0;
  }
}

function lineOf({ what, figure, bound, met }: Row): string {
  return `${what.padEnd(46)} ${figure.padEnd(44)} ${bound}${met ? '' : '  MISSED'}\n`;
}

/** Microseconds as milliseconds with three significant digits, at least one decimal below 100. */
export function ms(us: number): string {
  const value = us / 1_000;
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}
