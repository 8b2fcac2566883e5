import { type Millis, microsToMillis, type SecondIndex } from '../../../../contract/units.ts';
import { BucketCounts } from '../../../../workers/engine/measure/bucket-counts.ts';
import { evidenceOfCount } from '../../../../workers/engine/verdicts/evidence-of-count.ts';

/** What findings need of a measured second; a few numbers each, so that hours fit in memory. */
export interface TraceSecond {
  readonly second: SecondIndex;
  readonly lengthMs: Millis;
  /** Users of a closed plan; requests due per second of an open one. */
  readonly load: number;
  readonly planned: number;
  readonly sent: number;
  readonly ok: number;
  readonly targetErrors: number;
  readonly dropped: number;
  /** Mean time of what succeeded, where it stands for the run; null: nothing did. */
  readonly meanMs: Millis | null;
  /** Mean time of what failed: failures began so long before they are counted. */
  readonly failedMeanMs: Millis | null;
  /** The slowest of what succeeded. */
  readonly maxMs: Millis | null;
  /** At least a tenth of what succeeded, and at least five, took so long or longer; null: there were fewer. */
  readonly slowMs: Millis | null;
  /** Events and messages that came in over streams. */
  readonly messagesIn: number;
  /** The longest gap between two events of a stream that ended in this second; null: none did. */
  readonly gapMs: Millis | null;
  /** Streams that were open at the end of the second. */
  readonly open: number;
  /** Sent and not yet finished at the end of the second. */
  readonly inFlight: number;
  /** False: the load generator itself was disturbed. */
  readonly trusted: boolean;
}

/** How a load is counted: `50 users`, `200 requests/s`. */
export type LoadUnit = 'users' | 'requests/s';

/** Five seconds of a trace together: long enough not to jump at every single error. */
export interface TraceWindow {
  readonly fromSecond: SecondIndex;
  readonly load: number;
  readonly okPerSecond: number;
  readonly ok: number;
  /** Failures of target and network as a share (0…1) of what reached it. */
  readonly errorShare: number;
  readonly errors: number;
  readonly droppedShare: number;
  /** Of these five seconds alone; null where fewer than ten samples lie beyond it. */
  readonly p95Ms: Millis | null;
  /** In none of its seconds was the load generator disturbed. */
  readonly trusted: boolean;
}

export const WINDOW_SECONDS = 5;

/** The measured seconds in order, and whole windows of five in a row; a shorter rest is in no window. */
export class LoadTrace {
  readonly #seconds: TraceSecond[] = [];
  readonly #windows: TraceWindow[] = [];
  #open: TraceSecond[] = [];
  readonly #latency = new BucketCounts();

  get seconds(): readonly TraceSecond[] {
    return this.#seconds;
  }

  get windows(): readonly TraceWindow[] {
    return this.#windows;
  }

  /** @param latency encoded histograms of this second, of the series whose latency stands for the run */
  add(second: TraceSecond, latency: readonly Uint8Array[]): void {
    const before = this.#seconds.at(-1);
    // Seconds that were left out lie between: what is around them is no window.
    if (before !== undefined && before.second + 1 !== second.second) this.#begin();
    this.#seconds.push(second);
    this.#open.push(second);
    for (const encoded of latency) this.#latency.addEncoded(encoded);
    if (this.#open.length < WINDOW_SECONDS) return;
    this.#windows.push(windowOf(this.#open, p95Of(this.#latency)));
    this.#begin();
  }

  #begin(): void {
    this.#open = [];
    this.#latency.clear();
  }
}

function p95Of(latency: BucketCounts): Millis | null {
  return evidenceOfCount(latency.count, 95) === 'sure' ? microsToMillis(latency.percentile(95)) : null;
}

function windowOf(seconds: readonly TraceSecond[], p95Ms: Millis | null): TraceWindow {
  const sum = (read: (second: TraceSecond) => number) =>
    seconds.reduce((total, second) => total + read(second), 0);
  const ok = sum((s) => s.ok);
  const errors = sum((s) => s.targetErrors);
  const planned = sum((s) => s.planned);
  const lengthMs = sum((s) => s.lengthMs);
  return {
    fromSecond: seconds[0]?.second ?? 0,
    load: seconds.reduce((most, s) => Math.max(most, s.load), 0),
    okPerSecond: lengthMs === 0 ? 0 : (ok * 1_000) / lengthMs,
    ok,
    errorShare: ok + errors === 0 ? 0 : errors / (ok + errors),
    errors,
    droppedShare: planned === 0 ? 0 : sum((s) => s.dropped) / planned,
    p95Ms,
    trusted: seconds.every((s) => s.trusted),
  };
}

/** Error share beyond which a service is called broken (S-60: errors above 5%). */
export const BROKEN_SHARE = 0.05;
/** With fewer failures a share says little. */
export const MIN_EVENTS = 5;

/** Whether more than 5% failed in a window. */
export function isFailing({ errorShare, errors }: TraceWindow): boolean {
  return errorShare > BROKEN_SHARE && errors >= MIN_EVENTS;
}

/** Whether more than 5% failed in a window, or could not be sent any more. */
export function isBroken(window: TraceWindow): boolean {
  return isFailing(window) || window.droppedShare > BROKEN_SHARE;
}
