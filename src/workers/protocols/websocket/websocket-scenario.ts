import { profilePeak } from '../../../contract/profile.ts';
import type { WebSocketScenario } from '../../../contract/run-plan.ts';
import { MICROS_PER_MILLI, type Micros } from '../../../contract/units.ts';
import { connectionsAt } from '../../engine/load/connection-times.ts';
import { MessageSlots } from '../../engine/load/message-schedule.ts';
import { AttemptMeter } from '../../engine/streams/attempt-meter.ts';
import { createStreamContext } from '../../engine/streams/stream-context.ts';
import { streamHeaders, urlForExamples } from '../../engine/streams/stream-request.ts';
import { type Beat, StreamRunner } from '../../engine/streams/stream-runner.ts';
import { REPLIES_AFTER_STOP_US } from '../../engine/time/stop-policy.ts';
import type { ThreadContext } from '../../engine/users/thread-context.ts';
import { FrameDecoder } from './frame-decoder.ts';
import { RoundTrips } from './reply-matcher.ts';
import { WebSocketConnection } from './websocket-connection.ts';
import type { WebSocketContext, WebSocketLimits, WebSocketTemplates } from './websocket-context.ts';
import type { WebSocketDriver } from './websocket-port.ts';

/**
 * Questions without an answer on one thread, some 20 MB of them. Each ends with its timeout, so this is a backstop for
 * memory; the plan's `maxInFlight` is about requests, which hold a connection each, and questions do not.
 */
const MAX_QUESTIONS = 100_000;

/** A runner for a WebSocket scenario of the plan of this thread; compiles all of its templates. */
export function createWebSocketRunner(
  scenario: WebSocketScenario,
  thread: ThreadContext,
  driver: WebSocketDriver,
): StreamRunner {
  const context = contextOf(scenario, thread, driver);
  const connections = new Map<number, WebSocketConnection>();
  return new StreamRunner({
    scenario,
    context,
    open(index) {
      const connection = new WebSocketConnection(context, index);
      connections.set(index, connection);
      return connection;
    },
    answersAfterStopUs: REPLIES_AFTER_STOP_US,
    users: () => context.counters.live,
    beat: (startUs) =>
      new MessageSchedule(
        new MessageSlots({
          startUs,
          perSecond: scenario.messageRatePerConnection,
          connections: connectionsAt(profilePeak(scenario.profile)),
          thread: thread.share,
        }),
        connections,
      ),
  });
}

function contextOf(
  scenario: WebSocketScenario,
  thread: ThreadContext,
  driver: WebSocketDriver,
): WebSocketContext {
  const shared = createStreamContext(thread, scenario);
  const { clock, timers, meter, counters } = shared;
  const { series } = scenario;
  const what = { method: 'WS', url: urlForExamples(scenario.url) };
  const limits = limitsOf(scenario, thread);
  const asked = { timers, meter, timeoutUs: limits.answerUs, mostUnderWay: MAX_QUESTIONS, ...what };
  return {
    ...shared,
    scenario,
    driver,
    limits,
    templates: templatesOf(scenario, thread),
    frameDecoder: new FrameDecoder(scenario, counters, clock),
    bytes: {
      connect: series.connect,
      messageExchange: scenario.message === null ? series.ping : series.roundTrip,
    },
    connects: new AttemptMeter(meter, series.connect, what),
    firstMessages: new AttemptMeter(meter, series.firstMessage, what),
    sessions: new AttemptMeter(meter, series.session, what),
    messages: new RoundTrips({ ...asked, series: series.roundTrip, lateAs: 'timeout.reply' }),
    pings: new RoundTrips({ ...asked, series: series.ping, lateAs: 'timeout.pong' }),
  };
}

/** Has each connection send when its slots come. */
class MessageSchedule implements Beat {
  readonly #slots: MessageSlots;
  readonly #connections: ReadonlyMap<number, WebSocketConnection>;

  constructor(slots: MessageSlots, connections: ReadonlyMap<number, WebSocketConnection>) {
    this.#slots = slots;
    this.#connections = connections;
  }

  advance(untilUs: Micros, lostUntilUs: Micros): void {
    const slots = this.#slots;
    for (let atUs = slots.nextUs; atUs < untilUs; atUs = slots.nextUs) {
      const connection = this.#connections.get(slots.connection);
      if (atUs < lostUntilUs) connection?.miss();
      else connection?.say(atUs);
      slots.advance();
    }
  }
}

function templatesOf(scenario: WebSocketScenario, { values, userAgent }: ThreadContext): WebSocketTemplates {
  return {
    url: values.compilePath(scenario.url),
    headers: values.compileHeaders(streamHeaders(scenario.headers, { 'user-agent': userAgent })),
    subscribe: scenario.subscribe.map((frame) => values.compileText(frame)),
    message: scenario.message === null ? null : values.compileText(scenario.message),
  };
}

function limitsOf(scenario: WebSocketScenario, { plan }: ThreadContext): WebSocketLimits {
  return {
    connectUs: plan.limits.connectTimeoutMs * MICROS_PER_MILLI,
    answerUs: plan.limits.requestTimeoutMs * MICROS_PER_MILLI,
    heartbeatUs: scenario.heartbeatMs * MICROS_PER_MILLI,
    closeUs: scenario.closeTimeoutMs * MICROS_PER_MILLI,
  };
}
