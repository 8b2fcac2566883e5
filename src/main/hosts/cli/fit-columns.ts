import { stripVTControlCharacters } from 'node:util';

/** Between two columns. */
const GAP = 2;
const MIN_CUT = 12;
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;

/** A column of a table, with the text of each of its rows. */
interface FitColumn<Name extends string> {
  readonly name: Name;
  readonly head: string;
  readonly cells: readonly string[];
}

/** How a table becomes narrower. */
interface Fit<Name extends string> {
  /** Of what the table goes to; null: no terminal, all is shown. */
  readonly width: number | null;
  /** The column whose texts are cut in their middle before any is left out. */
  readonly cut: Name;
  /** What a narrow terminal can do without, first to go first. */
  readonly expendable: readonly Name[];
  /** What becomes of the others once a column is left out; default: nothing. */
  readonly replace?: (left: Name, column: FitColumn<Name>) => FitColumn<Name>;
}

/**
 * The columns of a table that fit a terminal: first texts of one are cut, then columns are left out.
 * @returns those that are shown, and the heads of those that are not
 */
export function fitColumns<Name extends string>(
  columns: readonly FitColumn<Name>[],
  { width, cut, expendable, replace = (_, column) => column }: Fit<Name>,
): { readonly shown: readonly FitColumn<Name>[]; readonly left: readonly string[] } {
  if (width === null) return { shown: columns, left: [] };
  const left: string[] = [];
  let shown = columns;
  while (leastWidth(shown, cut) > width) {
    const next = expendable.find((name) => shown.some((one) => one.name === name));
    if (next === undefined) break;
    left.push(...shown.flatMap(({ name, head }) => (name === next ? [head] : [])));
    shown = shown.filter(({ name }) => name !== next).map((column) => replace(next, column));
  }
  return { shown: shown.map((one) => (one.name === cut ? shortened(one, shown, width) : one)), left };
}

function leastWidth<Name extends string>(columns: readonly FitColumn<Name>[], cut: Name): number {
  const widths = columns.map((one) => (one.name === cut ? Math.min(widthOf(one), MIN_CUT) : widthOf(one)));
  return widths.reduce((sum, width) => sum + width, 0) + GAP * (columns.length - 1);
}

function widthOf({ head, cells }: FitColumn<string>): number {
  return Math.max(head.length, ...cells.map(textWidth));
}

function shortened<Name extends string>(
  column: FitColumn<Name>,
  shown: readonly FitColumn<Name>[],
  width: number,
): FitColumn<Name> {
  const others = shown.filter(({ name }) => name !== column.name);
  const taken = others.reduce((sum, one) => sum + widthOf(one) + GAP, 0);
  return { ...column, cells: column.cells.map((text) => cutInMiddle(text, width - taken)) };
}

/** Names that begin alike differ at their end. */
function cutInMiddle(text: string, width: number): string {
  const letters = [...text];
  if (textWidth(text) <= width) return text;
  for (let kept = letters.length - 1; kept > 0; kept -= 1) {
    const end = letters.slice(letters.length - Math.floor(kept / 2));
    const cut = [...letters.slice(0, Math.ceil(kept / 2)), '…', ...end].join('');
    if (textWidth(cut) <= width) return cut;
  }
  return '…';
}

/** In cells of a terminal; its colours take none. */
export function textWidth(text: string): number {
  return [...stripVTControlCharacters(text)].reduce((sum, letter) => sum + (WIDE.test(letter) ? 2 : 1), 0);
}
