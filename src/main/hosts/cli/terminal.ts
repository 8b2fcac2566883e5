import pc from 'picocolors';
import { hideCredentials } from '../../../contract/token-shape.ts';

/** Where a command writes: results to `out`, progress and problems to `err`. */
export interface Terminal {
  /** Text for people: control characters of names and addresses are made visible, they never reach the terminal. */
  out(text: string): void;
  /** As `out`; what is a credential by its name or shape is hidden: it may repeat what was typed. */
  err(text: string): void;
  /** A document for programs, byte for byte. */
  document(text: string): void;
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
    out: (text) => void process.stdout.write(harmless(text)),
    err: (text) => void process.stderr.write(harmless(hideCredentials(text))),
    document: (text) => void process.stdout.write(text),
    isInteractive: process.stderr.isTTY === true && process.env.TERM !== 'dumb',
    columns: process.stderr.columns ?? 100,
    outColumns: process.stdout.isTTY === true ? process.stdout.columns : null,
    colors: pc.createColors(process.stdout.isTTY === true && !plain),
    errColors: pc.createColors(process.stderr.isTTY === true && !plain),
  };
}

const ESCAPE = String.fromCharCode(27);
/** What follows an escape of ours: a colour, or the wiping of a line. */
const OURS = /\[(?:\d{1,3}(?:;\d{1,3})*m|2K)/y;
/** Ours too: the end of a line, a column, the return of a redrawn line. */
const LAYOUT = new Set(['\n', '\t', '\r']);

/**
 * Names and addresses may come from strangers' plans and services, and a terminal obeys what it is sent. Control
 * characters and those that turn the direction of text are shown as U+FFFD, all but our own colours.
 */
export function harmless(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, (found, at: number) => {
    if (LAYOUT.has(found)) return found;
    OURS.lastIndex = at + 1;
    return found === ESCAPE && OURS.test(text) ? found : '\ufffd';
  });
}
