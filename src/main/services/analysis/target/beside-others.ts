import type { Millis } from '../../../../contract/units.ts';
import type { TraceSecond } from '../seconds/load-trace.ts';

/** How requests went in some seconds, and in the others, of those that were not disturbed: beside it, whatever the cause. */
export interface Beside {
  /** Of these seconds: that were not disturbed, which is all that is compared, and that were. */
  readonly undisturbed: number;
  readonly disturbed: number;
  /** Of the others, the same. */
  readonly otherUndisturbed: number;
  readonly otherDisturbed: number;
  /** Mean times of what succeeded; null: nothing did. */
  readonly meanMs: Millis | null;
  readonly otherMeanMs: Millis | null;
  /** Shares (0…1) of what finished that failed at the target or the network. */
  readonly failed: number;
  readonly otherFailed: number;
}

/** Fewer seconds show nothing but chance. */
const LEAST_SECONDS = 5;
const SLOWER = 1.5;
const SLOWER_MS: Millis = 5;
const MORE_FAILED = 0.01;

export function besideOthers(seconds: readonly TraceSecond[], those: ReadonlySet<number>): Beside {
  const trusted = seconds.filter((second) => second.trusted);
  const here = trusted.filter(({ second }) => those.has(second));
  const others = trusted.filter(({ second }) => !those.has(second));
  const all = seconds.filter(({ second }) => those.has(second)).length;
  return {
    undisturbed: here.length,
    disturbed: all - here.length,
    otherUndisturbed: others.length,
    otherDisturbed: seconds.length - all - others.length,
    meanMs: meanOf(here),
    otherMeanMs: meanOf(others),
    failed: failedOf(here),
    otherFailed: failedOf(others),
  };
}

/** Whether there are enough undisturbed seconds of both to hold them against each other. */
export function isComparable({ undisturbed, otherUndisturbed }: Beside): boolean {
  return Math.min(undisturbed, otherUndisturbed) >= LEAST_SECONDS;
}

/** Whether responses were clearly slower in them. */
export function wereSlower(beside: Beside): boolean {
  const { meanMs, otherMeanMs } = beside;
  if (!isComparable(beside) || meanMs === null || otherMeanMs === null) return false;
  return meanMs >= SLOWER * otherMeanMs && meanMs - otherMeanMs >= SLOWER_MS;
}

/** Whether clearly more requests failed in them. */
export function failedMore(beside: Beside): boolean {
  const { failed, otherFailed } = beside;
  return isComparable(beside) && failed - otherFailed >= MORE_FAILED && failed >= 2 * otherFailed;
}

function meanOf(seconds: readonly TraceSecond[]): Millis | null {
  const timed = seconds.filter(({ meanMs, ok }) => meanMs !== null && ok > 0);
  const ok = sum(timed, (second) => second.ok);
  return ok === 0 ? null : sum(timed, (second) => (second.meanMs ?? 0) * second.ok) / ok;
}

function failedOf(seconds: readonly TraceSecond[]): number {
  const failed = sum(seconds, (second) => second.targetErrors);
  const finished = failed + sum(seconds, (second) => second.ok);
  return finished === 0 ? 0 : failed / finished;
}

function sum(seconds: readonly TraceSecond[], read: (second: TraceSecond) => number): number {
  return seconds.reduce((total, second) => total + read(second), 0);
}
