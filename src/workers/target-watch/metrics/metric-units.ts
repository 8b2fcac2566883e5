import type { WatchedUnit } from '../../../contract/watch.ts';

/** What a suffix says that Prometheus recommends, and what names of counts end in; the first that fits. */
const BY_SUFFIX: readonly (readonly [RegExp, WatchedUnit])[] = [
  [/_bytes$/, 'bytes'],
  [/_seconds$/, 'seconds'],
  [/_ratio$/, 'share'],
  [/_(?:count|connections|clients|sessions|threads|processes|goroutines|fds|sockets|requests)$/, 'count'],
];
/** As OpenMetrics writes units. */
const BY_WORD: Readonly<Record<string, WatchedUnit>> = { bytes: 'bytes', seconds: 'seconds', ratio: 'share' };

/** What a level counts. @param told by the page; absent: nothing */
export function levelUnit(name: string, told?: string): WatchedUnit {
  const word = told === undefined ? undefined : BY_WORD[told];
  return word ?? BY_SUFFIX.find(([suffix]) => suffix.test(name))?.[1] ?? 'number';
}

/**
 * What the rate of a counter counts: bytes are bytes per second; seconds of processor time per second are cores; other
 * seconds per second have no name.
 */
export function rateUnit(name: string, told?: string): WatchedUnit {
  // `x_bytes_count` of a histogram counts how often, `x_bytes_sum` how many.
  if (/_(?:count|bucket)$/.test(name)) return 'per second';
  const base = name.replace(/_(?:total|sum)$/, '');
  const unit = levelUnit(base, told);
  if (unit === 'bytes') return 'bytes/s';
  if (unit === 'seconds') return /(?:^|_)cpu(?:_|$)/.test(base) ? 'cores' : 'number';
  return 'per second';
}
