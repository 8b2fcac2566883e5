import { profilePeak } from '../../../contract/profile.ts';
import type { WebSocketScenario } from '../../../contract/run-plan.ts';
import { MICROS_PER_MILLI, type Micros } from '../../../contract/units.ts';
import type { DialContext } from '../../engine/drivers/dial.ts';
import { connectionsAt } from '../../engine/load/connection-times.ts';
import { MessageSlots } from '../../engine/load/message-schedule.ts';
import { Random } from '../../engine/load/random.ts';
import { AttemptMeter } from '../../engine/streams/attempt-meter.ts';
import { followedConnections } from '../../engine/streams/connection-log.ts';
import { streamHeaders, streamLaneOf, urlForExamples } from '../../engine/streams/stream-context.ts';
import { StreamCounters } from '../../engine/streams/stream-counters.ts';
import { type Beat, StreamRunner } from '../../engine/streams/stream-runner.ts';
import { createStreamSetup } from '../../engine/streams/stream-setup.ts';
import { REPLIES_AFTER_STOP_US } from '../../engine/time/stop-policy.ts';
import { TimerHeap } from '../../engine/time/timer-heap.ts';
import type { ScenarioContext, ScenarioRunner } from '../../engine/users/scenario-runner.ts';
import type { ValueSource } from '../../engine/values/port.ts';
import { FrameDecoder } from './frame-decoder.ts';
import { type RoundTripOptions, RoundTrips } from './reply-matcher.ts';
import { createWebSocketDriver } from './websocket.ts';
import { WebSocketConnection } from './websocket-connection.ts';
import type { WebSocketLimits, WebSocketTemplates, WebSocketWorld } from './websocket-context.ts';
import type { WebSocketDriver } from './websocket-port.ts';

/**
 * Questions without an answer on one thread, some 20 MB of them. Each ends with its timeout, so this is a backstop for
 * memory; the plan's `maxInFlight` is about requests, which hold a connection each, and questions do not.
 */
const MAX_QUESTIONS = 100_000;

export interface WebSocketRunnerOptions {
  /** The driver to connect with; the one on ws where none is given. */
  readonly driver?: (context: DialContext) => WebSocketDriver;
}

/** A runner for a WebSocket scenario of the plan of this context; compiles all of its templates. */
export function createWebSocketRunner(
  scenario: WebSocketScenario,
  context: ScenarioContext,
  options: WebSocketRunnerOptions = {},
): ScenarioRunner {
  const lane = streamLaneOf(context);
  const timers = new TimerHeap();
  const counters = new StreamCounters(scenario.name, followedConnections(profilePeak(scenario.profile)));
  const setup = createStreamSetup(context, scenario, { values: lane.values, timers });
  const driver = (options.driver ?? createWebSocketDriver)(lane.dial);
  const { series } = scenario;
  const { clock, meter, plan } = context;
  const what = { method: 'WS', url: urlForExamples(scenario.url) };
  const trips = { timers, meter, timeoutUs: plan.limits.requestTimeoutMs * MICROS_PER_MILLI };
  const asked: Omit<RoundTripOptions, 'series' | 'lateAs'> = {
    ...trips,
    ...what,
    mostUnderWay: MAX_QUESTIONS,
  };
  const random = new Random(plan.seed, plan.scenarios.indexOf(scenario), context.thread.index);
  const world: WebSocketWorld = {
    scenario,
    clock,
    timers,
    driver,
    setup,
    lane,
    counters,
    templates: templatesOf(scenario, lane.values, context.userAgent),
    limits: limitsOf(scenario, context),
    frameDecoder: new FrameDecoder(scenario, counters, clock),
    meter,
    credentials: lane.credentials,
    bytes: {
      connect: series.connect,
      messageExchange: scenario.message === null ? series.ping : series.roundTrip,
    },
    connects: new AttemptMeter(meter, series.connect, what),
    firstMessages: new AttemptMeter(meter, series.firstMessage, what),
    sessions: new AttemptMeter(meter, series.session, what),
    messages: new RoundTrips({ ...asked, series: series.roundTrip, lateAs: 'timeout.reply' }),
    pings: new RoundTrips({ ...asked, series: series.ping, lateAs: 'timeout.pong' }),
    openScope: (index) => lane.values.openScope(index, context.plan.scenarios.indexOf(scenario)),
    random: () => random.next(),
  };
  const connections = new Map<number, WebSocketConnection>();
  return new StreamRunner({
    scenario,
    lane,
    timers,
    counters,
    setup,
    warmUp: () => driver.warmUp(),
    open(index) {
      const connection = new WebSocketConnection(world, index);
      connections.set(index, connection);
      return connection;
    },
    answersAfterStopUs: REPLIES_AFTER_STOP_US,
    users: () => counters.live,
    beat: (startUs) =>
      new MessageSchedule(
        new MessageSlots({
          startUs,
          perSecond: scenario.messageRatePerConnection,
          connections: connectionsAt(profilePeak(scenario.profile)),
          thread: context.thread,
        }),
        connections,
      ),
  });
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

function templatesOf(
  scenario: WebSocketScenario,
  values: ValueSource,
  userAgent: string,
): WebSocketTemplates {
  return {
    url: values.compilePath(scenario.url),
    headers: values.compileHeaders(streamHeaders(scenario.headers, { 'user-agent': userAgent })),
    subscribe: scenario.subscribe.map((frame) => values.compileText(frame)),
    message: scenario.message === null ? null : values.compileText(scenario.message),
  };
}

function limitsOf(scenario: WebSocketScenario, { plan }: ScenarioContext): WebSocketLimits {
  return {
    connectUs: plan.limits.connectTimeoutMs * MICROS_PER_MILLI,
    answerUs: plan.limits.requestTimeoutMs * MICROS_PER_MILLI,
    heartbeatUs: scenario.heartbeatMs * MICROS_PER_MILLI,
    closeUs: scenario.closeTimeoutMs * MICROS_PER_MILLI,
  };
}
