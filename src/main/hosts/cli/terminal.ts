import { randomInt } from 'node:crypto';
import pc from 'picocolors';
import { hideCredentials } from '../../../contract/token-shape.ts';
import type { KeySource } from './key-input.ts';

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
  /** Keys as they are pressed; null, or absent: nobody is there to press any. */
  readonly openKeys?: () => KeySource | null;
}

/** @param document takes what is for programs; default: standard output as it is */
export function processTerminal(
  document: Terminal['document'] = (text) => void process.stdout.write(text),
): Terminal {
  const plain = process.env.NO_COLOR !== undefined && process.env.NO_COLOR !== '';
  const isInteractive = process.stderr.isTTY === true && process.env.TERM !== 'dumb';
  return {
    out: (text) => void process.stdout.write(harmless(text)),
    err: (text) => void process.stderr.write(harmless(hideCredentials(text))),
    // Where a person reads it, it is text like any other.
    document: (text) => document(process.stdout.isTTY === true ? harmless(text) : text),
    isInteractive,
    columns: process.stderr.columns ?? 100,
    outColumns: process.stdout.isTTY === true ? process.stdout.columns : null,
    colors: signedColors(process.stdout.isTTY === true && !plain),
    errColors: signedColors(process.stderr.isTTY === true && !plain),
    openKeys: () => (isInteractive && process.stdin.isTTY === true ? process.stdin : null),
  };
}

const ESCAPE = String.fromCharCode(27);
/** Ours begin with it, and nobody else can know it; groups of four digits, as programs that measure text expect. */
const SIGNATURE = `${randomInt(1_000, 10_000)};${randomInt(1_000, 10_000)};${randomInt(1_000, 10_000)};`;
/** What follows an escape of ours: a colour, or the wiping of a line. */
const OURS = new RegExp(`${ESCAPE}\\[${SIGNATURE}(?:\\d{1,3}(?:;\\d{1,3})*m|2K\\r?)`, 'g');
const PLAIN = new RegExp(`${ESCAPE}\\[(?=\\d{1,3}(?:;\\d{1,3})*m|2K)`, 'g');

/** Says of the escapes in a text that they are our own: `harmless` lets those through. */
function signed(text: string): string {
  return text.replace(PLAIN, (start) => start + SIGNATURE);
}

/** Wipes what stands in the line of the cursor. */
export const WIPE_LINE = signed(`${ESCAPE}[2K\r`);

/** Colours whose escapes are told from those in the text they are put around. */
export function signedColors(enabled: boolean): Terminal['colors'] {
  const colors = pc.createColors(enabled);
  if (!enabled) return colors;
  const all = Object.entries(colors).map(([name, paint]) => [
    name,
    typeof paint === 'function' ? (text: string) => signed(paint(harmless(String(text)))) : paint,
  ]);
  return Object.fromEntries(all);
}

/**
 * Names and addresses may come from strangers' plans and services, and a terminal obeys what it is sent. Control
 * characters and those that turn the direction of text are shown as U+FFFD, all but ends of lines, tabs, and our own
 * colours and redraws, which lose their signature here.
 */
export function harmless(text: string): string {
  let said = '';
  let from = 0;
  for (const found of text.matchAll(OURS)) {
    said += neutral(text.slice(from, found.index)) + found[0].replace(SIGNATURE, '');
    from = found.index + found[0].length;
  }
  return said + neutral(text.slice(from));
}

/** A line that returns to its beginning would write over what stands there. */
function neutral(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, (found, at: number) => {
    const isLayout = found === '\n' || found === '\t' || (found === '\r' && text[at + 1] === '\n');
    return isLayout ? found : '\ufffd';
  });
}
