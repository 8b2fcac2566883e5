import { parseArgs } from 'node:util';
import type { SeriesCell, SeriesRule, SeriesVerdict } from '../../src/contract/series-verdict.ts';

/** What both benches of the rule for series print with. */
const { values: options } = parseArgs({ options: { repeats: { type: 'string', default: '4000' } } });
/** Made-up series of each kind; `-- --repeats 400` for a look. */
export const REPEATS = Number(options.repeats);
/** Points that false verdicts and coverage, and what is found, may differ from the table. */
export const FALSE_POINTS = 1.2;
export const FOUND_POINTS = 2.5;
export const TENTH = Math.log(1.1);
export const OPEN: SeriesRule = { kind: 'open' };
let isMissed = false;

/** `4.7 (4.7)`, with a `!` where it lies further from what is wanted than `points`. */
export function held(
  value: number,
  wanted: number | readonly [number, number],
  points: number,
  digits = 1,
): string {
  const [low, high] = typeof wanted === 'number' ? [wanted, wanted] : wanted;
  // What the table gives was rounded to the digit that is printed.
  const slack = points + 0.5 / 10 ** digits;
  const isOff = value < low - slack || value > high + slack;
  isMissed ||= isOff;
  return `${value.toFixed(digits)} (${typeof wanted === 'number' ? wanted : wanted.join('–')})${isOff ? '!' : ''}`;
}

export const percentOf = (count: number, of = REPEATS) => (100 * count) / of;
export const heading = (text: string) => console.log(`\n${text}`);
export const line = (name: string, cells: readonly string[]) =>
  console.log(name.padEnd(34) + cells.map((cell) => cell.padEnd(26)).join(''));

/** The first cell of a verdict, and its estimate. */
export function first({
  cells,
}: SeriesVerdict): SeriesCell & { estimate: NonNullable<SeriesCell['estimate']> } {
  const [cell] = cells;
  if (cell === undefined || cell.estimate === null) throw new Error('a series without an estimate');
  return { ...cell, estimate: cell.estimate };
}

/** Whether a change is said to be there, of a series without one. */
export const isFalse = (verdict: SeriesVerdict) =>
  verdict.verdict === 'worse' || verdict.verdict === 'better' || verdict.verdict === 'changed';
export const holds = ({ estimate: { lowPercent, highPercent } }: ReturnType<typeof first>, d: number) => {
  const percent = Math.expm1(d) * 100;
  return lowPercent <= percent && percent <= highPercent;
};
export const isFound = ({ estimate: { p, logRatio } }: ReturnType<typeof first>, alpha = 0.05) =>
  p <= alpha && logRatio > 0;

/** Ends with 1 where something was not as wanted. */
export function end(): never {
  process.exit(isMissed ? 1 : 0);
}
