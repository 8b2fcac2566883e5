import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EndpointKey } from './profiles.ts';

/** One request, as an endpoint sees it. */
export interface Call {
  /** The rest of the path after the endpoint's `path` when it is a prefix, decoded; empty otherwise. */
  readonly rest: string;
  /** The query without its question mark, undecoded. */
  readonly query: string;
  /** The parsed JSON body; `undefined` when there is none. */
  readonly body: unknown;
}

/** One answer, ready to be written. */
export interface Answer {
  readonly status: number;
  readonly body: Buffer;
  /** Its content type; absent: JSON. */
  readonly type?: string;
  /** Name, value, name, value … beside content type and length. */
  readonly headers?: readonly string[];
}

/** What a streaming endpoint needs: the request, where to write, and what the model decided for it. */
export interface StreamStart {
  readonly call: Call;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The first event goes out this many ms after the request came in. */
  readonly firstEventMs: number;
  /** The stream is to break off without an end soon after its first event. */
  readonly cut: boolean;
}

interface Route {
  readonly key: EndpointKey;
  readonly method: 'GET' | 'POST';
  /** The exact path, or with `prefix` the start of it. */
  readonly path: string;
  readonly prefix?: true;
  /** `bearer`: 401 without an Authorization header. `query`: 401 without `?token=` (or the header). */
  readonly protected?: 'bearer' | 'query';
  /** Whether the body must be JSON (400 otherwise), may be absent, or is not looked at. */
  readonly json?: 'required' | 'optional';
  /** Says in advance that a request is wrong; a refusal is answered at once, without the endpoint's latency. */
  readonly refuse?: (call: Call) => Answer | undefined;
}

/** An endpoint that answers at once with a whole body; the edge delays it as the model says. */
export interface AnswerEndpoint extends Route {
  readonly answer: (call: Call) => Answer;
}

/** An endpoint that keeps the response and writes to it over time. */
interface StreamEndpoint extends Route {
  readonly stream: (start: StreamStart) => void;
}

export type Endpoint = AnswerEndpoint | StreamEndpoint;

/** A GET of one exact path that is always answered. */
export function get(key: EndpointKey, path: string, answer: AnswerEndpoint['answer']): AnswerEndpoint {
  return { key, method: 'GET', path, answer };
}

/** A POST of one exact path with a JSON body. */
export function post(
  key: EndpointKey,
  path: string,
  { refuse, answer }: Required<Pick<AnswerEndpoint, 'refuse' | 'answer'>>,
): AnswerEndpoint {
  return { key, method: 'POST', path, json: 'required', refuse, answer };
}

/** A value as a JSON answer with status 200 unless another is given. */
export function json(value: unknown, status = 200, headers?: readonly string[]): Answer {
  return prepared(Buffer.from(JSON.stringify(value)), status, headers);
}

/** A JSON body that was serialised before. */
export function prepared(body: Buffer, status = 200, headers?: readonly string[]): Answer {
  return headers === undefined ? { status, body } : { status, body, headers };
}

/** A refusal in the shape all five services share. */
export function refusal(status: number, code: string, message: string, headers?: readonly string[]): Answer {
  return json({ error: { code, message } }, status, headers);
}

/** 400 for a field that is missing or wrong. */
export function badRequest(message: string): Answer {
  return refusal(400, 'invalid_request', message);
}
