import type { LoadSegment } from '../../../../contract/applied-load.ts';
import { segmentsUpTo } from '../../../../contract/applied-load.ts';
import { printDuration } from '../../../../contract/duration.ts';
import type { PlanInput } from '../../../../contract/plan.ts';
import type { Segment } from '../../../../contract/profile.ts';
import type { Millis } from '../../../../contract/units.ts';
import { wholeLevel } from '../../../../workers/engine/load/connection-times.ts';

type StageInput = NonNullable<NonNullable<PlanInput['load']>['stages']>[number];

/** Levels and lengths nearer than this are the same: the noise of binary fractions. */
const NOISE = 1e-6;

/**
 * A load that was applied, as stages that ask for the same from the start of the run on.
 *
 * | piece            | stages                                                                              |
 * |------------------|-------------------------------------------------------------------------------------|
 * | level            | a hold                                                                              |
 * | slope            | a ramp, behind a hold of no length where it does not begin at the level before        |
 * | gap              | a hold at 0                                                                         |
 * | slope of users from or to a part of one (cut by an act) | the ramp between whole users, and holds of the whole numbers around it |
 *
 * Stages of users end at whole numbers; the level of users is rounded up in any case (`wholeLevel`), so at every moment as many
 * are wanted as were.
 * @param isWhole of users and connections; else of arrivals per second
 * @param endMs of the load; what would come later is not written
 */
export function stagesOf(
  segments: readonly LoadSegment[],
  { isWhole, endMs }: { readonly isWhole: boolean; readonly endMs: Millis },
): StageInput[] {
  const pieces: Segment[] = [];
  let reachedMs: Millis = 0;
  for (const segment of segmentsUpTo(segments, endMs)) {
    const { startMs, durationMs } = segment;
    if (startMs - reachedMs > NOISE) pieces.push(level(0, startMs - reachedMs));
    pieces.push(...(isWhole ? wholePieces(segment) : [segment]));
    reachedMs = startMs + durationMs;
  }
  if (endMs - reachedMs > NOISE) pieces.push(level(0, endMs - reachedMs));
  return written(inMicros(joined(pieces), endMs));
}

function level(at: number, durationMs: Millis): Segment {
  return { durationMs, from: at, to: at };
}

/**
 * A slope of users whose ends are no whole numbers: what lies between two whole numbers is a ramp, and what is left at its
 * ends is level, for users are rounded up.
 */
function wholePieces(segment: Segment): Segment[] {
  const { durationMs, from, to } = segment;
  const held = (users: number) => ({ ...segment, from: users, to: users });
  if (Math.abs(from - to) < NOISE) return [held(wholeLevel(from))];
  const isUp = to > from;
  // The first and the last whole number that the slope passes.
  const first = isUp ? Math.ceil(from - NOISE) : Math.floor(from + NOISE);
  const last = isUp ? Math.floor(to + NOISE) : Math.ceil(to - NOISE);
  const timeAt = (users: number) => ((users - from) / (to - from)) * durationMs;
  if (isUp ? first > last : first < last) return [held(wholeLevel(Math.max(from, to)))];
  const [beginMs, endMs] = [timeAt(first), timeAt(last)];
  const pieces = [
    { ...held(wholeLevel(from)), durationMs: beginMs },
    { ...segment, durationMs: endMs - beginMs, from: first, to: last },
    { ...held(wholeLevel(to)), durationMs: durationMs - endMs },
  ];
  return pieces.filter((piece) => piece.durationMs > NOISE);
}

/** Neighbours of one level, and of one message rate, are one piece. */
function joined(pieces: readonly Segment[]): Segment[] {
  const all: Segment[] = [];
  for (const piece of pieces) {
    const last = all.at(-1);
    const isLevel = piece.from === piece.to && piece.messagesPerSecond === last?.messagesPerSecond;
    if (last !== undefined && isLevel && last.from === last.to && last.to === piece.to)
      all[all.length - 1] = { ...last, durationMs: last.durationMs + piece.durationMs };
    else all.push(piece);
  }
  return all;
}

function written(pieces: readonly Segment[]): StageInput[] {
  const stages: StageInput[] = [];
  let before = 0;
  for (const { durationMs, from, to, messagesPerSecond } of pieces) {
    const duration = printDuration(durationMs);
    const rate = messagesPerSecond === undefined ? {} : { messageRate: messagesPerSecond };
    if (from === to) stages.push({ shape: 'hold', to, duration, ...rate });
    else {
      if (Math.abs(from - before) > NOISE) stages.push({ shape: 'hold', to: from, duration: '0s' });
      stages.push({ shape: 'ramp', to, duration, ...rate });
    }
    before = to;
  }
  return stages;
}

/** Lengths to a microsecond (what is finer is noise of sums), and no more in all than the load is long. */
function inMicros(pieces: readonly Segment[], endMs: Millis): Segment[] {
  const rounded = pieces.map((piece) => ({
    ...piece,
    durationMs: Math.round(piece.durationMs * 1_000) / 1_000,
  }));
  const last = rounded.pop();
  if (last === undefined) return [];
  const before = rounded.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const durationMs = Math.floor((endMs - before) * 1_000 + NOISE) / 1_000;
  return durationMs > 0 ? [...rounded, { ...last, durationMs }] : rounded;
}
