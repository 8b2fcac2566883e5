import type { Millis } from './units.ts';

const MILLIS_PER: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
const PART = /(\d+(?:\.\d+)?)(ms|s|m|h)/y;

/**
 * Parses `250ms`, `30s`, `5m`, `1h30m`, `1.5s`. A bare number means seconds, as in the scripts this replaces.
 * @returns milliseconds, or null when the text is not a duration
 */
export function parseDuration(text: string | number): Millis | null {
  if (typeof text === 'number') return Number.isFinite(text) && text >= 0 ? text * 1_000 : null;
  const trimmed = text.trim();
  if (/^\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed) * 1_000;
  let total = 0;
  PART.lastIndex = 0;
  while (PART.lastIndex < trimmed.length) {
    const part = PART.exec(trimmed);
    if (part === null) return null;
    total += Number(part[1]) * (MILLIS_PER[part[2] ?? ''] ?? 0);
  }
  return trimmed.length === 0 ? null : total;
}

/** The shortest text that `parseDuration` reads back as the same value: 90000 -> `1m30s`, 250 -> `250ms`. */
export function printDuration(ms: Millis): string {
  if (ms === 0) return '0s';
  if (ms % 1_000 !== 0) return ms < 1_000 ? `${ms}ms` : `${ms / 1_000}s`;
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor((ms % 3_600_000) / 60_000);
  const seconds = (ms % 60_000) / 1_000;
  return `${hours ? `${hours}h` : ''}${minutes ? `${minutes}m` : ''}${seconds ? `${seconds}s` : ''}`;
}
