import type { Segment } from './profile.ts';
import type { OwnLoad } from './protocols/protocol.ts';
import type { Protocol } from './protocols/protocols.ts';
import type { SteeredUnit } from './steering.ts';
import type { Millis, PerSecond } from './units.ts';

/** A straight piece of what is applied: users, connections, or arrivals per second, at its two ends. */
export interface LoadSegment extends Segment {
  /** Since the start of the run. */
  readonly startMs: Millis;
  /** `plan`: so the profile wants it; `steered`: somebody wanted it otherwise while the run was going on. */
  readonly cause: 'plan' | 'steered';
}

/**
 * The load of one user class: how much of it is applied over time, and what that asks of the series at most. It begins as
 * the plan's profile and grows with the run (`RunSecond.load`); all that looks at a run that has begun reads it here.
 */
export interface AppliedLoad extends OwnLoad {
  /** Of the user class; seconds of its streams bear it. */
  readonly name: string;
  readonly service: string;
  readonly protocol: Protocol;
  /** Open: the level is arrivals per second, regardless of responses. */
  readonly model: 'closed' | 'open';
  /** In order, none over another. */
  readonly segments: readonly LoadSegment[];
  /** After which a user ends, and the whole class; null: no limit. */
  readonly iterationsEach: number | null;
  readonly iterations: number | null;
  /** Series of its setup, in order, and of what it does itself. */
  readonly setup: readonly number[];
  readonly series: readonly number[];
  /** No connection is used twice. */
  readonly closesConnections: boolean;
}

/** What a second of a run changed of the load of a class: from the first of these on they take the place of what was to come. */
export interface LoadChange {
  readonly name: string;
  readonly segments: readonly LoadSegment[];
}

/** The load after a change; a segment that is under way ends where the change begins. */
export function changedLoad(load: readonly AppliedLoad[], { name, segments }: LoadChange): AppliedLoad[] {
  const fromMs = segments[0]?.startMs ?? Number.POSITIVE_INFINITY;
  return load.map((one) =>
    one.name === name ? { ...one, segments: [...segmentsUpTo(one.segments, fromMs), ...segments] } : one,
  );
}

/** What lies before a moment; a segment that is under way then ends with it. */
export function segmentsUpTo(segments: readonly LoadSegment[], endMs: Millis): LoadSegment[] {
  return segments.flatMap((segment) => {
    const { startMs, durationMs } = segment;
    return cut(segment, startMs, Math.min(startMs + durationMs, endMs));
  });
}

/** What lies after a moment; a segment that is under way then begins with it. */
export function segmentsFrom(segments: readonly LoadSegment[], fromMs: Millis): LoadSegment[] {
  return segments.flatMap((segment) => {
    const { startMs, durationMs } = segment;
    return cut(segment, Math.max(startMs, fromMs), startMs + durationMs);
  });
}

/** Level 0 wherever nothing lasts between two segments. */
export function withoutGaps(segments: readonly LoadSegment[]): LoadSegment[] {
  return segments.flatMap((segment, index) => {
    const before = segments[index - 1];
    const endMs = before === undefined ? segment.startMs : before.startMs + before.durationMs;
    const durationMs = segment.startMs - endMs;
    const { cause } = segment;
    return durationMs > 0 ? [{ startMs: endMs, durationMs, from: 0, to: 0, cause }, segment] : [segment];
  });
}

/** The segment of a moment: at a step, the one that begins there; null: none lasts then. */
export function segmentAt(segments: readonly LoadSegment[], atMs: Millis): LoadSegment | null {
  return (
    segments.findLast(({ startMs, durationMs }) => startMs <= atMs && atMs < startMs + durationMs) ?? null
  );
}

/** The level of a load at a moment; 0 where nothing of it lasts. */
export function levelAt(segments: readonly LoadSegment[], atMs: Millis): number {
  const segment = segmentAt(segments, atMs);
  return segment === null ? 0 : levelIn(segment, atMs);
}

function levelIn({ startMs, durationMs, from, to }: LoadSegment, atMs: Millis): number {
  return from === to ? from : from + ((to - from) * (atMs - startMs)) / durationMs;
}

function cut(segment: LoadSegment, fromMs: Millis, toMs: Millis): LoadSegment[] {
  const { startMs, durationMs } = segment;
  if (toMs <= fromMs) return [];
  if (fromMs === startMs && toMs === startMs + durationMs) return [segment];
  const [from, to] = [levelIn(segment, fromMs), levelIn(segment, toMs)];
  return [{ ...segment, startMs: fromMs, durationMs: toMs - fromMs, from, to }];
}

/** What a class's level is counted in. */
export function unitOf({ protocol, model }: Pick<AppliedLoad, 'protocol' | 'model'>): LevelUnit {
  if (protocol !== 'http') return 'connections';
  return model === 'open' ? 'rate' : 'users';
}
type LevelUnit = Exclude<SteeredUnit, 'messages'>;

/** Messages per second on each connection of a class, as its plan has it; null: it sends none on a schedule. */
export function plannedMessageRate({ demand }: Pick<AppliedLoad, 'demand'>): PerSecond | null {
  const scheduled = demand.find(({ per }) => per === 'second');
  return scheduled === undefined ? null : scheduled.count / scheduled.outOf;
}
