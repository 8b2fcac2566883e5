import type { Segment } from './profile.ts';
import type { OwnLoad } from './protocols/protocol.ts';
import type { Protocol } from './protocols/protocols.ts';
import type { Millis, PerSecond } from './units.ts';

/** A straight piece of what is applied: users, connections, or arrivals per second, at its two ends. */
export interface LoadSegment extends Segment {
  /** Since the start of the run. */
  readonly startMs: Millis;
  /** `plan`: so the profile wants it; `steered`: somebody wanted it otherwise while the run was going on. */
  readonly cause: 'plan' | 'steered';
  /** Messages that are sent on each connection meanwhile; absent: as many as the class has in its plan. */
  readonly messagesPerSecond?: PerSecond;
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
    one.name === name ? { ...one, segments: [...one.segments.flatMap(upTo(fromMs)), ...segments] } : one,
  );
}

function upTo(endMs: Millis): (segment: LoadSegment) => LoadSegment[] {
  return (segment) => {
    const { startMs, durationMs, from, to } = segment;
    const lengthMs = Math.min(durationMs, endMs - startMs);
    if (lengthMs <= 0) return [];
    const share = lengthMs / durationMs;
    return [share === 1 ? segment : { ...segment, durationMs: lengthMs, to: from + (to - from) * share }];
  };
}
