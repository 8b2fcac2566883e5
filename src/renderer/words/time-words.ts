const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const dateAndTime = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});
const dayAndMonth = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

/** `just now`, `12 min ago`, `3 h ago`, `yesterday`, then the date. */
export function agoOf(iso: string, now: number): string {
  const then = Date.parse(iso);
  const age = now - then;
  if (age < MINUTE) return 'just now';
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min ago`;
  if (age < DAY) return `${Math.floor(age / HOUR)} h ago`;
  if (age < 2 * DAY) return 'yesterday';
  return age < 300 * DAY ? dayAndMonth.format(then) : dateAndTime.format(then);
}

/** For what is looked at again and again: `just now`, `20 s ago`, then as `agoOf`. */
export function ageOf(iso: string, now: number): string {
  const age = now - Date.parse(iso);
  return age < 10_000 || age >= MINUTE ? agoOf(iso, now) : `${Math.floor(age / 10_000) * 10} s ago`;
}

/** `23 Nov 2026, 14:20` in the local time zone. */
export function momentOf(iso: string): string {
  return dateAndTime.format(Date.parse(iso));
}
