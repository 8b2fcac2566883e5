import type { AppliedLoad, LoadSegment } from './applied-load.ts';
import type { Profile } from './profile.ts';
import type { OwnLoad } from './protocols/protocol.ts';
import { classOf, stepOf } from './protocols/protocols.ts';
import type { HttpScenario, HttpStep, RunPlan, Scenario } from './run-plan.ts';
import type { Millis } from './units.ts';

/** The load of a plan as it begins. */
export function plannedLoad({ scenarios }: Pick<RunPlan, 'scenarios'>): AppliedLoad[] {
  return scenarios.map((scenario) => ({
    name: scenario.name,
    service: scenario.service,
    protocol: scenario.kind,
    model: scenario.profile.model,
    segments: profileSegments(scenario.profile, scenario.startAfterMs),
    iterationsEach: null,
    iterations: null,
    setup: scenario.setup.map(({ series }) => series),
    closesConnections: false,
    ...ownOf(scenario),
  }));
}

/** The pieces of a profile, each with its beginning. @param startMs that of the first */
export function profileSegments({ segments }: Profile, startMs: Millis = 0): LoadSegment[] {
  let nextMs = startMs;
  return segments.map((piece) => {
    const segment = { ...piece, startMs: nextMs, cause: 'plan' } as const;
    nextMs += piece.durationMs;
    return segment;
  });
}

function ownOf(scenario: Scenario): OwnLoad & Pick<AppliedLoad, 'series'> & Partial<AppliedLoad> {
  if (scenario.kind === 'http') return ofTasks(scenario);
  return { ...classOf(scenario.kind).load(scenario), series: Object.values<number>(scenario.series) };
}

function ofTasks(scenario: HttpScenario): ReturnType<typeof ownOf> {
  const { tasks, thinkTime } = scenario;
  const outOf = tasks.reduce((sum, { weight }) => sum + weight, 0);
  const demand = tasks.flatMap(({ steps, weight }) =>
    steps.flatMap(askedOf).map((series) => ({ series, per: 'iteration', count: weight, outOf }) as const),
  );
  const held = (steps: readonly HttpStep[]) =>
    steps.reduce(
      (sum, { stream }) => sum + (stream === undefined ? 0 : stepOf(stream.kind).heldMs(stream)),
      0,
    );
  return {
    thinkTime,
    heldMs: tasks.reduce((sum, { steps, weight }) => sum + (held(steps) * weight) / outOf, 0),
    iterationsEach: scenario.iterations,
    iterations: scenario.totalIterations ?? null,
    series: demand.map(({ series }) => series),
    demand,
    sequenced: false,
    stamped: false,
    closesConnections: scenario.connections === 'new-each-time' || saysClose(scenario),
  };
}

/** A step that is no request is asked of each thing it waits for. */
function askedOf({ series, stream }: HttpStep): number[] {
  if (stream === undefined) return [series];
  return [
    series,
    ...stepOf(stream.kind)
      .series(stream)
      .filter((one) => one !== null),
  ];
}

function saysClose({ headers, tasks }: HttpScenario): boolean {
  const steps = tasks.flatMap((task) => task.steps);
  return [headers, ...steps.map((step) => step.headers)].some((fields) =>
    Object.entries(fields).some(
      ([name, value]) => name.toLowerCase() === 'connection' && value.toLowerCase().includes('close'),
    ),
  );
}
