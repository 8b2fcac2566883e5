import type { HttpScenario, HttpStep, RunPlan, Scenario } from './run-plan.ts';
import type { Protocol } from './run-state.ts';
import type { Millis } from './units.ts';

/** A straight piece of what is applied. */
export interface LoadSegment {
  /** Since the start of the run. */
  readonly startMs: Millis;
  readonly durationMs: Millis;
  /** Users, connections, or arrivals per second, at its two ends. */
  readonly from: number;
  readonly to: number;
  /** `plan`: so the profile wants it; `steered`: somebody wanted it otherwise while the run was going on. */
  readonly cause: 'plan' | 'steered';
}

/**
 * What a load asks of a series: `count` of `outOf`
 * | per         | each time                                                              |
 * |-------------|------------------------------------------------------------------------|
 * | `start`     | a user or connection starts                                            |
 * | `iteration` | an iteration is done                                                   |
 * | `opening`   | a stream is opened: as it starts, or again after it was held           |
 * | `second`    | a second goes by on one of them                                        |
 */
export interface LoadDemand {
  readonly series: number;
  readonly per: 'start' | 'iteration' | 'opening' | 'second';
  readonly count: number;
  readonly outOf: number;
}

/**
 * The load of one user class: how much of it is applied over time, and what that asks of the series at most. It begins as
 * the plan's profile and grows with the run (`RunSecond.load`); all that looks at a run that has begun reads it here.
 */
export interface AppliedLoad {
  /** Of the user class; seconds of its streams bear it. */
  readonly name: string;
  readonly service: string;
  readonly protocol: Protocol;
  /** Open: the level is arrivals per second, regardless of responses. */
  readonly model: 'closed' | 'open';
  /** In order, none over another. */
  readonly segments: readonly LoadSegment[];
  /** Between two iterations. */
  readonly thinkTime: { readonly minMs: Millis; readonly maxMs: Millis };
  /** What an iteration takes even when every answer is instant, on average; null: it lasts to the end. */
  readonly heldMs: Millis | null;
  /** After which a user ends, and the whole class; null: no limit. */
  readonly iterationsEach: number | null;
  readonly iterations: number | null;
  /** Series of its setup, in order, and of what it does itself. */
  readonly setup: readonly number[];
  readonly series: readonly number[];
  readonly demand: readonly LoadDemand[];
  /** No connection is used twice. */
  readonly closesConnections: boolean;
  /** Messages say where in a sequence they stand, and when they were sent. */
  readonly sequenced: boolean;
  readonly stamped: boolean;
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

/** The largest level a load reaches. */
export function peakLevel({ segments }: Pick<AppliedLoad, 'segments'>): number {
  return segments.reduce((peak, { from, to }) => Math.max(peak, from, to), 0);
}

/** The load of a plan as it begins. */
export function plannedLoad({ scenarios }: Pick<RunPlan, 'scenarios'>): AppliedLoad[] {
  return scenarios.map((scenario) => ({
    name: scenario.name,
    service: scenario.service,
    protocol: scenario.kind,
    model: scenario.profile.model,
    segments: segmentsOf(scenario),
    iterationsEach: null,
    iterations: null,
    setup: scenario.setup.map(({ series }) => series),
    closesConnections: false,
    sequenced: false,
    stamped: false,
    ...ownOf(scenario),
  }));
}

function segmentsOf({ profile, startAfterMs }: Scenario): LoadSegment[] {
  let startMs = startAfterMs;
  return profile.segments.map(({ durationMs, from, to }) => {
    const segment = { startMs, durationMs, from, to, cause: 'plan' } as const;
    startMs += durationMs;
    return segment;
  });
}

type Own = Pick<AppliedLoad, 'thinkTime' | 'heldMs' | 'series' | 'demand'> & Partial<AppliedLoad>;

function ownOf(scenario: Scenario): Own {
  if (scenario.kind === 'http') return ofTasks(scenario);
  const series = Object.values<number>(scenario.series);
  const one = { count: 1, outOf: 1 };
  if (scenario.kind === 'sse') {
    const demand = [{ series: scenario.series.firstEvent, per: 'opening', ...one } as const];
    return { thinkTime: scenario.thinkTime, heldMs: scenario.holdMs, series, demand };
  }
  const { connect, ping, roundTrip } = scenario.series;
  const messages = scenario.message === null ? ping : roundTrip;
  return {
    thinkTime: { minMs: 0, maxMs: 0 },
    heldMs: null,
    series,
    demand: [
      { series: connect, per: 'start', ...one },
      { series: messages, per: 'second', count: scenario.messageRatePerConnection, outOf: 1 },
    ],
    sequenced: scenario.fields.sequence !== null,
    stamped: scenario.fields.sentAtMs !== null,
  };
}

function ofTasks(scenario: HttpScenario): Own {
  const { tasks, thinkTime } = scenario;
  const outOf = tasks.reduce((sum, { weight }) => sum + weight, 0);
  const demand = tasks.flatMap(({ steps, weight }) =>
    steps.flatMap(askedOf).map((series) => ({ series, per: 'iteration', count: weight, outOf }) as const),
  );
  const held = (steps: readonly HttpStep[]) =>
    steps.reduce((sum, { stream }) => sum + (stream?.kind === 'websocket' ? stream.holdMs : 0), 0);
  return {
    thinkTime,
    heldMs: tasks.reduce((sum, { steps, weight }) => sum + (held(steps) * weight) / outOf, 0),
    iterationsEach: scenario.iterations,
    iterations: scenario.totalIterations ?? null,
    series: demand.map(({ series }) => series),
    demand,
    closesConnections: scenario.connections === 'new-each-time' || saysClose(scenario),
  };
}

/** A stream step is asked of each thing it waits for; the headers of an event stream are a second look. */
function askedOf({ series, stream }: HttpStep): number[] {
  if (stream === undefined) return [series];
  const others =
    stream.kind === 'sse' ? [stream.series.session] : [stream.series.roundTrip, stream.series.session];
  return [series, ...others.filter((one) => one !== null)];
}

function saysClose({ headers, tasks }: HttpScenario): boolean {
  const steps = tasks.flatMap((task) => task.steps);
  return [headers, ...steps.map((step) => step.headers)].some((fields) =>
    Object.entries(fields).some(
      ([name, value]) => name.toLowerCase() === 'connection' && value.toLowerCase().includes('close'),
    ),
  );
}
