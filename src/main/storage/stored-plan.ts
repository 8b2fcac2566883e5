import { isRecord, recordOf } from '../../contract/plan-data.ts';
import { plannedLoad } from '../../contract/planned-load.ts';
import { PROTOCOLS } from '../../contract/protocols/protocols.ts';
import type { SseScenario } from '../../contract/protocols/sse.ts';
import type { WebSocketScenario } from '../../contract/protocols/websocket.ts';
import { type HttpScenario, type HttpStep, type RunPlan, taskSteps } from '../../contract/run-plan.ts';
import { type PlacedSeries, type Series, type SeriesRole, withPrimary } from '../../contract/series.ts';
import { withRequests } from '../../workers/engine/values/presented.ts';

/** As plans were stored before a series described itself: what it stands for followed from the scenarios. */
export interface PlanVersion1 extends Omit<RunPlan, 'version' | 'series' | 'scenarios' | 'load'> {
  readonly version: 1;
  readonly series: readonly (Pick<Series, 'service' | 'endpoint' | 'clock' | 'definition'> & {
    readonly protocol: keyof typeof FIRST_ROLES;
  })[];
  readonly scenarios: readonly (HttpScenario | WebSocketScenario | SseScenario)[];
}

/** The protocols there were. */
const FIRST_ROLES = { http: 'request', websocket: 'round-trip', sse: 'first-event' } as const;

/**
 * A stored plan of whatever version, made whole.
 * @param stored JSON of ours, whose seal may no longer hold: checked is what every reader begins with, its version and
 * that its parts are there, and no part all the way down
 * @throws TypeError where it is no plan of a version that is known here
 */
export function wholePlan(stored: unknown): RunPlan {
  if (!isPlan(stored)) throw new TypeError('no plan, or of a version that is not known here');
  if (stored.version !== 1) return stored;
  const series = withRequests(withPrimary(placedSeries(stored)), stored);
  return { ...stored, version: 2, series, load: plannedLoad(stored) };
}

const KINDS: ReadonlySet<unknown> = new Set(PROTOCOLS);

function isPlan(stored: unknown): stored is RunPlan | PlanVersion1 {
  const { version, series, scenarios, services, thresholds, values, limits, load } = recordOf(stored);
  const lists = [series, services, thresholds, ...(version === 1 ? [] : [load])];
  return (
    (version === 1 || version === 2) &&
    lists.every((list) => Array.isArray(list) && list.every(isRecord)) &&
    Array.isArray(scenarios) &&
    scenarios.every((scenario) => KINDS.has(recordOf(scenario).kind)) &&
    isRecord(values) &&
    isRecord(limits)
  );
}

/** A sample of these stands for a connection; all else goes on as long as the connection does. */
const ONCE: ReadonlySet<SeriesRole> = new Set([
  'connect',
  'first-message',
  'first-event',
  'headers',
  'session',
  'held',
]);

type Place = Pick<Series, 'role' | 'source' | 'inTotals' | 'once'>;
type Put = (index: number | undefined, place: Omit<Place, 'once'> & { readonly once?: boolean }) => void;

function placedSeries(plan: PlanVersion1): PlacedSeries[] {
  const tasks = new Set(requestSteps(plan).map(({ series }) => series));
  const setups = setupSeries(plan, tasks);
  const placed = plan.series.map((series, index): PlacedSeries => {
    const source = tasks.has(index) ? 'task' : 'setup';
    return { ...series, role: FIRST_ROLES[series.protocol], source, inTotals: true, once: false };
  });
  const put: Put = (index, place) => {
    const known = index === undefined ? undefined : placed[index];
    if (index === undefined || known === undefined) return;
    const source = known.source === 'stream' ? known.source : place.source;
    placed[index] = { ...known, once: ONCE.has(place.role), ...place, source };
  };
  for (const scenario of plan.scenarios) placeScenario(scenario, put);
  return placed.map((series, index) => (setups.has(index) ? { ...series, once: true } : series));
}

function placeScenario(scenario: PlanVersion1['scenarios'][number], put: Put): void {
  if (scenario.kind === 'http') {
    for (const step of taskSteps(scenario)) placeStep(step, put);
    return;
  }
  const source = 'stream';
  if (scenario.kind === 'sse') {
    put(scenario.series.firstEvent, { role: 'first-event', source, inTotals: true });
    put(scenario.series.headers, { role: 'headers', source, inTotals: false });
    put(scenario.series.gap, { role: 'gap', source, inTotals: false });
    return;
  }
  put(scenario.series.connect, { role: 'connect', source, inTotals: true });
  put(scenario.series.roundTrip, { role: 'round-trip', source, inTotals: scenario.message !== null });
  put(scenario.series.ping, { role: 'ping', source, inTotals: scenario.message === null });
  put(scenario.series.firstMessage, { role: 'first-message', source, inTotals: false });
  put(scenario.series.session, { role: 'session', source, inTotals: false });
}

function placeStep({ series, stream }: HttpStep, put: Put): void {
  const source = 'task';
  if (stream?.kind === 'websocket') {
    const { roundTrip, session } = stream.series;
    put(series, { role: 'connect', source, inTotals: true });
    // One answer is waited for on each of these connections.
    if (roundTrip !== null) put(roundTrip, { role: 'round-trip', source, inTotals: true, once: true });
    put(session, { role: 'held', source, inTotals: stream.holdMs > 0 });
  } else if (stream?.kind === 'sse') {
    put(series, { role: 'first-event', source, inTotals: true });
    put(stream.series.headers, { role: 'headers', source, inTotals: false });
    if (stream.series.session !== null) put(stream.series.session, { role: 'held', source, inTotals: true });
  }
}

/** Requests of tasks: what they open is no request. */
function requestSteps({ scenarios }: Pick<RunPlan, 'scenarios'>): HttpStep[] {
  return scenarios.flatMap(taskSteps).filter(({ stream }) => stream === undefined);
}

/** What only setups ask for, and only once: not what tasks ask for too, nor a token that is renewed. */
function setupSeries({ scenarios }: Pick<RunPlan, 'scenarios'>, tasks: ReadonlySet<number>): Set<number> {
  const again = new Set(tasks);
  const once = new Set<number>();
  for (const { setup, setupPolicy } of scenarios) {
    const into = typeof setupPolicy?.everyMs === 'number' ? again : once;
    for (const { series } of setup) into.add(series);
  }
  return new Set([...once].filter((index) => !again.has(index)));
}
