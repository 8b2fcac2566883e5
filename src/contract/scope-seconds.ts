import type { Percentile } from './percentiles.ts';
import type { Millis } from './units.ts';

/** A percentile of a second, over the shortest stretch that ends with it and holds a sample beyond it. */
export interface WindowedPercentile {
  readonly ms: Millis;
  /** Seconds that it covers, this one the last of them; five at most. */
  readonly seconds: number;
  /** Fewer than ten samples lie beyond it. */
  readonly isEstimate: boolean;
}

/** One second of an endpoint, a service or a run: what a document does not say of each of its seconds. */
export interface ScopeSecond {
  readonly second: number;
  /** Null: five seconds hold too few, or this one none. */
  readonly percentiles: Readonly<Record<Percentile, WindowedPercentile | null>>;
  readonly errorsByCode: Readonly<Record<string, number>>;
  /** Requests that opened a connection, and that found one open. */
  readonly newConnections: number;
  readonly reusedConnections: number;
}

/** In order, from the second that was asked for on; what is not stored is missing. */
export interface ScopeSeconds {
  readonly seconds: readonly ScopeSecond[];
}
