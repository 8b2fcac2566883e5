import { stringify } from 'csv-stringify/sync';
import { snakeCase } from '../../../contract/keys.ts';

/** Numbers as they are, yes and no, text; null: nothing. */
export type Cell = string | number | boolean | null;
/** A table by its headings, each with what stands under it. */
export type Columns<Row> = readonly (readonly [head: string, read: (row: Row) => Cell])[];

/** Columns of fields under their own names, `lengthMs` as `length_ms`. */
export function named<Row, Name extends string>(
  names: readonly Name[],
  read: (row: Row) => Readonly<Record<Name, Cell>>,
): Columns<Row> {
  return names.map((name) => [snakeCase(name), (row) => read(row)[name]]);
}

/** The table as RFC 4180 has it. */
export function write<Row>(columns: Columns<Row>, rows: readonly Row[]): string {
  const lines = rows.map((row) => columns.map(([, read]) => cellText(read(row))));
  return stringify([columns.map(([head]) => head), ...lines], {
    record_delimiter: '\r\n',
    // RFC 4180 asks for quotes only around separators, quotes and CR LF; a lone CR or LF breaks readers as well.
    quoted_match: ['\r', '\n', '\u0000'],
  });
}

/** Numbers as JSON writes them, so that they compare equal; yes as 1, no as 0; text so that no spreadsheet runs it; null as nothing. */
function cellText(cell: Cell): string {
  if (cell === null) return '';
  return typeof cell === 'string' ? defused(cell.toWellFormed()) : String(Number(cell));
}

/**
 * A spreadsheet evaluates cells that begin with one of these; the apostrophe makes them text again.
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
function defused(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return /^[=+\-@\t\r\u0000]/.test(text) ? `'${text}` : text;
}
