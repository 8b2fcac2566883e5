import { printDuration } from '../../contract/duration.ts';
import { counted, formatRate } from '../../contract/format.ts';
import type { StepSpec } from '../../contract/plan-tasks.ts';
import type { WebSocketScenario, WebSocketSpec } from '../../contract/protocols/websocket.ts';
import { compileJsonPath } from '../../workers/engine/values/json-path.ts';
import { jsonTemplate } from '../../workers/engine/values/json-template.ts';
import { parseTemplate } from '../../workers/engine/values/template.ts';
import { webSocketUrl } from '../services/plans/compile/service-url.ts';
import { contradiction, type Issue, type Path, refusalOf } from '../services/plans/text/issue.ts';
import { treeSites } from '../services/plans/text/template-sites.ts';
import type { ClassFrame, ClassPlans, StepPlans } from './protocol.ts';

/** What WebSockets do where the plan does not say. Rates per second, times in ms. */
const DEFAULTS = {
  messageRate: 1,
  heartbeatMs: 30_000,
  closeTimeoutMs: 1_000,
  reconnectDelayMs: 1_000,
  maxMessageBytes: 1_048_576,
} as const;

/** What one sample measures, for the reader; S-49 defines the connect. */
const CONNECT = 'from opening the socket to the 101; the token is fetched before and measured separately';
const CONNECT_INTENDED = 'from the moment the plan wanted the step to start to the 101';
const ROUND_TRIP = 'from the moment the plan wanted the message to start to the frame that answers it';
const PING = 'from a protocol ping to its pong';
const FIRST_MESSAGE = 'from the 101 to the first message of the service: a greeting, a push or a reply';
const SESSION =
  'from the 101 to the end of the connection, an hour at most; its failures are the connections that broke';
const STEP_REPLY =
  'from sending the frames of the step (from the 101, where it sends none) to the frame that answers them';
const STEP_SESSION =
  'from the awaited reply (from the 101, where none is) to the end of the connection, the time held included; its failures are connections that broke';

const step: StepPlans<'websocket'> = {
  kind: 'websocket',
  noun: 'a WebSocket',
  aStep: 'a websocket step',
  verb: 'WS',
  keys: ['send', 'until'],
  inRequests: '; a request has a body',
  inItself: '; a websocket step has hold or until',
  holds: true,
  idle: { keys: ['body', 'expect'], why: 'is for a request; a websocket step has frames to send' },
  answer: 'a frame',
  check: checkStep,
  endpoints(endpoint, { until }) {
    const { reply, session } = namesOf(endpoint);
    return [endpoint, ...(until === undefined ? [] : [reply]), session];
  },
  compile(spec, { endpoint, isOpen, add }) {
    const names = namesOf(endpoint);
    const frames = spec.send === undefined ? [] : Array.isArray(spec.send) ? spec.send : [spec.send];
    const holdMs = spec.hold ?? 0;
    const definition = isOpen ? CONNECT_INTENDED : CONNECT;
    const series = add(endpoint, 'connect', definition, { isFirst: true });
    return {
      series,
      stream: {
        kind: 'websocket',
        send: frames.map(frameText),
        until: spec.until ?? null,
        holdMs,
        closeTimeoutMs: DEFAULTS.closeTimeoutMs,
        maxMessageBytes: DEFAULTS.maxMessageBytes,
        series: {
          // One answer is waited for on each of these connections.
          roundTrip: spec.until === undefined ? null : add(names.reply, 'round-trip', STEP_REPLY),
          session: add(names.session, 'held', STEP_SESSION, { inTotals: holdMs > 0 }),
        },
      },
    };
  },
  describe: (count) => `opens ${count === 1 ? 'a WebSocket' : `${count} WebSockets`}`,
  tryHint: 'Connect to its address in the Console.',
};

const classes: ClassPlans<'websocket'> = {
  kind: 'websocket',
  noun: 'a WebSocket',
  levelKey: 'connections',
  countsAs: 'connections',
  level: ({ connections }) => connections,
  thinkTimeIdle: 'is a pause between tasks, and a WebSocket has none; write a messageRate',
  sites: (spec, path) => [
    { path: [...path, 'path'], text: spec.path },
    ...treeSites(spec.subscribe, [...path, 'subscribe']),
    ...treeSites(spec.message, [...path, 'message']),
  ],
  check: checkClass,
  changes: ['messageRate', 'confirm', 'reply', 'topics'],
  checkChange: ({ subscribe }, { topics }, name) =>
    topics === undefined || namesTopics(subscribe)
      ? []
      : [['topics', `replaces those in subscribe frames, and ${name} has none that names any`]],
  change: (spec, { connectRate, messageRate, confirm, reply, topics }) => ({
    ...spec,
    ...(connectRate !== undefined && { connectRate }),
    ...(messageRate !== undefined && { messageRate }),
    ...(confirm !== undefined && { confirm }),
    ...(reply !== undefined && { reply }),
    ...(topics !== undefined && { subscribe: spec.subscribe?.map((frame) => withTopics(frame, topics)) }),
  }),
  compile: compileClass,
  describe: describeClass,
};

