import type { AppliedLoad, LoadSegment } from './applied-load.ts';
import type { HttpScenario, HttpStep, RunPlan, Scenario } from './run-plan.ts';

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
