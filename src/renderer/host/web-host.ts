import { createStore, type StoreApi } from 'zustand/vanilla';
import { type Failure, fail, type Result } from '../../contract/failure.ts';
import type { Call, EventName } from '../../contract/wire.ts';
import { type ConnectionState, type Host, Listeners } from './host.ts';

const TOKEN_KEY = 'plimsoll.token';
/** The program closes the socket with this code where it does not know our token. */
const CLOSE_UNAUTHORISED = 4401;
const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 5_000;
/** A command given while the connection is down waits this long for it to come back. */
const PATIENCE_MS = 20_000;

type Answered = (result: Result<never>) => void;
interface Waiting {
  readonly message: string;
  readonly answered: Answered;
}

/** Doubles from a quarter of a second to five seconds. */
export function retryDelayMs(attempt: number): number {
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempt);
}

/** The one-time code in `#code=…`; null without one. */
export function codeIn(fragment: string): string | null {
  const match = /^#\/?\??code=([\w-]{1,200})$/.exec(fragment);
  return match?.[1] ?? null;
}

/**
 * The workbench in a browser: a one-time code from the address becomes a token kept for this tab, and commands and
 * events travel over one WebSocket that is opened again whenever it is lost.
 */
export function webHost(): Host {
  const connection = createStore<ConnectionState>(() => 'connecting');
  const listeners = new Listeners();
  const wire = new Wire(connection, listeners);
  void takeToken().then((token) => {
    if (token === null) connection.setState('refused');
    else wire.open(token);
  });
  const call: Call = (name, argument) => wire.call(name, argument);
  return {
    call,
    on: (name, listener) => listeners.on(name, listener),
    connection: connection.getState,
    onConnection: connection.subscribe,
  };
}

async function exchangeCode(code: string): Promise<string | null> {
  try {
    const response = await fetch('/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code }),
    });
    const answer: unknown = response.ok ? await response.json() : null;
    if (answer === null || typeof answer !== 'object' || !('token' in answer)) return null;
    return typeof answer.token === 'string' ? answer.token : null;
  } catch {
    return null;
  }
}

/** A fresh code wins over an old token: a new address was opened in this tab. */
async function takeToken(): Promise<string | null> {
  const known = sessionStorage.getItem(TOKEN_KEY);
  const code = codeIn(location.hash);
  if (code === null) return known;
  history.replaceState(null, '', `${location.pathname}${location.search}#/`);
  const token = await exchangeCode(code);
  if (token === null) return known;
  sessionStorage.setItem(TOKEN_KEY, token);
  return token;
}

class Wire {
  readonly #connection: StoreApi<ConnectionState>;
  readonly #listeners: Listeners;
  readonly #sent = new Map<number, Answered>();
  readonly #queued = new Map<number, Waiting>();
  #socket: WebSocket | null = null;
  #nextId = 1;
  #attempt = 0;

  constructor(connection: StoreApi<ConnectionState>, listeners: Listeners) {
    this.#connection = connection;
    this.#listeners = listeners;
  }

  open(token: string): void {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const socket = new WebSocket(`${scheme}://${location.host}/wire`);
    socket.onopen = () => socket.send(JSON.stringify({ type: 'hello', token }));
    socket.onmessage = (event) => this.#receive(socket, parse(event.data));
    socket.onclose = (event) => this.#closed(event.code, token);
  }

  call(name: string, argument: unknown): Promise<Result<never>> {
    if (this.#connection.getState() === 'refused') return Promise.resolve(fail(REFUSED));
    const id = this.#nextId++;
    const message = JSON.stringify({ id, name, argument });
    return new Promise((answered) => {
      if (this.#socket !== null) {
        this.#sent.set(id, answered);
        this.#socket.send(message);
        return;
      }
      this.#queued.set(id, { message, answered });
      setTimeout(() => {
        if (this.#queued.delete(id)) answered(fail(LOST));
      }, PATIENCE_MS);
    });
  }

  #receive(socket: WebSocket, message: Message): void {
    if (message.type === 'welcome') {
      this.#socket = socket;
      this.#attempt = 0;
      for (const [id, { message: text, answered }] of this.#queued) {
        this.#sent.set(id, answered);
        socket.send(text);
      }
      this.#queued.clear();
      this.#connection.setState('connected');
    } else if (message.event !== undefined) {
      this.#listeners.emit(message.event, message.data as never);
    } else if (message.id !== undefined && message.result !== undefined) {
      this.#sent.get(message.id)?.(message.result as Result<never>);
      this.#sent.delete(message.id);
    }
  }

  #closed(code: number, token: string): void {
    this.#socket = null;
    if (code === CLOSE_UNAUTHORISED) {
      sessionStorage.removeItem(TOKEN_KEY);
      this.#connection.setState('refused');
    } else {
      this.#connection.setState('lost');
      setTimeout(() => this.open(token), retryDelayMs(this.#attempt++));
    }
    const failure = code === CLOSE_UNAUTHORISED ? REFUSED : LOST;
    for (const answered of this.#sent.values()) answered(fail(failure));
    this.#sent.clear();
  }
}

interface Message {
  readonly type?: string;
  readonly id?: number;
  readonly result?: unknown;
  readonly event?: EventName;
  readonly data?: unknown;
}

function parse(data: unknown): Message {
  const value: unknown = JSON.parse(String(data));
  return typeof value === 'object' && value !== null ? value : {};
}

const LOST: Failure = {
  code: 'host.connection_lost',
  side: 'client',
  message: 'The connection to Plimsoll was lost before a response arrived.',
  hint: 'The page reconnects on its own. If Plimsoll has exited, start it with: plimsoll serve',
};
const REFUSED: Failure = {
  code: 'host.refused',
  side: 'client',
  message: 'This page is no longer authorized.',
  hint: 'Run plimsoll serve and open the address it prints.',
};
