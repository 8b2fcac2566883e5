/** Figures of a bench against their bounds, as a table; the process fails where one is missed. */

interface Row {
  readonly what: string;
  readonly figure: string;
  readonly bound: string;
  readonly met: boolean;
}

export class TruthReport {
  readonly #rows: Row[] = [];
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

  /** Prints the verdict and sets the exit code. */
  finish(): void {
    const missed = this.#rows.filter(({ met }) => !met);
    process.stdout.write(
      `\n${this.#title}: ${this.#rows.length - missed.length} of ${this.#rows.length} bounds met\n`,
    );
    for (const row of missed) process.stdout.write(lineOf(row));
    process.exitCode = missed.length === 0 && this.#rows.length > 0 ? 0 : 1;
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
