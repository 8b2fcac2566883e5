import pc from 'picocolors';

/** Where a command writes: results to `out`, progress and problems to `err`. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Redrawing and colours only where a person watches. */
  readonly isInteractive: boolean;
  readonly columns: number;
  /** Width of what `out` goes to; null: no terminal, write as wide as it is. */
  readonly outColumns: number | null;
  readonly colors: ReturnType<typeof pc.createColors>;
  /** Colours for what goes to `err`. */
  readonly errColors: ReturnType<typeof pc.createColors>;
}

export function processTerminal(): Terminal {
  const plain = process.env.NO_COLOR !== undefined && process.env.NO_COLOR !== '';
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    isInteractive: process.stderr.isTTY === true && process.env.TERM !== 'dumb',
    columns: process.stderr.columns ?? 100,
    outColumns: process.stdout.isTTY === true ? process.stdout.columns : null,
    colors: pc.createColors(process.stdout.isTTY === true && !plain),
    errColors: pc.createColors(process.stderr.isTTY === true && !plain),
  };
}
