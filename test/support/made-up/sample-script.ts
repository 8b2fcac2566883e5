import { SERVICE_NAMES, type ServiceName } from '../../../src/contract/sample-services.ts';
import type { SampleProfile } from '../../../src/contract/wire.ts';
import { faultAnswer } from '../../../src/workers/sample-services/answers.ts';
import { authEndpoints } from '../../../src/workers/sample-services/auth.ts';
import { type AnswerEndpoint, json } from '../../../src/workers/sample-services/endpoint.ts';
import { entitlementsEndpoints } from '../../../src/workers/sample-services/entitlements.ts';
import { CountingCache, gatewayEndpoints } from '../../../src/workers/sample-services/gateway.ts';
import { metricsEndpoints } from '../../../src/workers/sample-services/metrics.ts';
import { ServiceModel } from '../../../src/workers/sample-services/model.ts';
import { ENDPOINT_LATENCY, type EndpointKey } from '../../../src/workers/sample-services/profiles.ts';
import { Routes } from '../../../src/workers/sample-services/routes.ts';
import { isTopic, TOPIC_CADENCE_MS, type Topic } from '../../../src/workers/sample-services/topics.ts';
import {
  answer,
  cut,
  cutBody,
  noStream,
  type Reading,
  type ReadingStep,
  type Reply,
  type ScriptedSocket,
  type ServiceScript,
  type SocketScript,
} from '../outages/service-script.ts';
import { seededRandom } from '../seeded-random.ts';

/** Whatever a POST of the suite is checked for. */
const TAKEN = json({ valid: true, allowed: true, success: true, message: 'taken' });
const KEYS = Object.keys(ENDPOINT_LATENCY).filter((key) => key.startsWith('gateway.')) as EndpointKey[];
/** Of an event stream: more than any is read of. */
const EVENTS = 80;
/** A connection that a service which is not healthy closes after a while, so that there is one to look at. */
const CLOSED = { number: 3, code: 1_001, afterMs: 9_000 };

/** The sample services without their ports: how they behave by their own model, as a script for the virtual clock. */
export function sampleScript(profile: SampleProfile, seed: number): ServiceScript {
  const random = seededRandom(seed);
  const entries = SERVICE_NAMES.map(
    (name, nth) => [name, new ServiceModel(name, profile, seed + nth)] as const,
  );
  const models = Object.fromEntries(entries) as Record<ServiceName, ServiceModel>;
  return {
    http: httpScript(models, random),
    readers: ({ atMs }) => reading(models.streaming, atMs, random),
    sockets: socketScript(models.streaming, random),
  };
}

function httpScript(
  models: Record<ServiceName, ServiceModel>,
  random: () => number,
): NonNullable<ServiceScript['http']> {
  const subscribe: AnswerEndpoint = {
    key: 'streaming.sse_subscribe',
    method: 'POST',
    path: '/sse/subscribe',
    answer: () => TAKEN,
  };
  const routes = new Routes([
    ...gatewayEndpoints(random, new CountingCache(random), Date.now),
    ...authEndpoints(Date.now),
    ...entitlementsEndpoints(),
    ...metricsEndpoints(Date.now),
    subscribe,
  ]);
  return ({ atMs, method, path }): Reply => {
    const [place = '', query = ''] = path.split('?', 2);
    const route = routes.find(method, place);
    const endpoint = route !== undefined && 'found' in route && 'answer' in route.found ? route.found : null;
    // An endpoint the services do not have is as one of those they have.
    const nth = Number(/\d+(?=\D*$)/.exec(place)?.[0] ?? 0);
    const key = endpoint?.key ?? KEYS[nth % KEYS.length] ?? 'gateway.curves';
    const { delayMs, fault } = models[key.split('.')[0] as ServiceName].decide(key, atMs);
    if (fault === 'resetBeforeHeaders') return cut;
    if (fault === 'resetMidBody') return cutBody;
    const rest = route !== undefined && 'rest' in route ? route.rest : '';
    const good = method === 'POST' ? TAKEN : (endpoint?.answer({ rest, query, body: undefined }) ?? json({}));
    const { status, body } = faultAnswer(fault) ?? good;
    return answer({ status, body: String(body), delayMs });
  };
}

function reading(model: ServiceModel, atMs: number, random: () => number): Reading {
  const { delayMs, fault } = model.decide('streaming.sse_stream', atMs);
  const refused = faultAnswer(fault);
  if (refused !== undefined) return noStream(refused.status);
  const firstMs = delayMs * 0.6;
  const step = (event: string, nth: number): [number, ReadingStep] => [
    firstMs + nth * TOPIC_CADENCE_MS['pricing.updates'] * (0.9 + 0.2 * random()),
    { event, id: String(nth) },
  ];
  const pushes = Array.from({ length: EVENTS }, (_, nth) => step('data', nth + 1));
  const all = [step('connection_established', 0), ...pushes].toSorted(([a], [b]) => a - b);
  return {
    status: 200,
    contentType: 'text/event-stream',
    headersAfterMs: delayMs * 0.4,
    steps: fault === 'resetMidBody' ? [...all.slice(0, 1), [firstMs + 50, 'cut']] : all,
  };
}

function socketScript(model: ServiceModel, random: () => number): SocketScript {
  const push = (socket: ScriptedSocket, topic: Topic, seq: number): void =>
    socket.later(TOPIC_CADENCE_MS[topic] * (0.8 + 0.4 * random()), () => {
      const lagMs = model.drawMs('streaming.push');
      socket.say(JSON.stringify({ type: 'data', topic, seq, sent_at: socket.wallMs() }), lagMs);
      push(socket, topic, seq + 1);
    });
  return {
    upgradeMs: () => model.drawMs('streaming.ws_connect'),
    upgrade: ({ atMs }) => faultAnswer(model.decide('streaming.ws_connect', atMs).fault)?.status ?? 101,
    opened: (socket) => {
      if (model.profile !== 'healthy' && socket.number === CLOSED.number)
        socket.close(CLOSED.code, CLOSED.afterMs);
    },
    text: (socket, text, atMs) => {
      const { delayMs, fault } = model.decideMessage(atMs);
      if (fault === 'lost') return;
      if (fault === 'closed') return socket.close(1_011, delayMs);
      if (fault === 'reset') return socket.cut(delayMs);
      const topics = topicsIn(text);
      const said = topics.length > 0 ? { action: 'subscribe_response', success: true } : { action: 'pong' };
      socket.say(JSON.stringify(said), delayMs);
      for (const topic of topics) push(socket, topic, 1);
    },
  };
}

function topicsIn(text: string): Topic[] {
  const { data }: { data?: { topics?: unknown[] } } = JSON.parse(text);
  return (data?.topics ?? []).filter(isTopic);
}
