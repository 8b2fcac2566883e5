import { type CapacitySearchPlan, type Objective, overridden } from '../../../../contract/capacity-search.ts';
import { printDuration } from '../../../../contract/duration.ts';
import { type Failure, fail, type Result, succeed, testFailure } from '../../../../contract/failure.ts';
import type { Overrides, Plan } from '../../../../contract/plan.ts';
import { plannedLoad } from '../../../../contract/planned-load.ts';
import { type Profile, profilePeak, type Segment } from '../../../../contract/profile.ts';
import { type HttpScenario, type RunPlan, type Scenario, taskSteps } from '../../../../contract/run-plan.ts';
import { MICROS_PER_MILLI, type Millis } from '../../../../contract/units.ts';
import { requestsPerTask } from '../../../../workers/engine/load/plan-needs.ts';
import { type CapacitySettings, capacitySettings, knownWhen, notWithSearch } from './capacity-settings.ts';
import { closedTwins } from './closed-twins.ts';
import { type ClassLoad, type CompiledLoad, compileLoad } from './compile-load.ts';
import { cutSegments } from './load-shape.ts';
import { boundsRefusal, MOST_USERS, searchBounds } from './search-bounds.ts';
import { type SearchedClasses, searchedClasses } from './searched-classes.ts';

/** A search as a plan and its overrides ask for it, before the plan is made ready to run. */
export interface Search extends SearchedClasses, CapacitySettings {
  readonly arrivals: 'constant' | 'poisson';
}

/**
 * What a run is asked to search for; null: for nothing, so its load is that of its plan.
 * @param plan sized, with the classes that are asked for
 * @returns failures `capacity.…` and `plan.override`, each of which says what to change
 */
export function askedSearch(plan: Plan, overrides: Overrides): Result<Search | null> {
  const { capacity } = overrides;
  if (capacity === undefined) return succeed(null);
  const searched = searchedClasses(plan, overridden(capacity.by, plan.capacity?.by));
  if (!searched.ok) return searched;
  const idle = notWithSearch(plan, overrides, searched.value);
  if (idle !== null) return fail(idle);
  const settings = capacitySettings(plan, capacity, searched.value);
  if (!settings.ok) return settings;
  const arrivals = overrides.arrivals ?? plan.load?.arrivals ?? 'poisson';
  return succeed({ ...searched.value, ...settings.value, arrivals });
}

/**
 * The load of a search before it has ordered any: what it varies is at rest all the time. Other classes climb as the plan has
 * it and then stay at their highest level, so that the target is the same at every load that is tried.
 */
export function restingLoad(plan: Plan, search: Search, { connections }: Overrides): Result<CompiledLoad> {
  const written = compileLoad(plan, connections === undefined ? {} : { connections });
  if (!written.ok) return written;
  const { by, arrivals, maxMs } = search;
  const varied = new Set(search.classes.map(({ name }) => name));
  const segments = [{ durationMs: maxMs, from: 0, to: 0 }];
  const resting: Profile =
    by === 'rate' ? { model: 'open', arrivals, segments } : { model: 'closed', segments };
  const classes = new Map<string, ClassLoad>();
  for (const name of Object.keys(plan.classes)) {
    const beside = written.value.classes.get(name);
    if (varied.has(name)) classes.set(name, { profile: resting, startAfterMs: 0 });
    else if (beside !== undefined) classes.set(name, held(beside, maxMs));
  }
  return succeed({ durationMs: maxMs, warmupMs: 0, classes, numbers: {} });
}

/** Up to its highest level as before, and there to the end. */
function held({ profile, startAfterMs }: ClassLoad, maxMs: Millis): ClassLoad {
  const peak = profilePeak(profile);
  const climb: Segment[] = [];
  let leftMs = maxMs - startAfterMs;
  for (const piece of profile.segments) {
    if (piece.from === peak) break;
    climb.push(piece);
    leftMs -= piece.durationMs;
    if (piece.to === peak) break;
  }
  const segments = leftMs > 0 ? [...climb, { durationMs: leftMs, from: peak, to: peak }] : climb;
  return { startAfterMs, profile: { ...profile, segments: cutSegments(segments, maxMs - startAfterMs) } };
}

/**
 * The run of a search: closed twins beside open classes, limits for what may come, and what is counted. Its thresholds grade
 * nothing, for they are of the load that the plan has: objectives take their place.
 * @param run with the classes of the search at rest
 * @param own limits as the plan writes them
 * @returns failures `capacity.timeout`: an objective that no response can miss; `capacity.from` and `capacity.to`: a load beyond
 * the limits of the plan; `capacity.beside` and `capacity.cap`: they leave nothing to search with
 */
