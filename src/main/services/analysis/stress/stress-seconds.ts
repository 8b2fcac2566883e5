import { countsInErrorRate } from '../../../../contract/failure.ts';
import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import type { RunSecond } from '../../../../contract/tick.ts';
import {
  MICROS_PER_SECOND,
  type Millis,
  microsToMillis,
  type SecondIndex,
} from '../../../../contract/units.ts';
import { BucketCounts } from '../../../../workers/engine/measure/bucket-counts.ts';
import { failureMode } from '../capacity/failure-modes.ts';
import { meanLevel } from '../counts/offered.ts';
import { type RunLoad, withoutLate } from '../counts/run-load.ts';
import { gradedOf } from '../seconds/graded-latency.ts';
import { judgedScopes, type StressScope, wholeScope } from './stress-scopes.ts';

/** Lengths of the windows that are looked at, in seconds; each begins at a multiple of its length. */
const WINDOW_LENGTHS = [1, 2, 5] as const;
export type WindowLength = (typeof WINDOW_LENGTHS)[number];

/** One scope in one second. */
export interface ScopeSecond {
  readonly ok: number;
  /** At the target or the network. */
  readonly failed: number;
  readonly planned: number;
  readonly dropped: number;
  /** Of what succeeded in the window up to this second, by the length of the window; null: nothing did. */
  readonly p95Ms: Readonly<Record<WindowLength, Millis | null>>;
}

/** A measured second under load; a few numbers each, so that hours fit in memory. */
export interface StressSecond {
  readonly second: SecondIndex;
  /** Users, or arrivals per second where the plan has any. */
  readonly level: number;
  /** False: the load generator itself was disturbed. */
  readonly trusted: boolean;
  readonly whole: ScopeSecond;
  /** In the order of the scopes. */
  readonly scopes: readonly ScopeSecond[];
  /** Failures that count, by how they are called. */
  readonly failures: ReadonlyMap<string, { readonly count: number; readonly firstMs: Millis }>;
}

/** Collects of a run what its four answers rest on. What comes after the plan's end is under no load. */
export class StressSeconds {
  readonly scopes: readonly StressScope[];
  readonly seconds: StressSecond[] = [];
  readonly #plan: MeasuredPlan;
  readonly #load: RunLoad;
  readonly #whole: ScopeWindows;
  readonly #windows: readonly ScopeWindows[];
  /** By series: every window that its latency counts in, so that it is read once. */
  readonly #latencies: readonly (readonly BucketCounts[])[];

  constructor(plan: MeasuredPlan, load: RunLoad) {
    this.#plan = plan;
    this.#load = load;
    this.scopes = judgedScopes(plan);
    this.#whole = new ScopeWindows(wholeScope(plan));
    this.#windows = this.scopes.map((scope) => new ScopeWindows(scope));
    const all = [this.#whole, ...this.#windows];
    this.#latencies = plan.series.map((_, series) => all.flatMap((one) => one.latenciesOf(series)));
  }

  /** As it is written behind a level. */
  get unit(): string {
    return this.#load.unit === 'users' ? 'users' : 'arrivals/s';
  }

  add(second: RunSecond, trusted: boolean): void {
    const level = this.#levelIn(second);
    const endMs = (second.second * MICROS_PER_SECOND + second.lengthUs) / 1_000;
    if (level <= 0 || endMs > this.#load.endMs + 1) return;
    for (const one of [this.#whole, ...this.#windows]) one.begin(second.second);
    for (const entry of second.series) {
      const encoded = gradedOf(this.#plan.series, entry);
      const latencies = this.#latencies[entry.series] ?? [];
      if (encoded !== null && latencies.length > 0) BucketCounts.addEncodedToEach(latencies, encoded);
    }
    this.seconds.push({
      second: second.second,
      level,
      trusted,
      whole: this.#whole.read(second),
      scopes: this.#windows.map((one) => one.read(second)),
      failures: this.#failuresOf(second),
    });
  }

  #levelIn({ second, users, lengthUs }: RunSecond): number {
    if (this.#load.unit === 'users') return users;
    const fromMs = second * 1_000;
    const span = { fromMs, toMs: fromMs + microsToMillis(lengthUs) };
    const open = this.#load.classes.filter(({ model }) => model === 'open');
    return open.reduce((sum, { segments }) => sum + meanLevel(segments, span), 0);
  }

  #failuresOf({ failures }: RunSecond): StressSecond['failures'] {
    const modes = new Map<string, { count: number; firstMs: Millis }>();
    for (const { series, failure, count, firstUs } of failures) {
      if (this.#plan.series[series]?.inTotals !== true || !countsInErrorRate(failure.side)) continue;
      const mode = failureMode(failure.code);
      const known = modes.get(mode);
      const firstMs = Math.min(known?.firstMs ?? Number.POSITIVE_INFINITY, microsToMillis(firstUs));
      modes.set(mode, { count: count + (known?.count ?? 0), firstMs });
    }
    return modes;
  }
}

/** A scope in windows of each length, up to the second that began last. */
class ScopeWindows {
  readonly #scope: StressScope;
  readonly #latency: Readonly<Record<WindowLength, BucketCounts>>;
  #last: SecondIndex = -1;

  constructor(scope: StressScope) {
    this.#scope = scope;
    this.#latency = { 1: new BucketCounts(), 2: new BucketCounts(), 5: new BucketCounts() };
  }

  /** Where the latency of a series is to be added. */
  latenciesOf(series: number): BucketCounts[] {
    return this.#scope.timed.has(series) ? WINDOW_LENGTHS.map((length) => this.#latency[length]) : [];
  }

  begin(second: SecondIndex): void {
    for (const length of WINDOW_LENGTHS)
      if (Math.floor(second / length) !== Math.floor(this.#last / length)) this.#latency[length].clear();
    this.#last = second;
  }

  /** The second that began, once its latencies are added. */
  read(second: RunSecond): ScopeSecond {
    const sum = { ok: 0, failed: 0, planned: 0, dropped: 0 };
    for (const entry of second.series) {
      if (!this.#scope.counted.has(entry.series)) continue;
      const { ok, targetErrors, planned, dropped } = withoutLate(entry.counts, entry.series, second);
      sum.ok += ok;
      sum.failed += targetErrors;
      sum.planned += planned;
      sum.dropped += dropped;
    }
    return { ...sum, p95Ms: { 1: this.#p95(1), 2: this.#p95(2), 5: this.#p95(5) } };
  }

  #p95(length: WindowLength): Millis | null {
    return microsToMillis(this.#latency[length].percentile(95));
  }
}