/** Plans with WebSockets. */
export const websocket = { step, class: classes };

/** Checks and extraction of a step see the frame that answers, and nothing else. */
function checkStep({ until, ...spec }: StepSpec, path: Path): Issue[] {
  const issues = checkPointer(until?.pointer, [...path, 'until', 'pointer']);
  for (const key of ['checks', 'extract'] as const) {
    if (until !== undefined || (spec[key] ?? []).length === 0) continue;
    const message = `${key} of a websocket step ${key === 'checks' ? 'look' : 'looks'} at the reply frame; name it with until`;
    issues.push(contradiction([...path, key], message));
  }
  return issues;
}

/** Frames are searched by JSON pointer (RFC 6901): empty for the whole frame, or a slash before every step. */
function checkPointer(pointer: string | undefined, path: Path): Issue[] {
  if (pointer === undefined || pointer === '' || pointer.startsWith('/')) return [];
  const message = `"${pointer.slice(0, 60)}" is not a JSON pointer; write one such as /type`;
  return [{ path, code: 'plan.path', message }];
}

function namesTopics(frames: unknown): boolean {
  if (typeof frames !== 'object' || frames === null) return false;
  return Object.entries(frames).some(([key, inner]) => key === 'topics' || namesTopics(inner));
}

/** A frame with these topics wherever it names topics. */
function withTopics(frame: unknown, topics: readonly string[]): unknown {
  if (Array.isArray(frame)) return frame.map((item) => withTopics(item, topics));
  if (typeof frame !== 'object' || frame === null) return frame;
  return Object.fromEntries(
    Object.entries(frame).map(([key, inner]) => [key, key === 'topics' ? topics : withTopics(inner, topics)]),
  );
}

/** A frame of a plan as a text template: text as it is, JSON as JSON. */
function frameText(frame: unknown): string {
  if (typeof frame === 'string') return frame;
  const template = jsonTemplate(frame);
  // The plan has been checked: every template in it parses.
  return template.ok ? template.value : JSON.stringify(frame);
}

function namesOf(endpoint: string) {
  return { reply: `${endpoint} reply`, session: `${endpoint} session` };
}

function compileClass(spec: WebSocketSpec, frame: ClassFrame): ReturnType<typeof classes.compile> {
  const { overrides } = frame;
  const message = spec.message === undefined ? null : frameText(spec.message);
  const confirm = overrides.confirm ?? spec.confirm;
  return {
    ...frame.base,
    kind: 'websocket',
    url: webSocketUrl(frame.url) + spec.path,
    profile: frame.profile,
    subprotocols: spec.subprotocols ?? [],
    subscribe: (spec.subscribe ?? []).map(frameText),
    ...(confirm !== undefined && { confirm }),
    ...(spec.frames !== undefined && { frames: spec.frames }),
    messageRatePerConnection: overrides.messageRate ?? spec.messageRate ?? DEFAULTS.messageRate,
    message,
    reply: (message === null ? undefined : overrides.reply) ?? spec.reply ?? null,
    correlate: spec.correlate ?? null,
    fields: {
      topic: spec.fields?.topic ?? '/topic',
      type: spec.fields?.type ?? '/type',
      sequence: spec.fields?.sequence ?? null,
      sentAtMs: spec.fields?.sentAtMs ?? null,
    },
    heartbeatMs: spec.heartbeat ?? DEFAULTS.heartbeatMs,
    closeTimeoutMs: spec.closeTimeout ?? DEFAULTS.closeTimeoutMs,
    reconnect: {
      policy: spec.reconnect ?? 'off',
      delayMs: spec.reconnectDelay ?? DEFAULTS.reconnectDelayMs,
    },
    perMessageDeflate: spec.deflate ?? false,
    maxMessageBytes: spec.maxMessageBytes ?? DEFAULTS.maxMessageBytes,
    series: seriesOf(frame, message !== null),
  };
}

function seriesOf({ add }: ClassFrame, hasMessages: boolean): WebSocketScenario['series'] {
  const second = { inTotals: false, once: true, clock: 'actual' } as const;
  return {
    connect: add('connect', { ...second, role: 'connect', inTotals: true, definition: CONNECT }),
    firstMessage: add('firstMessage', { ...second, role: 'first-message', definition: FIRST_MESSAGE }),
    roundTrip: add('roundTrip', {
      role: 'round-trip',
      inTotals: hasMessages,
      once: false,
      clock: 'intended',
      definition: ROUND_TRIP,
    }),
    ping: add('ping', {
      role: 'ping',
      inTotals: !hasMessages,
      once: false,
      // Without messages the pings are the load, and leave when the plan says.
      clock: hasMessages ? 'actual' : 'intended',
      definition: PING,
    }),
    session: add('session', { ...second, role: 'session', definition: SESSION }),
  };
}

