import type { CapacitySearchPlan } from '../../../../contract/capacity-search.ts';
import { freeName } from '../../../../contract/keys.ts';
import type { ClosedProfile } from '../../../../contract/profile.ts';
import type { HttpScenario, Scenario } from '../../../../contract/run-plan.ts';
import type { Millis } from '../../../../contract/units.ts';

/** What of a search tells which twins it needs. */
type TwinnedSearch = Pick<CapacitySearchPlan, 'by' | 'classes' | 'ladder'> & { readonly maxMs: Millis };

interface ClosedTwins extends Pick<CapacitySearchPlan, 'probe' | 'ladderClasses'> {
  /** Scenarios that run beside those of the plan: the same requests, counted in the same series. */
  readonly twins: readonly HttpScenario[];
}

/**
 * Users who send what open classes send: one, for a first look at what the target does for nobody else, and as many as a
 * ladder has. They do not think, for arrivals do not either. Classes that are closed themselves need none.
 */
export function closedTwins(scenarios: readonly Scenario[], search: TwinnedSearch): ClosedTwins {
  const { by, classes, ladder, maxMs } = search;
  if (by !== 'rate') return { twins: [], probe: null, ladderClasses: by === 'users' ? classes : [] };
  const varied = classes.flatMap(({ name, share }): Varied[] => {
    const scenario = scenarios.find((one) => one.name === name);
    return scenario?.kind === 'http' ? [{ scenario, share }] : [];
  });
  const names = new Set(scenarios.map(({ name }) => name));
  const named = (wanted: string) => {
    const name = freeName(wanted, (one) => !names.has(one));
    names.add(name);
    return name;
  };
  const probed = mixOf(varied);
  const probe = probed === null ? null : closedTwin(probed, named('probe'), maxMs);
  const climbers = ladder
    ? varied.map(({ scenario, share }) => ({
        twin: closedTwin(scenario, named(`${scenario.name} as users`), maxMs),
        share,
      }))
    : [];
  return {
    twins: [...(probe === null ? [] : [probe]), ...climbers.map(({ twin }) => twin)],
    probe: probe?.name ?? null,
    ladderClasses: climbers.map(({ twin, share }) => ({ name: twin.name, share })),
  };
}

interface Varied {
  readonly scenario: HttpScenario;
  readonly share: number;
}

function closedTwin(
  { totalIterations: _, ...scenario }: HttpScenario,
  name: string,
  durationMs: Millis,
): HttpScenario {
  const profile: ClosedProfile = { model: 'closed', segments: [{ durationMs, from: 0, to: 0 }] };
  return {
    ...scenario,
    name,
    startAfterMs: 0,
    profile,
    thinkTime: { minMs: 0, maxMs: 0 },
    // As a closed class has them: an arrival takes whichever is free, a user keeps its own.
    connections: scenario.connections === 'shared' ? 'per-user' : scenario.connections,
    iterations: null,
  };
}

/**
 * One class that does what all of them do, each in its share. Where they go to different places or begin differently, no user
 * can be of all of them: it is of the one with the largest share.
 */
function mixOf(varied: readonly Varied[]): HttpScenario | null {
  const [largest] = varied.toSorted((one, other) => other.share - one.share);
  if (largest === undefined) return null;
  const { scenario } = largest;
  if (!varied.every((one) => beginningOf(one.scenario) === beginningOf(scenario))) return scenario;
  const tasks = varied.flatMap(({ scenario: one, share }) => {
    const outOf = one.tasks.reduce((sum, { weight }) => sum + weight, 0);
    return one.tasks.map((task) => ({ ...task, weight: (task.weight / outOf) * share }));
  });
  return { ...scenario, tasks };
}

/** All of a class but its tasks that a request depends on. */
function beginningOf({ baseUrl, service, headers, setup, setupBaseUrl, setupPolicy }: HttpScenario): string {
  return JSON.stringify([baseUrl, service, headers, setup, setupBaseUrl, setupPolicy]);
}
