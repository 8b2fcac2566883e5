import { profileDurationMs } from '../../../contract/profile.ts';
import type { SseScenario } from '../../../contract/run-plan.ts';
import { MICROS_PER_MILLI } from '../../../contract/units.ts';
import { AttemptMeter } from '../../engine/streams/attempt-meter.ts';
import { createStreamContext } from '../../engine/streams/stream-context.ts';
import { streamHeaders, urlForExamples } from '../../engine/streams/stream-request.ts';
import { StreamRunner } from '../../engine/streams/stream-runner.ts';
import { EVENTS_AFTER_STOP_US } from '../../engine/time/stop-policy.ts';
import type { ThreadContext } from '../../engine/users/thread-context.ts';
import type { SseContext, SseLimits } from './sse-context.ts';
import type { SseDriver } from './sse-port.ts';
import { SseStream } from './sse-stream.ts';

/** A runner for an SSE scenario of the plan of this thread; compiles all of its templates. */
export function createSseRunner(
  scenario: SseScenario,
  thread: ThreadContext,
  driver: SseDriver,
): StreamRunner {
  const { values, meter, userAgent } = thread;
  const { series } = scenario;
  const what = { method: 'GET', url: urlForExamples(scenario.url) };
  const always = { accept: 'text/event-stream', 'cache-control': 'no-cache', 'user-agent': userAgent };
  const context: SseContext = {
    ...createStreamContext(thread, scenario),
    scenario,
    driver,
    templates: {
      url: values.compilePath(scenario.url),
      headers: values.compileHeaders(streamHeaders(scenario.headers, always)),
    },
    limits: limitsOf(scenario, thread),
    headers: new AttemptMeter(meter, series.headers, what),
    firstEvents: new AttemptMeter(meter, series.firstEvent, what),
    gaps: new AttemptMeter(meter, series.gap, what),
    longestFirstUs: 0,
    active: 0,
  };
  return new StreamRunner({
    scenario,
    context,
    open: (index) => new SseStream(context, index),
    users: () => context.active,
    answersAfterStopUs: EVENTS_AFTER_STOP_US,
  });
}

/** Of the run: no event for so long of it, and none will be told apart from a service that sends none. */
const SILENT_SHARE = 1 / 3;

function limitsOf(scenario: SseScenario, { plan }: ThreadContext): SseLimits {
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