function describeClass(scenario: WebSocketScenario, level: number): string[] {
  const { message, messageRatePerConnection: rate, service } = scenario;
  const s = level === 1 ? 's' : '';
  const each = `${counted(rate, message === null ? 'ping' : 'message')} per second each`;
  const does = rate === 0 ? `listen${s} only` : `send${s} ${each}, ${formatRate(level * rate)} in total`;
  return [`${counted(level, 'WebSocket connection')} to ${service} ${does}.`, ...otherSentences(scenario)];
}

/** What the connections of a class do beside sending at their rate: confirmation, binary frames, coming back. */
function otherSentences({ confirm, frames, reconnect }: WebSocketScenario): string[] {
  const sentences: string[] = [];
  if (confirm !== undefined && confirm !== null) {
    const value = JSON.stringify(confirm.value);
    const says = confirm.pointer === '' ? `is ${value}` : `has ${value} at ${confirm.pointer}`;
    sentences.push(`Each counts as subscribed once a frame ${says}.`);
  }
  if (frames === 'base64') sentences.push('Their frames are binary, written in the plan as base64.');
  const delay = printDuration(reconnect.delayMs);
  if (reconnect.policy === 'after-close') sentences.push(`One that is closed reconnects after ${delay}.`);
  if (reconnect.policy === 'back-off') {
    sentences.push(
      `One that fails or is closed reconnects after ${delay}, then after up to twice as long each time.`,
    );
  }
  return sentences;
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

/** What a WebSocket class says that cannot be sent, or that changes nothing. */
function checkClass(spec: WebSocketSpec, path: Path): Issue[] {
  return [
    ...checkReconnect(spec, path),
    ...checkFrames(spec, path),
    ...checkPointers(spec, path),
    ...checkRules(spec, path),
  ];
}

/** Rules that name the reply of a message, where there is no message. */
function checkRules({ message, reply, correlate }: WebSocketSpec, path: Path): Issue[] {
  if (message !== undefined || (reply === undefined && correlate === undefined)) return [];
  const why =
    'without a message protocol pings are measured, which need no rule; add a message, or leave this out';
  const key = reply === undefined ? 'correlate' : 'reply';
  return [contradiction([...path, key], why)];
}

function checkPointers({ fields = {}, reply, confirm, correlate }: WebSocketSpec, path: Path): Issue[] {
  const rules = Object.entries({ reply, confirm, correlate }).map(
    ([key, rule]): [string | undefined, Path] => [rule?.pointer, [...path, key, 'pointer']],
  );
  const places = Object.entries(fields).map(([name, pointer]): [string | undefined, Path] => [
    pointer,
    [...path, 'fields', name],
  ]);
  return [...rules, ...places].flatMap(([pointer, at]) => [
    ...checkPointer(pointer, at),
    ...(pointer === undefined ? [] : refusalOf(compileJsonPath(pointer), at)),
  ]);
}

function checkReconnect({ reconnect, reconnectDelay }: WebSocketSpec, path: Path): Issue[] {
  if (reconnectDelay === undefined || (reconnect !== undefined && reconnect !== 'off')) return [];
  const message =
    'no connection reconnects, so this has no effect; add reconnect: after-close or back-off, or leave this out';
  return [contradiction([...path, 'reconnectDelay'], message)];
}

function checkFrames({ frames, subscribe = [], message, correlate }: WebSocketSpec, path: Path): Issue[] {
  if (frames !== 'base64') return [];
  const written: [unknown, Path][] = subscribe.map((frame, index) => [frame, [...path, 'subscribe', index]]);
  if (message !== undefined) written.push([message, [...path, 'message']]);
  if (written.length === 0) {
    const nothing = 'there is no frame to send: it applies to subscribe and message';
    return [contradiction([...path, 'frames'], nothing)];
  }
  const issues = written.flatMap(([frame, at]) => checkBase64(frame, at));
  if (correlate !== undefined) {
    const why = 'frames in base64 are not parsed, so they have no field to correlate; leave this out';
    issues.push(contradiction([...path, 'correlate'], why));
  }
  return issues;
}

function checkBase64(frame: unknown, path: Path): Issue[] {
  if (typeof frame !== 'string') {
    const message = 'with frames: base64 a frame is base64 text; JSON is sent with frames: text';
    return [{ path, code: 'plan.invalid', message }];
  }
  const parsed = parseTemplate(frame);
  // What values will stand in a template is not known yet.
  const isPlain = parsed.ok && parsed.value.every((part) => typeof part === 'string');
  if (!isPlain || BASE64.test(frame)) return [];
  const message = `"${frame.slice(0, 60)}" is not base64: letters, digits, + and /, in groups of four`;
  return [{ path, code: 'plan.invalid', message }];
}
