import type { Millis, SecondIndex } from '../../../../contract/units.ts';
import type { StressScope } from './stress-scopes.ts';
import type { ScopeSecond, StressSecond, WindowLength } from './stress-seconds.ts';

/** Why a window misses what is acceptable. Shares are 0…1. */
export type Miss =
  | { readonly kind: 'errors'; readonly share: number; readonly limitPercent: number }
  | { readonly kind: 'dropped'; readonly share: number }
  | {
      readonly kind: 'latency';
      readonly p95Ms: Millis;
      readonly limitMs: Millis;
      readonly lowestMs: Millis | null;
    };

export interface JudgedWindow {
  readonly fromSecond: SecondIndex;
  /** So many seconds of it are there. */
  readonly seconds: number;
  /** In its first second. */
  readonly level: number;
  /** False: nothing finished in it, the load fell in it, or the load generator was disturbed. */
  readonly isKnown: boolean;
  readonly miss: Miss | null;
}

/** So many requests a window should have, that a share of 1% is seen in it. */
const ENOUGH = 100;
/** With fewer failures a share says little. */
const MIN_FAILURES = 3;
/** With fewer successes there is no p95 to speak of. */
const MIN_FOR_P95 = 20;
const MAX_DROPPED = 0.05;
/** Load has fallen where it is below this share of what it was. */
export const STILL_THERE = 0.95;
/** Without a threshold, a p95 is too high from so many times that of the lowest load on, and so much above it. */
const TIMES_LOWEST = 4;
const ABOVE_LOWEST_MS: Millis = 50;
/** Windows of the lowest load that its p95 is the median of, and how much more load still is the lowest. */
const LOWEST_WINDOWS = 5;
const STILL_LOWEST = 1.1;

/** The seconds of a scope in windows, each judged. @param nth of the scope */
export function judgedWindows(
  seconds: readonly StressSecond[],
  scope: StressScope,
  nth: number,
): JudgedWindow[] {
  const windows = windowsOf(seconds, ({ scopes }) => scopes[nth] ?? NOTHING, lengthFor(seconds, nth));
  const lowestMs = scope.latency === 'relative' ? p95OfLowest(windows) : null;
  return windows.map((window) => ({
    fromSecond: window.fromSecond,
    seconds: window.seconds,
    level: window.level,
    isKnown: window.trusted && window.isOneLoad && window.ok + window.failed + window.dropped > 0,
    miss: missOf(window, scope, lowestMs),
  }));
}

const NOTHING: ScopeSecond = {
  ok: 0,
  failed: 0,
  planned: 0,
  dropped: 0,
  p95Ms: { 1: null, 2: null, 5: null },
};

export interface StressWindow extends Omit<ScopeSecond, 'p95Ms'> {
  readonly fromSecond: SecondIndex;
  readonly seconds: number;
  /** In its first second. */
  readonly level: number;
  /** False: the load fell within it. */
  readonly isOneLoad: boolean;
  readonly trusted: boolean;
  /** Of what succeeded in it; null: too few did. */
  readonly p95Ms: Millis | null;
}

/** Seconds put together, of what is read of each. */
export function windowsOf(
  seconds: readonly StressSecond[],
  read: (second: StressSecond) => ScopeSecond,
  length: WindowLength,
): StressWindow[] {
  const groups: StressSecond[][] = [];
  for (const second of seconds) {
    const open = groups.at(-1);
    const before = open?.at(-1);
    const isSame = before !== undefined && numberOf(before, length) === numberOf(second, length);
    if (isSame) open?.push(second);
    else groups.push([second]);
  }
  return groups.map((group) => {
    const parts = group.map(read);
    const sum = (name: 'ok' | 'failed' | 'planned' | 'dropped') =>
      parts.reduce((total, part) => total + part[name], 0);
    const ok = sum('ok');
    const begin = group[0]?.level ?? 0;
    return {
      fromSecond: group[0]?.second ?? 0,
      seconds: group.length,
      level: begin,
      isOneLoad: group.every(({ level }) => level >= begin * STILL_THERE),
      trusted: group.every(({ trusted }) => trusted),
      ok,
      failed: sum('failed'),
      planned: sum('planned'),
      dropped: sum('dropped'),
      p95Ms: ok < MIN_FOR_P95 ? null : (parts.at(-1)?.p95Ms[length] ?? null),
    };
  });
}

/** Seconds in which the load is as high as it ever was before: what follows a fall tells of the fall. */
export function climbingSeconds(seconds: readonly StressSecond[]): StressSecond[] {
  let highest = 0;
  return seconds.filter(({ level }) => {
    highest = Math.max(highest, level);
    return level >= highest * 0.99;
  });
}

function numberOf({ second }: StressSecond, length: WindowLength): number {
  return Math.floor(second / length);
}

function lengthFor(seconds: readonly StressSecond[], nth: number): WindowLength {
  const finished = seconds.reduce((sum, { scopes }) => {
    const { ok, failed } = scopes[nth] ?? NOTHING;
    return sum + ok + failed;
  }, 0);
  const each = finished / Math.max(1, seconds.length);
  if (each >= ENOUGH) return 1;
  return each * 2 >= ENOUGH ? 2 : 5;
}

function p95OfLowest(windows: readonly StressWindow[]): Millis | null {
  const timed = windows.filter(({ p95Ms, trusted }) => p95Ms !== null && trusted);
  const lowest = Math.min(...timed.map(({ level }) => level));
  const first = timed.filter(({ level }) => level <= lowest * STILL_LOWEST).slice(0, LOWEST_WINDOWS);
  const sorted = first.map(({ p95Ms }) => p95Ms ?? 0).sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}

function missOf(window: StressWindow, scope: StressScope, lowestMs: Millis | null): Miss | null {
  const { ok, failed, planned, dropped, p95Ms } = window;
  if (scope.errors !== null && failed >= MIN_FAILURES) {
    const share = failed / (ok + failed);
    const { percent, inclusive } = scope.errors;
    if (isBeyond(share * 100, percent, inclusive)) return { kind: 'errors', share, limitPercent: percent };
  }
  if (dropped > planned * MAX_DROPPED) return { kind: 'dropped', share: dropped / planned };
  const { latency } = scope;
  if (p95Ms === null || latency === null) return null;
  if (latency !== 'relative') {
    const { ms: limitMs, inclusive } = latency;
    return isBeyond(p95Ms, limitMs, inclusive) ? { kind: 'latency', p95Ms, limitMs, lowestMs: null } : null;
  }
  if (lowestMs === null) return null;
  const limitMs = Math.max(TIMES_LOWEST * lowestMs, lowestMs + ABOVE_LOWEST_MS);
  return p95Ms > limitMs ? { kind: 'latency', p95Ms, limitMs, lowestMs } : null;
}

function isBeyond(value: number, limit: number, inclusive: boolean): boolean {
  return inclusive ? value > limit : value >= limit;
}
