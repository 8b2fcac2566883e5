import type { HttpStep, RunPlan } from '../../../contract/run-plan.ts';

/** What one sample of a series stands for. */
export type SeriesRole =
  | 'request'
  | 'connect'
  | 'first-message'
  | 'round-trip'
  | 'ping'
  | 'first-event'
  | 'headers'
  | 'gap'
  | 'session'
  | 'held';

export interface SeriesPlace {
  readonly role: SeriesRole;
  /**
   * True where the series counts things the plan sent. The headers of an event stream, the gaps between its events,
   * and of a connection its heartbeat pings, its first message and its length are second looks at something already
   * counted; so is the end of a WebSocket step that was not to stay.
   */
  readonly counted: boolean;
  /** True where the series belongs in the one overall latency: see `headlineRole`. */
  readonly headline: boolean;
  /**
   * True where it happens once per connection or user and never again: connects, first messages, first events,
   * headers, the length of connections, and the requests of a setup. A warm-up would eat most or all of it, so it is
   * never warm-up: these figures cover every second in view.
   */
  readonly once: boolean;
}

type Measured = Pick<RunPlan, 'series' | 'scenarios'>;

/** A sample of these stands for a connection; all else goes on as long as the connection does. */
const ONCE: ReadonlySet<SeriesRole> = new Set([
  'connect',
  'first-message',
  'first-event',
  'headers',
  'session',
  'held',
]);

/**
 * The place of every series of a plan, by index. The overall latency is that of the HTTP requests of the tasks;
 * in a plan without any, of the message round trips; then of pings; then of the first event of the streams.
 * Requests of setup steps (fetching a token) are counted, but are never the headline of a stream plan.
 */
export function seriesPlaces(plan: Measured): readonly SeriesPlace[] {
  const roles = rolesOf(plan);
  const tasks = taskSeries(plan);
  const order: readonly SeriesRole[] = ['round-trip', 'ping', 'first-event', 'connect'];
  const streamHeadline = order.find((role) => roles.some((entry) => entry.role === role && entry.counted));
  const setups = setupSeries(plan);
  return roles.map(({ role, counted, once }, index) => ({
    role,
    counted,
    once: once || setups.has(index),
    headline: tasks.size > 0 ? tasks.has(index) : counted && role === (streamHeadline ?? 'request'),
  }));
}

/** What stands for the round trip of the WebSockets: their messages, or, where no plan class sends any, the pings. */
export function roundTripRole(places: readonly SeriesPlace[]): 'round-trip' | 'ping' {
  return places.some(({ role, counted }) => role === 'round-trip' && counted) ? 'round-trip' : 'ping';
}

function taskSeries(plan: Measured): Set<number> {
  const http = plan.scenarios.filter((scenario) => scenario.kind === 'http');
  return new Set(
    http.flatMap((scenario) =>
      scenario.tasks.flatMap((task) =>
        task.steps.filter((step) => step.stream === undefined).map((step) => step.series),
      ),
    ),
  );
}

/** What only setups ask for, and only once: not what tasks ask for too, nor a token that is renewed. */
function setupSeries(plan: Measured): Set<number> {
  const again = taskSeries(plan);
  const once = new Set<number>();
  for (const { setup, setupPolicy } of plan.scenarios) {
    const into = typeof setupPolicy?.everyMs === 'number' ? again : once;
    for (const { series } of setup) into.add(series);
  }
  return new Set([...once].filter((index) => !again.has(index)));
}

type Place = Omit<SeriesPlace, 'headline'>;

function rolesOf(plan: Measured): Place[] {
  const placeOf = (role: SeriesRole, counted: boolean): Place => ({ role, counted, once: ONCE.has(role) });
  const places = plan.series.map(({ protocol }) => {
    if (protocol === 'websocket') return placeOf('round-trip', true);
    return placeOf(protocol === 'sse' ? 'first-event' : 'request', true);
  });
  const put: Put = (index, role, counted, once = false) => {
    if (index === undefined || !(index in places)) return;
    const place = placeOf(role, counted);
    places[index] = once ? { ...place, once } : place;
  };
  for (const scenario of plan.scenarios) {
    if (scenario.kind === 'websocket') {
      put(scenario.series.connect, 'connect', true);
      put(scenario.series.roundTrip, 'round-trip', scenario.message !== null);
      put(scenario.series.ping, 'ping', scenario.message === null);
      put(scenario.series.firstMessage, 'first-message', false);
      put(scenario.series.session, 'session', false);
    } else if (scenario.kind === 'sse') {
      put(scenario.series.firstEvent, 'first-event', true);
      put(scenario.series.headers, 'headers', false);
      put(scenario.series.gap, 'gap', false);
    } else for (const step of scenario.tasks.flatMap((task) => task.steps)) placeStep(step, put);
  }
  return places;
}

type Put = (index: number | undefined, role: SeriesRole, counted: boolean, once?: boolean) => void;

function placeStep({ series, stream }: HttpStep, put: Put): void {
  if (stream?.kind === 'websocket') {
    put(series, 'connect', true);
    // One answer is waited for on each of these connections.
    if (stream.series.roundTrip !== null) put(stream.series.roundTrip, 'round-trip', true, true);
    put(stream.series.session, 'held', stream.holdMs > 0);
  } else if (stream?.kind === 'sse') {
    put(series, 'first-event', true);
    put(stream.series.headers, 'headers', false);
    if (stream.series.session !== null) put(stream.series.session, 'held', true);
  }
}
