import type { WatchedGauge } from '../../../../contract/watch.ts';

/** A rate of hits or misses: what pairs it, and which it is. */
interface CacheRate {
  /** What hits and misses of one cache have in common. */
  readonly of: string;
  readonly isHit: boolean;
}

/** Ends of names of hits and of misses, of one cache: PostgreSQL's blocks, Redis' keys, and the usual ones. */
const ENDS: readonly (readonly [hit: string, miss: string])[] = [
  ['blks_hit', 'blks_read'],
  ['_hits', '_misses'],
  ['_hit', '_miss'],
];
/** Words of a label of a metric that counts both: `cache_gets_total{result="hit"}`. */
const LABEL = /([{,]\s*)(result|status|outcome|type)="(hit|miss)(?:s|es)?"/;

/**
 * The share of lookups that a cache answered, of each pair of rates: hits ÷ (hits + misses). Of a second without lookups there
 * is none. Source: PostgreSQL's documentation of `blks_hit` and `blks_read`, Redis' of `keyspace_hits` and `keyspace_misses`.
 * @returns what a cache is called, and its share (0…1)
 */
export function cacheRatios(
  gauges: readonly WatchedGauge[],
): { readonly of: string; readonly ratio: number }[] {
  const rates = new Map<string, { hits?: number; misses?: number }>();
  for (const { name, unit, value } of gauges) {
    const rate = unit === 'per second' || name.includes('_per_second') ? knownRateOf(name) : null;
    if (rate === null) continue;
    rates.set(rate.of, { ...rates.get(rate.of), [rate.isHit ? 'hits' : 'misses']: value });
  }
  return [...rates].flatMap(([of, { hits, misses }]) =>
    hits === undefined || misses === undefined || hits < 0 || misses < 0 || hits + misses === 0
      ? []
      : [{ of, ratio: hits / (hits + misses) }],
  );
}

/** Of so many names; a run has a few dozens of them, in each of its seconds. */
const MAX_KNOWN = 2_000;
const known = new Map<string, CacheRate | null>();

function knownRateOf(name: string): CacheRate | null {
  const before = known.get(name);
  if (before !== undefined) return before;
  if (known.size >= MAX_KNOWN) known.clear();
  const rate = rateOf(name);
  known.set(name, rate);
  return rate;
}

function rateOf(name: string): CacheRate | null {
  const plain = name.replace('_per_second', '');
  const label = LABEL.exec(plain);
  if (label !== null) return { of: plain.replace(LABEL, '$1'), isHit: label[3] === 'hit' };
  const [, stem = '', labels = ''] = /^([^{]*?)(?:_total)?(\{.*\})?$/s.exec(plain) ?? [];
  for (const [hit, miss] of ENDS) {
    const isHit = stem.endsWith(hit);
    if (isHit || stem.endsWith(miss)) {
      const rest = stem.slice(0, -(isHit ? hit : miss).length);
      return { of: `${rest.replace(/_$/, '')}${labels}`, isHit };
    }
  }
  return null;
}
