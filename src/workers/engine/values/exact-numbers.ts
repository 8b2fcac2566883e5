/** What stands in a list or object of JSON where a number would have been read as another one. */
const CHANGED = Symbol('a number read as another one');

/**
 * Whether a number, read and written again, is another one. JSON numbers are read as 64-bit floats (IEEE 754): whole
 * numbers beyond 2^53 are rounded to one that fits, written with no more digits than tell it from its neighbours, and
 * what is too large for any becomes infinite. Digits after a point are not looked at: there the nearest float is what
 * everyone reads.
 * @param source as it is written
 */
function isChanged(source: string | undefined, value: number): boolean {
  if (!Number.isFinite(value)) return true;
  if (Number.isSafeInteger(value) || source === undefined || !/^-?\d+$/.test(source)) return false;
  return writtenOut(Math.abs(value)) !== source.replace('-', '');
}

/** The digits of a whole number as JSON would have it written, without an exponent. */
function writtenOut(value: number): string {
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  return digits.replace('.', '').padEnd(Number(exponent) + 1, '0');
}

/** The first number of a JSON text that reading would change, as it is written; null: there is none. @throws as JSON.parse */
export function changedNumber(json: string): string | null {
  let found: string | null = null;
  JSON.parse(json, (_, value: unknown, context?: { source?: string }) => {
    if (typeof value === 'number' && isChanged(context?.source, value)) found ??= context?.source ?? '';
    return value;
  });
  return found;
}

/** Cheap, and true for every value that holds a number that reading may have changed. */
export function mayBeChanged(value: unknown): boolean {
  return holds(value, (part) => typeof part === 'number' && mayBeRounded(part));
}

function mayBeRounded(value: number): boolean {
  return !Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value));
}

/**
 * Whether a value read from a JSON text holds a number that reading changed; true too where nobody can say, because the
 * text is nested too deeply to be looked at.
 * @param read takes the value out of the document
 */
export function isReadChanged(json: string, read: (document: unknown) => unknown): boolean {
  try {
    const document: unknown = JSON.parse(json, (_, value: unknown, context?: { source?: string }) =>
      typeof value === 'number' && isChanged(context?.source, value) ? CHANGED : value,
    );
    return holds(read(document), (part) => part === CHANGED);
  } catch {
    return true;
  }
}

/** With a stack of its own: what an answer nests is no reason to run out of one. */
function holds(value: unknown, isWanted: (part: unknown) => boolean): boolean {
  if (typeof value !== 'object') return isWanted(value);
  const open: unknown[] = [value];
  while (open.length > 0) {
    const part = open.pop();
    if (typeof part === 'object' && part !== null) for (const inner of Object.values(part)) open.push(inner);
    else if (isWanted(part)) return true;
  }
  return false;
}
