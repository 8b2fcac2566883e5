import {
  type AppliedLoad,
  type LoadSegment,
  levelAt,
  plannedMessageRate,
  segmentAt,
  segmentsFrom,
  unitOf,
  withoutGaps,
} from '../../../../contract/applied-load.ts';
import type { SteeredUnit } from '../../../../contract/steering.ts';
import type { Millis, PerSecond } from '../../../../contract/units.ts';
import { wholeLevel } from '../../../../workers/engine/load/connection-times.ts';

/** The load of a run at a moment: what is read of it to say what shall come. */
export interface SteeredMoment {
  /** As it is applied so far, and was to go on. */
  readonly load: readonly AppliedLoad[];
  /** As the plan has it, class by class the same. */
  readonly planned: readonly AppliedLoad[];
  /** Of the plan. */
  readonly durationMs: Millis;
  readonly atMs: Millis;
}

/** The classes that can be steered at a moment: those that are not over, and that do not end with a number of iterations. */
export function steerableClasses({ load, atMs }: SteeredMoment): AppliedLoad[] {
  return load.filter((one) => !isOver(one, atMs) && !isCounted(one));
}

/** Of these, the ones whose level is counted so; of messages, those that send any on a schedule. */
export function classesOf(unit: SteeredUnit, classes: readonly AppliedLoad[]): AppliedLoad[] {
  return classes.filter((one) =>
    unit === 'messages' ? plannedMessageRate(one) !== null : unitOf(one) === unit,
  );
}

/** A class that has ended has let go of all it had. */
function isOver({ segments }: AppliedLoad, atMs: Millis): boolean {
  const last = segments.at(-1);
  return last === undefined || last.startMs + last.durationMs <= atMs;
}

/** Its iterations were shared out among its users when it began. */
export function isCounted({ iterations, iterationsEach }: AppliedLoad): boolean {
  return iterations !== null || iterationsEach !== null;
}

/** What of a class there is at a moment: whole users or connections, arrivals per second. */
export function levelNow(one: AppliedLoad, atMs: Millis): number {
  const level = levelAt(one.segments, atMs);
  return unitOf(one) === 'rate' ? level : wholeLevel(level);
}

/** Messages per second on each of its connections; null: it sends none on a schedule. */
export function messagesNow(one: AppliedLoad, atMs: Millis): PerSecond | null {
  return segmentAt(one.segments, atMs)?.messagesPerSecond ?? plannedMessageRate(one);
}

/** A level that is held from a moment to another, the messages as they are. */
export function heldAt(one: AppliedLoad, level: number, { atMs, endMs }: { atMs: Millis; endMs: Millis }) {
  const messagesPerSecond = segmentAt(one.segments, atMs)?.messagesPerSecond;
  return {
    startMs: atMs,
    durationMs: endMs - atMs,
    from: level,
    to: level,
    cause: 'steered',
    ...(messagesPerSecond !== undefined && { messagesPerSecond }),
  } as const satisfies LoadSegment;
}

/** What was to come from a moment to the end of the plan, without a gap. */
export function toCome(
  segments: readonly LoadSegment[],
  { atMs, durationMs }: Pick<SteeredMoment, 'atMs' | 'durationMs'>,
): LoadSegment[] {
  const bounds = [restAt(atMs), ...segmentsFrom(segments, atMs), restAt(durationMs)];
  return withoutGaps(bounds).filter((segment) => segment.durationMs > 0);
}

/** Of no length: what lies between it and its neighbour is a gap. */
function restAt(startMs: Millis): LoadSegment {
  return { startMs, durationMs: 0, from: 0, to: 0, cause: 'plan' };
}
