/**
 * How a service behaves in an outage, as a script that two things play: drivers on the virtual clock, and a real server
 * process. Times are milliseconds since the service was first asked.
 */
export interface ServiceScript {
  /** Nobody listens in these stretches: connections are refused, and those that are open break off. */
  readonly down?: readonly (readonly [fromMs: number, toMs: number])[];
  readonly http?: (asked: Asked) => Reply;
  readonly sockets?: SocketScript;
  readonly readers?: (asked: Pick<Asked, 'atMs' | 'nth' | 'path'>) => Reading;
}

export interface Asked {
  readonly atMs: number;
  /** How many requests came before it. */
  readonly nth: number;
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** Number of the connection it came on. */
  readonly connection: number;
}

export type Reply = Answer | Broken;

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly delayMs: number;
}

/**
 * No whole answer. `hang`: nothing comes. `drip`: the head, then a byte now and then for ever. `cut`: the connection
 * ends without an answer. `cut-body`: it ends inside the body. `half-gzip`: a body that ends inside its compression.
 */
export interface Broken {
  readonly broken: 'hang' | 'drip' | 'cut' | 'cut-body' | 'half-gzip';
}

/** Numbers count from 0. What is not given: the upgrade is granted, pings are answered, nothing else is said. */
export interface SocketScript {
  /** Status of the answer to the upgrade; 101 grants it, `null` never answers. */
  readonly upgrade?: (asked: Pick<Asked, 'atMs' | 'nth' | 'path'>) => number | null;
  /** How long that answer takes; absent: 1 ms. Virtual only. */
  readonly upgradeMs?: () => number;
  readonly opened?: (socket: ScriptedSocket, atMs: number) => void;
  readonly text?: (socket: ScriptedSocket, text: string, atMs: number) => void;
  readonly answersPings?: (atMs: number) => boolean;
}

/** A WebSocket as the script of its service sees it. Delays are milliseconds from now. */
export interface ScriptedSocket {
  readonly number: number;
  /** Time of day, milliseconds. */
  wallMs(): number;
  say(text: string, afterMs?: number): void;
  close(code: number, afterMs?: number): void;
  /** The connection breaks without a close frame. */
  cut(afterMs?: number): void;
  /** Something else later, unless the socket is closed by then. */
  later(afterMs: number, act: () => void): void;
}

/** What a reader of an event stream gets. */
export interface Reading {
  readonly status: number;
  readonly contentType: string;
  readonly headersAfterMs: number;
  /** Of an answer that is no stream. */
  readonly body?: string;
  /** Milliseconds after the headers, in order. */
  readonly steps: readonly (readonly [afterMs: number, step: ReadingStep])[];
}
export type ReadingStep = 'comment' | 'end' | 'cut' | { readonly event: string; readonly id?: string };

/** A good answer: 200, JSON, 2 ms. */
export function answer(change: Partial<Answer> = {}): Answer {
  return {
    status: 200,
    body: '{"ok":true,"items":[1,2,3]}',
    delayMs: 2,
    ...change,
    headers: { 'content-type': 'application/json', ...change.headers },
  };
}

export function status(code: number, change: Partial<Answer> = {}): Answer {
  return answer({ status: code, body: `{"status":${code}}`, ...change });
}

/** What a gateway puts before everything when nobody is logged in. */
export function loginPage(change: Partial<Answer> = {}): Answer {
  const body = '<!doctype html><title>Log in</title><form action="/login"></form>';
  return answer({ ...change, body, headers: { 'content-type': 'text/html' } });
}

export const hang: Broken = { broken: 'hang' };
export const drip: Broken = { broken: 'drip' };
export const cut: Broken = { broken: 'cut' };
export const cutBody: Broken = { broken: 'cut-body' };
export const halfGzip: Broken = { broken: 'half-gzip' };

/** A service that answers so many per second, one after the other, and keeps the others waiting. */
export function queue(perSecond: number): (atMs: number) => number {
  let freeAtMs = 0;
  return (atMs) => {
    freeAtMs = Math.max(freeAtMs, atMs) + 1_000 / perSecond;
    return freeAtMs - atMs;
  };
}

/** True for the first `most` of every second of the service's time. */
export function allowance(most: number): (atMs: number) => boolean {
  const used = new Map<number, number>();
  return (atMs) => {
    const second = Math.floor(atMs / 1_000);
    const count = (used.get(second) ?? 0) + 1;
    used.set(second, count);
    return count <= most;
  };
}

/** A stream of events at a steady gap, for longer than any run here. */
export function events(gapMs: number, count = 200, change: Partial<Reading> = {}): Reading {
  const steps = Array.from(
    { length: count },
    (_, n) => [(n + 1) * gapMs, { event: 'message', id: String(n) }] as const,
  );
  return { status: 200, contentType: 'text/event-stream', headersAfterMs: 1, steps, ...change };
}

/** A refusal in place of a stream. */
export function noStream(code: number, contentType = 'application/json', body = '{}'): Reading {
  return { status: code, contentType, headersAfterMs: 1, body, steps: [] };
}
