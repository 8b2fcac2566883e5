import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Answer, refusal } from './endpoint.ts';
import type { Fault } from './faults.ts';
import { POOL_CONNECTIONS, POOL_TIMEOUT_MS } from './profiles.ts';
import type { TokenProblem } from './token.ts';

type Refused = Fault | 'shed' | 'poolTimeout';

/** The faults that are answers: what the client gets for each. */
const FAULT_ANSWERS: Readonly<Partial<Record<Refused, Answer>>> = {
  error500: refusal(500, 'internal', 'the request failed inside the service'),
  error503: refusal(503, 'unavailable', 'the service is briefly unavailable', ['Retry-After', '1']),
  throttled: refusal(429, 'rate_limited', 'too many requests', ['Retry-After', '1']),
  shed: refusal(503, 'overloaded', 'the queue of this service is full', ['Retry-After', '2']),
  poolTimeout: refusal(
    503,
    'pool_timeout',
    `no database connection fell free within ${POOL_TIMEOUT_MS / 1_000} s: all ${POOL_CONNECTIONS} of the pool are in use`,
    ['Retry-After', '1'],
  ),
};

/** The answer a fault consists of, or `undefined` for a fault that is none (a reset, a hang). */
export function faultAnswer(fault: Refused | undefined): Answer | undefined {
  return fault && FAULT_ANSWERS[fault];
}

/** 401 for a token that is missing or bad. */
export function unauthorized(problem: TokenProblem): Answer {
  const reason = problem === 'missing' ? 'a token is needed' : `the token is ${problem.replace('_', ' ')}`;
  return refusal(401, `token_${problem}`, reason, ['WWW-Authenticate', 'Bearer']);
}

/** Writes a whole answer; `false` when the client is gone. */
export function writeAnswer(request: IncomingMessage, response: ServerResponse, answer: Answer): boolean {
  if (!request.socket.writable || response.headersSent) return false;
  writeHead(response, answer);
  response.end(answer.body);
  return true;
}

/** Writes the head of an answer. As a flat list: Node then neither copies nor checks a header object. */
export function writeHead(response: ServerResponse, answer: Answer): void {
  const { type = 'application/json' } = answer;
  const headers = ['Content-Type', type, 'Content-Length', String(answer.body.length)];
  if (answer.headers !== undefined) headers.push(...answer.headers);
  response.writeHead(answer.status, headers);
}
