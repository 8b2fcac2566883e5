import type { Fields } from './openapi-document.ts';

const FURTHEST = 1e9;

export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** Whole numbers that a schema allows, from 1 to 100 where it does not say. @param fields a flat schema */
export function wholeRange(fields: Fields): [number, number] {
  const { from, to, isAboveFrom, isBelowTo } = boundsOf(fields);
  const step = Math.max(1, Math.ceil(numberOf(fields.multipleOf) ?? 1));
  const most = to === undefined ? undefined : isBelowTo ? Math.ceil(to) - 1 : Math.floor(to);
  const least =
    from === undefined ? Math.min(1, most ?? 1) : isAboveFrom ? Math.floor(from) + 1 : Math.ceil(from);
  const first = clamped(
    from === undefined && most !== undefined && most < step
      ? Math.floor(most / step) * step
      : Math.ceil(least / step) * step,
  );
  const last = clamped(most ?? Math.max(first, 100));
  return [first, Math.max(first, last)];
}

/** A number that a schema allows. @param fields a flat schema */
export function someNumber(fields: Fields): number {
  const { from, to, isAboveFrom, isBelowTo } = boundsOf(fields);
  const step = numberOf(fields.multipleOf);
  if (step !== undefined && step > 0) {
    const first = Math.ceil((from ?? Math.min(step, to ?? step)) / step) * step;
    return isAboveFrom && first === from ? first + step : first;
  }
  if (from === undefined) return to === undefined || to > 1 ? 1 : isBelowTo ? to - 1 : to;
  if (!isAboveFrom) return from;
  return to === undefined ? from + 1 : (from + to) / 2;
}

/** Version 3.0 says of a bound that it is excluded; 3.1 gives it under another name. */
export function boundsOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Fields): {
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly isAboveFrom: boolean;
  readonly isBelowTo: boolean;
} {
  const above = numberOf(exclusiveMinimum);
  const below = numberOf(exclusiveMaximum);
  return {
    from: above ?? numberOf(minimum),
    to: below ?? numberOf(maximum),
    isAboveFrom: above !== undefined || exclusiveMinimum === true,
    isBelowTo: below !== undefined || exclusiveMaximum === true,
  };
}

function clamped(value: number): number {
  return Math.max(-FURTHEST, Math.min(FURTHEST, value));
}
