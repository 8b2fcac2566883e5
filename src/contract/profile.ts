import type { Millis, PerSecond } from './units.ts';

/**
 * A load shape is a value: straight pieces laid end to end. A hold has `from === to`; a spike is a short hold;
 * a step is a piece of no slope after another. The unit of `from` and `to` is given by the model that carries the
 * pieces: arrivals per second (open) or concurrent users or connections (closed).
 */
export interface Segment {
  readonly durationMs: Millis;
  readonly from: number;
  readonly to: number;
  /** Messages that are sent on each connection meanwhile; absent: as many as the class has in its plan. */
  readonly messagesPerSecond?: PerSecond;
}

/** Open model: requests leave when the plan says, whether or not earlier ones were answered. */
export interface OpenProfile {
  readonly model: 'open';
  readonly arrivals: 'constant' | 'poisson';
  /** Arrivals per second over time. */
  readonly segments: readonly Segment[];
}

/** Closed model: each user waits for its answer, thinks, and goes on. */
export interface ClosedProfile {
  readonly model: 'closed';
  /** Users over time; a ramp from 0 to `users` over `users / spawnRate` seconds, then a hold. */
  readonly segments: readonly Segment[];
}

export type Profile = OpenProfile | ClosedProfile;

/** Length of a profile in milliseconds. */
export function profileDurationMs(profile: Profile): Millis {
  return profile.segments.reduce((sum, piece) => sum + piece.durationMs, 0);
}

/** The largest level a load reaches: arrivals per second, users or connections. */
export function profilePeak({ segments }: { readonly segments: readonly Segment[] }): number {
  return segments.reduce((peak, { from, to }) => Math.max(peak, from, to), 0);
}

/**
 * A closed profile from the three numbers people give: users, spawn rate, total duration.
 * When the ramp does not fit the duration it is cut off, so fewer users than asked are reached.
 * @param spawnRate users per second; 0 or Infinity starts all at once
 */
export function closedProfile(users: number, spawnRate: number, durationMs: Millis): ClosedProfile {
  const rampMs = spawnRate > 0 && Number.isFinite(spawnRate) ? (users / spawnRate) * 1_000 : 0;
  if (rampMs === 0) return { model: 'closed', segments: [{ durationMs, from: users, to: users }] };
  if (rampMs >= durationMs) {
    return { model: 'closed', segments: [{ durationMs, from: 0, to: (users * durationMs) / rampMs }] };
  }
  return {
    model: 'closed',
    segments: [
      { durationMs: rampMs, from: 0, to: users },
      { durationMs: durationMs - rampMs, from: users, to: users },
    ],
  };
}
