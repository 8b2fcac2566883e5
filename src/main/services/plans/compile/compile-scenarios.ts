import type { ClassSpec, Overrides, Plan, SseSpec, WebSocketSpec } from '../../../../contract/plan.ts';
import type { Profile } from '../../../../contract/profile.ts';
import type {
  HttpScenario,
  HttpStep,
  RunLimits,
  Scenario,
  ServiceTarget,
  SseScenario,
  WebSocketScenario,
} from '../../../../contract/run-plan.ts';
import type { PlacedSeries } from '../../../../contract/series.ts';
import type { Millis } from '../../../../contract/units.ts';
import { frameText } from '../inputs/frame-text.ts';
import type { CompiledLoad } from './compile-load.ts';
import { compileStep } from './compile-steps.ts';
import { compileStreamStep } from './compile-stream-steps.ts';
import { setupName, streamNames, tasksOf } from './endpoints.ts';
import { DEFINITIONS, type SeriesList } from './series-list.ts';
import { webSocketUrl } from './service-url.ts';

/** What streams do where the plan does not say. Rates per second, times in ms. */
export const STREAM_DEFAULTS = {
  messageRate: 1,
  heartbeatMs: 30_000,
  closeTimeoutMs: 1_000,
  reconnectDelayMs: 1_000,
  maxMessageBytes: 1_048_576,
  idleTimeoutMs: 30_000,
  maxReconnects: 10,
} as const;

export interface ScenarioFrame {
  readonly plan: Plan;
  readonly services: ReadonlyMap<string, ServiceTarget>;
  readonly load: CompiledLoad['classes'];
  readonly limits: RunLimits;
  readonly overrides: Overrides;
  readonly series: SeriesList;
}

interface Entry {
  readonly name: string;
  readonly spec: ClassSpec;
  readonly profile: Profile;
  readonly startAfterMs: Millis;
  readonly totalIterations?: number;
}

/** The classes that load, in the plan's order. Series are numbered tasks first, then streams, then setup: the order of the tables. */
export function compileScenarios(frame: ScenarioFrame): Scenario[] {
  const entries = Object.entries(frame.plan.classes).flatMap(([name, spec]): Entry[] => {
    const load = frame.load.get(name);
    return load === undefined ? [] : [{ name, spec, ...load }];
  });
  const halves = entries.map((entry) => ({ entry, half: withoutSetup(entry, frame) }));
  return halves.map(({ entry, half }) => ({ ...half, ...setupOf(entry, frame) }));
}

type SetupKeys = 'setup' | 'setupBaseUrl' | 'setupPolicy';

function withoutSetup(entry: Entry, frame: ScenarioFrame) {
  const { spec } = entry;
  if (spec.websocket !== undefined) return webSocketScenario(entry, spec.websocket, frame);
  if (spec.sse !== undefined) return sseScenario(entry, spec.sse, frame);
  return httpScenario(entry, frame);
}

function baseOf({ name, spec, startAfterMs }: Entry) {
  return { name, service: spec.service, startAfterMs, headers: spec.headers ?? {} };
}

function setupOf(entry: Entry, frame: ScenarioFrame) {
  const { spec } = entry;
  const service = spec.setupService ?? spec.service;
  const setup = (spec.setup ?? []).map((step): HttpStep => {
    const series = frame.series.add(
      {
        service,
        endpoint: setupName(step),
        protocol: 'http',
        role: 'request',
        source: 'setup',
        inTotals: true,
        // A token that is renewed is asked for again.
        once: spec.setupEvery === undefined,
        clock: 'actual',
        definition: DEFINITIONS.httpActual,
      },
      'setup',
    );
    return compileStep(step, { series, spec, timeoutMs: frame.limits.requestTimeoutMs });
  });
  return {
    setup,
    setupBaseUrl: setup.length === 0 ? null : urlOf(frame, service),
    ...((spec.setupFor !== undefined || spec.setupEvery !== undefined) && {
      setupPolicy: { shared: spec.setupFor === 'shared', everyMs: spec.setupEvery ?? null },
    }),
  };
}

function httpScenario(entry: Entry, frame: ScenarioFrame): Omit<HttpScenario, SetupKeys> {
  const { spec, profile } = entry;
  const isOpen = profile.model === 'open';
  const timeoutMs = frame.limits.requestTimeoutMs;
  return {
    ...baseOf(entry),
    kind: 'http',
    baseUrl: urlOf(frame, spec.service),
    profile,
    thinkTime: thinkTimeOf(spec),
    connections: spec.connections ?? (isOpen ? 'shared' : 'per-user'),
    iterations: spec.iterations ?? null,
    ...(entry.totalIterations !== undefined && { totalIterations: entry.totalIterations }),
    tasks: tasksOf(spec).map(({ name, weight, steps }) => ({
      name,
      weight,
      steps: steps.map(({ endpoint, step }) => {
        const { closeTimeoutMs, maxMessageBytes } = STREAM_DEFAULTS;
        const { service } = spec;
        const of = { service, endpoint, isOpen, series: frame.series, closeTimeoutMs, maxMessageBytes };
        const stream = compileStreamStep(step, of);
        if (stream !== null)
          return { ...compileStep(step, { series: stream.series, spec, timeoutMs }), ...stream };
        const series = frame.series.add(
          {
            service,
            endpoint,
            protocol: 'http',
            role: 'request',
            source: 'task',
            inTotals: true,
            once: false,
            clock: isOpen ? 'intended' : 'actual',
            definition: isOpen ? DEFINITIONS.httpIntended : DEFINITIONS.httpActual,
          },
          isOpen ? 'open' : 'closed',
        );
        return compileStep(step, { series, spec, timeoutMs });
      }),
    })),
  };
}

