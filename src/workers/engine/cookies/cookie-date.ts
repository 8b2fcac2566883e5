import type { EpochMillis } from '../../../contract/units.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** Everything that is no delimiter of RFC 6265, 5.1.1. */
const TOKENS = /[^\t\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+/g;
const TIME = /^(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\D|$)/;
const DAY = /^(\d{1,2})(?:\D|$)/;
const YEAR = /^(\d{2,4})(?:\D|$)/;

interface Found {
  time: readonly [hours: number, minutes: number, seconds: number] | null;
  day: number | null;
  month: number | null;
  year: number | null;
}

/**
 * The date of an `Expires` attribute, as leniently as RFC 6265, 5.1.1 wants it read: tokens in any order, each taken for the
 * first of time, day, month and year that is still missing. null: it is no date, and the attribute is ignored.
 */
export function parseCookieDate(text: string): EpochMillis | null {
  const found: Found = { time: null, day: null, month: null, year: null };
  for (const token of text.match(TOKENS) ?? []) take(token, found);
  const { time, day, month, year } = found;
  if (time === null || day === null || month === null || year === null) return null;
  const [hours, minutes, seconds] = time;
  if (day < 1 || day > 31 || year < 1601 || hours > 23 || minutes > 59 || seconds > 59) return null;
  const at = Date.UTC(year, month, day, hours, minutes, seconds);
  // The 31st of February is no day.
  return new Date(at).getUTCDate() === day ? at : null;
}

function take(token: string, found: Found): void {
  const time = found.time === null ? TIME.exec(token) : null;
  const day = found.day === null ? DAY.exec(token) : null;
  const month = found.month === null ? MONTHS.indexOf(token.slice(0, 3).toLowerCase()) : -1;
  const year = found.year === null ? YEAR.exec(token) : null;
  if (time !== null) found.time = [Number(time[1]), Number(time[2]), Number(time[3])];
  else if (day !== null) found.day = Number(day[1]);
  else if (month >= 0) found.month = month;
  else if (year !== null) found.year = fullYear(Number(year[1]));
}

function fullYear(year: number): number {
  if (year >= 70 && year <= 99) return 1900 + year;
  return year <= 69 ? 2000 + year : year;
}
