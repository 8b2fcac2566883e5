import { profileDurationMs, profilePeak } from '../../../contract/profile.ts';
import type { SseScenario } from '../../../contract/run-plan.ts';
import { MICROS_PER_MILLI } from '../../../contract/units.ts';
import type { DialContext } from '../../engine/drivers/dial.ts';
import { Random } from '../../engine/load/random.ts';
import { AttemptMeter } from '../../engine/streams/attempt-meter.ts';
import { followedConnections } from '../../engine/streams/connection-log.ts';
import { streamHeaders, streamLaneOf, urlForExamples } from '../../engine/streams/stream-context.ts';
import { StreamCounters } from '../../engine/streams/stream-counters.ts';
import { StreamRunner } from '../../engine/streams/stream-runner.ts';
import { createStreamSetup } from '../../engine/streams/stream-setup.ts';
import { EVENTS_AFTER_STOP_US } from '../../engine/time/stop-policy.ts';
import { TimerHeap } from '../../engine/time/timer-heap.ts';
import type { ScenarioContext, ScenarioRunner } from '../../engine/users/scenario-runner.ts';
import type { SseLimits, SseWorld } from './sse-context.ts';
import { createSseDriver } from './sse-on-demand.ts';
import type { SseDriver } from './sse-port.ts';
import { SseStream } from './sse-stream.ts';

export interface SseRunnerOptions {
  /** The driver to read with; the one on undici where none is given. */
  readonly driver?: (context: DialContext) => SseDriver;
}

/** A runner for an SSE scenario of the plan of this context; compiles all of its templates. */
export function createSseRunner(
  scenario: SseScenario,
  context: ScenarioContext,
  options: SseRunnerOptions = {},
): ScenarioRunner {
  const lane = streamLaneOf(context);
  const timers = new TimerHeap();
  const counters = new StreamCounters(scenario.name, followedConnections(profilePeak(scenario.profile)));
  const setup = createStreamSetup(context, scenario, { values: lane.values, timers });
  const driver = (options.driver ?? createSseDriver)(lane.dial);
  const { clock, meter, plan, thread } = context;
  const { series } = scenario;
  const what = { method: 'GET', url: urlForExamples(scenario.url) };
  const random = new Random(plan.seed, plan.scenarios.indexOf(scenario), thread.index);
  const world: SseWorld = {
    scenario,
    clock,
    timers,
    driver,
    setup,
    lane,
    templates: {
      url: lane.values.compilePath(scenario.url),
      headers: lane.values.compileHeaders(
        streamHeaders(scenario.headers, {
          accept: 'text/event-stream',
          'cache-control': 'no-cache',
          'user-agent': context.userAgent,
        }),
      ),
    },
    limits: limitsOf(scenario, context),
    counters,
    meter,
    credentials: lane.credentials,
    headers: new AttemptMeter(meter, series.headers, what),
    firstEvents: new AttemptMeter(meter, series.firstEvent, what),
    gaps: new AttemptMeter(meter, series.gap, what),
    openScope: (index) => lane.values.openScope(index, context.plan.scenarios.indexOf(scenario)),
    random: () => random.next(),
    longestFirstUs: 0,
    active: 0,
  };
  return new StreamRunner({
    scenario,
    lane,
    timers,
    counters,
    setup,
    warmUp: () => driver.warmUp(),
    open: (index) => new SseStream(world, index),
    users: () => world.active,
    answersAfterStopUs: EVENTS_AFTER_STOP_US,
  });
}

/** Of the run: no event for so long of it, and none will be told apart from a service that sends none. */
const SILENT_SHARE = 1 / 3;

function limitsOf(scenario: SseScenario, { plan }: ScenarioContext): SseLimits {
  const idleUs =
    scenario.idleTimeoutMs > 0 ? scenario.idleTimeoutMs * MICROS_PER_MILLI : Number.POSITIVE_INFINITY;
  const runUs = profileDurationMs(scenario.profile) * MICROS_PER_MILLI;
  return {
    connectUs: plan.limits.connectTimeoutMs * MICROS_PER_MILLI,
    answerUs: plan.limits.requestTimeoutMs * MICROS_PER_MILLI,
    idleUs,
    silentUs: Math.min(idleUs, runUs * SILENT_SHARE),
    holdUs: scenario.holdMs === null ? Number.POSITIVE_INFINITY : scenario.holdMs * MICROS_PER_MILLI,
  };
}