export function searchingRun(run: RunPlan, search: Search, own: Plan['limits'] = {}): Result<RunPlan> {
  const { arrivals: _, ...rest } = search;
  const varied = run.scenarios.filter(({ name }) => search.classes.some((one) => one.name === name));
  // Where the plan writes none, it is made for the search.
  const capped = { ...run, limits: { ...run.limits, maxInFlight: own.maxInFlight ?? MOST_USERS } };
  const beyond = boundsRefusal(capped, search);
  if (beyond !== null) return fail(beyond);
  const endless = neverMissed(search.objectives, varied);
  if (endless !== null) return fail(endless);
  const { twins, probe, ladderClasses } = closedTwins(run.scenarios, search);
  const scenarios = [...run.scenarios, ...twins];
  const capacity: CapacitySearchPlan = {
    ...rest,
    ...searchBounds(capped, search),
    requestsPerArrival: requestsPerArrival(varied, search),
    probe,
    ladderClasses,
    counting: { ...knownWhen(search.objectives), series: countedSeries(varied, run) },
  };
  const maxInFlight =
    own.maxInFlight ?? run.limits.maxInFlight + mostInFlight(search, run.limits.requestTimeoutMs);
  return succeed({
    ...run,
    purpose: 'capacity',
    scenarios,
    load: plannedLoad({ scenarios }),
    limits: { ...run.limits, maxInFlight },
    thresholds: [],
    expectations: [],
    gate: 'none',
    capacity,
  });
}

/** Requests of one arrival of a level on average, over the classes that a search varies. */
export function requestsPerStart(
  { scenarios }: Pick<RunPlan, 'scenarios'>,
  { classes }: Pick<CapacitySearchPlan, 'classes'>,
): number {
  return classes.reduce((sum, { name, share }) => {
    const scenario = scenarios.find((one) => one.name === name);
    return scenario?.kind === 'http' ? sum + requestsPerTask(scenario) * share : sum;
  }, 0);
}

/**
 * Requests that an arrival is counted as; exactly 1 where no task has more.
 * @returns null: nothing arrives, or an arrival opens a stream, or runs a setup of its own, which is not counted
 */
function requestsPerArrival(
  varied: readonly Scenario[],
  { by, classes }: Pick<Search, 'by' | 'classes'>,
): number | null {
  if (by !== 'rate') return null;
  const isCounted = varied.every(
    (one) =>
      (one.setup.length === 0 || one.setupPolicy?.shared === true) &&
      taskSteps(one).every(({ stream }) => stream === undefined),
  );
  if (!isCounted) return null;
  const isOneEach = varied.every(
    (one) => one.kind === 'http' && one.tasks.every(({ steps }) => steps.length === 1),
  );
  return isOneEach ? 1 : requestsPerStart({ scenarios: varied }, { classes });
}

/** Beyond so many open requests a machine is busy with its sockets, and a target that holds as many is past its capacity. */
const MOST_OPEN = 5_000;

function mostInFlight({ by, to }: Search, timeoutMs: Millis): number {
  if (by === 'connections') return 0;
  if (by === 'users') return Math.ceil(to ?? MOST_USERS);
  return to === null ? MOST_OPEN : Math.min(MOST_OPEN, Math.ceil((to * timeoutMs) / 1_000));
}

/** What the tasks ask for, or the connections carry; no setup, and nothing that is measured a second time or held. */
function countedSeries(varied: readonly Scenario[], { series }: RunPlan): number[] {
  const own = plannedLoad({ scenarios: varied }).flatMap((load) => load.series);
  return [...new Set(own)]
    .filter((index) => {
      const one = series[index];
      return one?.inTotals === true && one.role !== 'held' && one.source !== 'setup';
    })
    .toSorted((a, b) => a - b);
}

/** A limit beyond the timeout: what would be slower than it has failed before. */
function neverMissed(objectives: readonly Objective[], varied: readonly Scenario[]): Failure | null {
  const requests = varied.filter((one): one is HttpScenario => one.kind === 'http');
  if (requests.length === 0) return null;
  const longestMs = Math.max(...requests.flatMap(taskSteps).map(({ timeoutMs }) => timeoutMs));
  const endless = objectives.find(
    (one) => one.metric === 'latency' && one.limitUs > longestMs * MICROS_PER_MILLI,
  );
  if (endless === undefined) return null;
  return testFailure(
    'capacity.timeout',
    `${endless.text} can never be missed by a slow response: requests are given up after ${printDuration(longestMs)}, and are errors then`,
    'Lower it, or raise --timeout.',
  );
}
