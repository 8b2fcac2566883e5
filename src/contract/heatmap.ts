import type { Millis } from './units.ts';

/** Requests by second and band of latency: exact, from the stored histograms. Its cells sum up to `count`. */
export interface Heatmap {
  /** Successes. */
  readonly count: number;
  /** Columns; the last second of the run may be partial. */
  readonly seconds: number;
  /** Bands in use, both included; 0 and −1 where nothing was measured. */
  readonly fromBand: number;
  readonly toBand: number;
  /** Of second s and band b at s · (toBand − fromBand + 1) + b − fromBand. */
  readonly cells: readonly number[];
  /** Of each second alone; null: no success in it. */
  readonly p50Ms: readonly (Millis | null)[];
  readonly p95Ms: readonly (Millis | null)[];
  readonly p99Ms: readonly (Millis | null)[];
  /** Failures of each second: their lane has no latency. */
  readonly failed: readonly number[];
  /** Seconds before this one are warm-up. */
  readonly warmupSeconds: number;
  /** Seconds in which Plimsoll itself was disturbed. */
  readonly disturbed: readonly number[];
  /** Seconds of which nothing is stored, or nothing that can be read. */
  readonly missing: readonly number[];
}
