import type { Millis, SecondIndex } from '../../../contract/units.ts';

/** What findings need of a measured second; a few numbers each, so that hours fit in memory. */
export interface TraceSecond {
  readonly second: SecondIndex;
  readonly lengthMs: Millis;
  /** Users of a closed plan; requests due per second of an open one. */
  readonly load: number;
  readonly ok: number;
  readonly targetErrors: number;
  readonly dropped: number;
  readonly planned: number;
  /** Over the trailing window; null without evidence. */
  readonly p95Ms: Millis | null;
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
  readonly p95Ms: Millis | null;
}

export const WINDOW_SECONDS = 5;

/** Cuts a trace into whole windows of five seconds; a shorter rest is left out. */
export function windowsOf(trace: readonly TraceSecond[]): TraceWindow[] {
  const windows: TraceWindow[] = [];
  for (let start = 0; start + WINDOW_SECONDS <= trace.length; start += WINDOW_SECONDS) {
    windows.push(windowOf(trace.slice(start, start + WINDOW_SECONDS)));
  }
  return windows;
}

function windowOf(seconds: readonly TraceSecond[]): TraceWindow {
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
    p95Ms: seconds.at(-1)?.p95Ms ?? null,
  };
}

export interface BreakingPoint {
  readonly window: TraceWindow;
  readonly reason: string;
}

/** Error share beyond which a service is called broken (S-60: errors above 5 %). */
export const BROKEN_SHARE = 0.05;
const LEAST_EVENTS = 5;

/** The first window in which more than 5 % failed, or could not be sent any more; null: not reached. */
export function breakingPoint(windows: readonly TraceWindow[]): BreakingPoint | null {
  for (const window of windows) {
    if (window.errorShare > BROKEN_SHARE && window.errors >= LEAST_EVENTS) {
      return { window, reason: `${percent(window.errorShare)} of the requests failed` };
    }
    if (window.droppedShare > BROKEN_SHARE) {
      return {
        window,
        reason: `${percent(window.droppedShare)} of what was due could not be sent: too many were still open`,
      };
    }
  }
  return null;
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`;
}