function webSocketScenario(
  entry: Entry,
  ws: WebSocketSpec,
  frame: ScenarioFrame,
): Omit<WebSocketScenario, SetupKeys> {
  const { overrides } = frame;
  const message = ws.message === undefined ? null : frameText(ws.message);
  const confirm = overrides.confirm ?? ws.confirm;
  return {
    ...baseOf(entry),
    kind: 'websocket',
    url: webSocketUrl(urlOf(frame, entry.spec.service)) + ws.path,
    profile: entry.profile,
    subprotocols: ws.subprotocols ?? [],
    subscribe: (ws.subscribe ?? []).map(frameText),
    ...(confirm !== undefined && { confirm }),
    ...(ws.frames !== undefined && { frames: ws.frames }),
    messageRatePerConnection: overrides.messageRate ?? ws.messageRate ?? STREAM_DEFAULTS.messageRate,
    message,
    reply: (message === null ? undefined : overrides.reply) ?? ws.reply ?? null,
    correlate: ws.correlate ?? null,
    fields: {
      topic: ws.fields?.topic ?? '/topic',
      type: ws.fields?.type ?? '/type',
      sequence: ws.fields?.sequence ?? null,
      sentAtMs: ws.fields?.sentAtMs ?? null,
    },
    heartbeatMs: ws.heartbeat ?? STREAM_DEFAULTS.heartbeatMs,
    closeTimeoutMs: ws.closeTimeout ?? STREAM_DEFAULTS.closeTimeoutMs,
    reconnect: {
      policy: ws.reconnect ?? 'off',
      delayMs: ws.reconnectDelay ?? STREAM_DEFAULTS.reconnectDelayMs,
    },
    perMessageDeflate: ws.deflate ?? false,
    maxMessageBytes: ws.maxMessageBytes ?? STREAM_DEFAULTS.maxMessageBytes,
    series: webSocketSeries(entry, frame, message !== null),
  };
}

function webSocketSeries(
  entry: Entry,
  frame: ScenarioFrame,
  hasMessages: boolean,
): WebSocketScenario['series'] {
  const { service } = entry.spec;
  const names = streamNames(frame.plan, entry.name);
  const add = (endpoint: string | undefined, one: OfStream) =>
    frame.series.add(
      { service, endpoint: endpoint ?? '', protocol: 'websocket', source: 'stream', ...one },
      entry.name,
    );
  const { connect, firstMessage, roundTrip, ping, session } = names;
  const second = { inTotals: false, once: true, clock: 'actual' } as const;
  return {
    connect: add(connect, { ...second, role: 'connect', inTotals: true, definition: DEFINITIONS.connect }),
    firstMessage: add(firstMessage, {
      ...second,
      role: 'first-message',
      definition: DEFINITIONS.firstMessage,
    }),
    roundTrip: add(roundTrip, {
      role: 'round-trip',
      inTotals: hasMessages,
      once: false,
      clock: 'intended',
      definition: DEFINITIONS.roundTrip,
    }),
    ping: add(ping, {
      role: 'ping',
      inTotals: !hasMessages,
      once: false,
      // Without messages the pings are the load, and leave when the plan says.
      clock: hasMessages ? 'actual' : 'intended',
      definition: DEFINITIONS.ping,
    }),
    session: add(session, { ...second, role: 'session', definition: DEFINITIONS.session }),
  };
}

type OfStream = Pick<PlacedSeries, 'role' | 'inTotals' | 'once' | 'clock' | 'definition'>;

function sseScenario(entry: Entry, sse: SseSpec, frame: ScenarioFrame): Omit<SseScenario, SetupKeys> {
  const { service } = entry.spec;
  const names = streamNames(frame.plan, entry.name);
  const add = (endpoint: string | undefined, one: Omit<OfStream, 'clock'>) =>
    frame.series.add(
      { service, endpoint: endpoint ?? '', protocol: 'sse', source: 'stream', clock: 'actual', ...one },
      entry.name,
    );
  const { firstEvent, headers, gap } = DEFINITIONS;
  return {
    ...baseOf(entry),
    kind: 'sse',
    url: urlOf(frame, service) + sse.path,
    profile: entry.profile,
    holdMs: sse.hold ?? null,
    thinkTime: thinkTimeOf(entry.spec),
    idleTimeoutMs: sse.idleTimeout ?? STREAM_DEFAULTS.idleTimeoutMs,
    maxReconnects: sse.maxReconnects ?? STREAM_DEFAULTS.maxReconnects,
    series: {
      firstEvent: add(names.firstEvent, {
        role: 'first-event',
        inTotals: true,
        once: true,
        definition: firstEvent,
      }),
      headers: add(names.headers, { role: 'headers', inTotals: false, once: true, definition: headers }),
      gap: add(names.gap, { role: 'gap', inTotals: false, once: false, definition: gap }),
    },
  };
}

function thinkTimeOf(spec: ClassSpec): { minMs: Millis; maxMs: Millis } {
  const { thinkTime } = spec;
  if (thinkTime === undefined || thinkTime === 'none') return { minMs: 0, maxMs: 0 };
  if (typeof thinkTime === 'number') return { minMs: thinkTime, maxMs: thinkTime };
  const [minMs, maxMs] = thinkTime.between;
  return { minMs, maxMs };
}

function urlOf(frame: ScenarioFrame, service: string): string {
  return frame.services.get(service)?.url ?? '';
}
