/** What a page of metrics is scanned for, byte by byte: most of its lines are passed over without becoming a text. */

export const BRACE = 0x7b;
export const HASH = 0x23;
export const LINE_FEED = 0x0a;
const [TAB, SPACE] = [0x09, 0x20];
const [QUOTE, BACKSLASH, CLOSING] = [0x22, 0x5c, 0x7d];
const [MINUS, POINT, ZERO, NINE] = [0x2d, 0x2e, 0x30, 0x39];

/** Where the first byte stands that is neither blank nor tab. */
export function skipBlanks(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && (bytes[at] === SPACE || bytes[at] === TAB)) at += 1;
  return at;
}

/** Where the name ends that begins there: letters, digits, `_` and `:`. */
export function endOfName(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && OF_NAME[bytes[at] ?? 0] === 1) at += 1;
  return at;
}

const OF_NAME = Uint8Array.from({ length: 256 }, (_, code) =>
  /[a-zA-Z0-9_:]/.test(String.fromCharCode(code)) && code < 0x80 ? 1 : 0,
);

/** Of labels that begin there: braces in quotes are text. -1: there is none. */
export function closingBrace(bytes: Uint8Array, from: number, end: number): number {
  let isQuoted = false;
  for (let at = from; at < end; at += 1) {
    const code = bytes[at];
    if (code === BACKSLASH && isQuoted) at += 1;
    else if (code === QUOTE) isQuoted = !isQuoted;
    else if (code === CLOSING && !isQuoted) return at;
  }
  return -1;
}

/** Whether what stands between `from` and `to` of one stands in the other as well, with a closing brace behind it. */
export function isSameLabels(
  one: Uint8Array,
  { from, to }: { readonly from: number; readonly to: number },
  [other, at]: readonly [bytes: Uint8Array, at: number],
): boolean {
  const length = to - from;
  if (other[at + length] !== CLOSING) return false;
  for (let place = 0; place < length; place += 1) if (one[from + place] !== other[at + place]) return false;
  return true;
}

/** Where the word ends that begins there: at whatever no word holds. */
export function endOfWord(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && (bytes[at] ?? 0) > SPACE) at += 1;
  return at;
}

/** So many digits make a whole number that a float has, and so has each power of ten up to there: their quotient is exact. */
const MOST_DIGITS = 15;
const POWERS = Array.from({ length: MOST_DIGITS + 1 }, (_, power) => 10 ** power);

/**
 * Reads a number of digits, with a minus and a point or without: as nearly all are written. The quotient of two floats that are
 * exact is rounded once, and so is what `Number` reads (Clinger, "How to read floating point numbers accurately", 1990).
 * @returns null: it is written otherwise, or has more digits
 */
export function plainNumber(bytes: Uint8Array, from: number, end: number): number | null {
  const isNegative = bytes[from] === MINUS;
  let [digits, value, point] = [0, 0, -1];
  for (let at = isNegative ? from + 1 : from; at < end; at += 1) {
    const code = bytes[at] ?? 0;
    if (code >= ZERO && code <= NINE) {
      value = value * 10 + (code - ZERO);
      digits += 1;
    } else if (code === POINT && point === -1) point = digits;
    else return null;
  }
  if (digits === 0 || digits > MOST_DIGITS) return null;
  const read = point === -1 ? value : value / (POWERS[digits - point] ?? Number.NaN);
  return isNegative ? -read : read;
}
