import type { LoadSpec, StageSpec } from '../../../../contract/plan.ts';
import { closedProfile, type Segment } from '../../../../contract/profile.ts';
import type { Millis } from '../../../../contract/units.ts';
import { startOrder } from './start-order.ts';

/** Beyond so many users, classes ramp along straight lines, each for itself: off by less than a user per class. */
const MAX_STEPS = 2_000;

/** The level of a load over time by its stages, all classes together. */
export function stageSegments(stages: readonly StageSpec[], startLevel: number): Segment[] {
  const segments: Segment[] = [];
  let level = startLevel;
  for (const stage of stages) {
    const to = stage.to ?? level;
    const shape = stage.shape ?? (stage.to === undefined ? 'hold' : 'ramp');
    segments.push({
      durationMs: stage.duration,
      from: shape === 'ramp' ? level : to,
      to,
      ...(stage.messageRate !== undefined && { messagesPerSecond: stage.messageRate }),
    });
    if (shape !== 'spike') level = to;
  }
  return segments;
}

/** Whether the levels of a load are arrivals per second. */
export function isOpenLoad(load: LoadSpec | undefined): boolean {
  return load?.rate !== undefined || load?.model === 'open';
}

/** Length of a load where it says so itself. */
export function ownDurationMs(load: LoadSpec): Millis | null {
  if (load.stages !== undefined) return load.stages.reduce((sum, stage) => sum + stage.duration, 0);
  return load.duration ?? null;
}

/** The load at another highest level, its shape kept. */
export function atLevel(load: LoadSpec, model: 'closed' | 'open', level: number): LoadSpec {
  const { users, rate, stages, ...rest } = load;
  const key = model === 'closed' ? 'users' : 'rate';
  if (stages === undefined) return { ...rest, model, [key]: level };
  const start = users ?? rate ?? 0;
  const peak = Math.max(start, ...stages.map((stage) => stage.to ?? 0));
  const factor = peak === 0 ? 0 : level / peak;
  const scaled = stages.map((stage) =>
    stage.to === undefined ? stage : { ...stage, to: stage.to * factor },
  );
  return { ...rest, model, [key]: start * factor, stages: scaled };
}

/** The load in another time: every stage, and the duration, longer or shorter by the same factor. */
export function inTime(load: LoadSpec, factor: number): LoadSpec {
  if (factor === 1) return load;
  return {
    ...load,
    ...(load.duration !== undefined && { duration: load.duration * factor }),
    ...(load.stages !== undefined && {
      stages: load.stages.map((stage) => ({ ...stage, duration: stage.duration * factor })),
    }),
  };
}

/** The first part of a profile. */
export function cutSegments(segments: readonly Segment[], lengthMs: Millis): Segment[] {
  const kept: Segment[] = [];
  let left = lengthMs;
  for (const piece of segments) {
    if (left <= 0) break;
    if (piece.durationMs <= left) kept.push(piece);
    else {
      const to = piece.from + ((piece.to - piece.from) * left) / piece.durationMs;
      kept.push({ ...piece, durationMs: left, to });
    }
    left -= piece.durationMs;
  }
  return kept;
}

/**
 * Users of several classes started together over a ramp, then held. One at a time, at equal gaps, in an order that
 * keeps each class at its share: all of them together follow the ramp within one user.
 */
export function rampTogether(counts: readonly number[], rampMs: Millis, lengthMs: Millis): Segment[][] {
  const total = counts.reduce((a, b) => a + b, 0);
  const alone = counts.filter((count) => count > 0).length <= 1;
  if (rampMs <= 0 || alone || total > MAX_STEPS) {
    return counts.map((count) => {
      const spawnRate = rampMs <= 0 ? 0 : (count / rampMs) * 1_000;
      return [...closedProfile(count, spawnRate, lengthMs).segments];
    });
  }
  const starts = counts.map((): Millis[] => []);
  startOrder(counts).forEach((index, nth) => {
    starts[index]?.push((nth * rampMs) / total);
  });
  return starts.map((times) => stepSegments(times, lengthMs));
}

/** One user more at each of the times. */
function stepSegments(times: readonly Millis[], lengthMs: Millis): Segment[] {
  const segments: Segment[] = [];
  let since = 0;
  let level = 0;
  for (const time of [...times.filter((at) => at < lengthMs), lengthMs]) {
    if (time > since) segments.push({ durationMs: time - since, from: level, to: level });
    since = time;
    level += 1;
  }
  return segments;
}

/**
 * Shares a closed profile out over classes, whole users at the end of each piece. `counts` is the share at the
 * highest level; below it, the first users in starting order are there.
 */
export function shareSegments(segments: readonly Segment[], counts: readonly number[]): Segment[][] {
  const order = startOrder(counts);
  const running = counts.map(() => 0);
  const at: number[][] = [[...running]];
  for (const index of order) {
    running[index] = (running[index] ?? 0) + 1;
    at.push([...running]);
  }
  const levelOf = (level: number) => at[Math.min(Math.round(level), order.length)] ?? running;
  return counts.map((_, index) =>
    segments.map((piece) => ({
      ...piece,
      from: levelOf(piece.from)[index] ?? 0,
      to: levelOf(piece.to)[index] ?? 0,
    })),
  );
}
