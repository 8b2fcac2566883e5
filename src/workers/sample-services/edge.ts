import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ServiceName } from '../../contract/sample-services.ts';
import { faultAnswer, unauthorized, writeAnswer, writeHead } from './answers.ts';
import { readJsonBody } from './body.ts';
import type { RequestCounter } from './counts.ts';
import { type Answer, type Call, type Endpoint, json, refusal } from './endpoint.ts';
import type { ServiceModel } from './model.ts';
import { Routes } from './routes.ts';
import { bearerToken, queryToken, type TokenProblem, tokenProblem } from './token.ts';
import type { Clock, DelayWheel } from './wheel.ts';

/** The version the sample services say they are. */
const SERVICE_VERSION = '1.0.0';

/** The head and half a body are given this long to arrive before the connection is reset (ms). */
const HALF_BODY_MS = 5;

const NOT_FOUND = refusal(404, 'unknown_path', 'this service has no such path');

/** What the edge of one service works with. */
interface EdgeParts {
  readonly service: ServiceName;
  readonly endpoints: readonly Endpoint[];
  readonly model: ServiceModel;
  readonly counter: RequestCounter;
  readonly wheel: DelayWheel;
  readonly clock: Clock;
  /** Answers `/__plimsoll/…` and the page of metrics; not counted, not delayed. */
  readonly control: (request: IncomingMessage, response: ServerResponse, path: string) => void;
}

/** One request on its way through the edge. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/**
 * The thin HTTP edge of a service: route, count, check the token, read the body, let the model decide, and write the
 * answer when its time has come. Nothing is logged, and every request ends in exactly one count.
 */
export class ServiceEdge {
  readonly #parts: EdgeParts;
  readonly #routes: Routes;
  readonly #index: Answer;
  readonly #startedAt: number;
  /** The metrics service has an endpoint of that name. */
  readonly #hasMetricsPage: boolean;

  constructor(parts: EdgeParts) {
    this.#parts = parts;
    this.#routes = new Routes(parts.endpoints);
    this.#startedAt = parts.clock();
    this.#hasMetricsPage = !parts.endpoints.some(({ path }) => path === '/metrics');
    const paths = parts.endpoints.map((endpoint) => `${endpoint.method} ${endpoint.path}`);
    this.#index = json({
      service: parts.service,
      version: SERVICE_VERSION,
      endpoints: ['GET /health', ...paths],
    });
  }

  /** Takes one request. */
  handle(request: IncomingMessage, response: ServerResponse): void {
    const url = request.url ?? '/';
    const mark = url.indexOf('?');
    const path = mark < 0 ? url : url.slice(0, mark);
    if (path.startsWith('/__plimsoll/') || (path === '/metrics' && this.#hasMetricsPage)) {
      this.#parts.control(request, response, path);
      return;
    }
    const exchange = { request, response };
    if (path === '/' || path === '/health') this.#own(exchange, path);
    else this.#routed(exchange, path, mark < 0 ? '' : url.slice(mark + 1));
  }

  #own(exchange: Exchange, path: '/' | '/health'): void {
    const { method } = exchange.request;
    if (method !== 'GET' && method !== 'HEAD') this.#methodRefused(exchange, ['GET', 'HEAD']);
    else {
      this.#parts.counter.receive(path === '/' ? 'index' : 'health');
      this.#finish(exchange, path === '/' ? this.#index : this.#health());
    }
  }

  #health(): Answer {
    const { service, clock } = this.#parts;
    const uptimeSeconds = Math.round(clock() - this.#startedAt) / 1_000;
    return json({ status: 'healthy', service, version: SERVICE_VERSION, uptimeSeconds });
  }

  #routed(exchange: Exchange, path: string, query: string): void {
    const route = this.#routes.find(exchange.request.method ?? 'GET', path);
    if (route === undefined) {
      this.#parts.counter.receive('not_found');
      this.#finish(exchange, NOT_FOUND);
    } else if ('allowed' in route) {
      this.#methodRefused(exchange, route.allowed);
    } else {
      this.#endpoint(exchange, route.found, { rest: route.rest, query });
    }
  }

  #methodRefused(exchange: Exchange, allowed: readonly string[]): void {
    this.#parts.counter.receive('method_not_allowed');
    const allow = allowed.join(', ');
    this.#finish(exchange, refusal(405, 'method_not_allowed', `this path takes ${allow}`, ['Allow', allow]));
  }

  #endpoint(exchange: Exchange, endpoint: Endpoint, target: { rest: string; query: string }): void {
    // Counted under its key without the service.
    this.#parts.counter.receive(endpoint.key.slice(endpoint.key.indexOf('.') + 1));
    const problem = accessProblem(endpoint, exchange.request, target.query);
    if (problem !== undefined) {
      this.#finish(exchange, unauthorized(problem));
      return;
    }
    if (endpoint.json === undefined) {
      this.#decide(exchange, endpoint, { ...target, body: undefined });
      return;
    }
    let bodyDone = false;
    readJsonBody(exchange.request, endpoint.json === 'optional', (body) => {
      bodyDone = true;
      if ('refused' in body) this.#finish(exchange, body.refused);
      else this.#decide(exchange, endpoint, { ...target, body: body.value });
    });
    exchange.request.on('close', () => {
      if (!bodyDone) this.#parts.counter.abandon();
    });
  }

  #decide(exchange: Exchange, endpoint: Endpoint, call: Call): void {
    const refused = endpoint.refuse?.(call);
    if (refused !== undefined) {
      this.#finish(exchange, refused);
      return;
    }
    const { model, wheel, clock, counter } = this.#parts;
    const { delayMs, fault } = model.decide(endpoint.key, clock());
    const faulty = faultAnswer(fault);
    if (faulty !== undefined) wheel.after(delayMs, () => this.#finish(exchange, faulty));
    else if (fault === 'resetBeforeHeaders') wheel.after(delayMs, () => counter.cut(exchange.request.socket));
    else if ('stream' in endpoint) {
      endpoint.stream({ ...exchange, call, firstEventMs: delayMs, cut: fault === 'resetMidBody' });
    } else if (fault === 'resetMidBody')
      wheel.after(delayMs, () => this.#cut(exchange, endpoint.answer(call)));
    else wheel.after(delayMs, () => this.#finish(exchange, endpoint.answer(call)));
  }

  #finish({ request, response }: Exchange, answer: Answer): void {
    if (writeAnswer(request, response, answer)) this.#parts.counter.answer(answer.status);
    else this.#parts.counter.abandon();
  }

  #cut({ request, response }: Exchange, answer: Answer): void {
    if (request.socket.writable) {
      writeHead(response, answer);
      response.write(answer.body.subarray(0, answer.body.length >> 1));
    }
    this.#parts.wheel.after(HALF_BODY_MS, () => this.#parts.counter.cut(request.socket));
  }
}

/** A protected endpoint wants a token; any endpoint refuses one that is bad. */
function accessProblem(
  endpoint: Endpoint,
  request: IncomingMessage,
  query: string,
): TokenProblem | undefined {
  const header = bearerToken(request.headers.authorization);
  const token = endpoint.protected === 'query' ? (queryToken(query) ?? header) : header;
  const problem = tokenProblem(token);
  const optional = endpoint.protected === undefined && token === undefined;
  return optional ? undefined : problem;
}
