import type { Socket } from 'node:net';
import { Client, type Dispatcher } from 'undici';
import type { Failure } from '../../../contract/failure.ts';
import type { Bytes } from '../../../contract/units.ts';
import { Dial, type DialContext, type DialMoments, whereOf } from '../../engine/drivers/dial.ts';
import type { Origin, ResponseHeaders } from '../../engine/drivers/driver.ts';
import { failureOf } from '../../engine/drivers/failure-of.ts';
import type { TurnBudget } from './turn-budget.ts';

type Connected = (error: Error | null, socket: Socket | null) => void;

/** What happens to one request; nothing after `closed`, nor after `close`. */
export interface SseRequestOwner {
  sent(): void;
  answered(status: number, headers: ResponseHeaders): void;
  data(chunk: Buffer): void;
  /** @param failure null: the body ended as it should */
  closed(failure: Failure | null): void;
}

interface SseRequestOptions {
  readonly origin: Origin;
  readonly path: string;
  readonly method: string;
  readonly headers: readonly string[];
  readonly body: string | Uint8Array | null;
  /** Gets the moments of connecting. */
  readonly moments: DialMoments;
  /** Shared by the streams of a scenario. */
  readonly turns: TurnBudget;
}

const NOTHING_LEFT = (): void => {};

/** One request on a connection of its own, read as it comes. No timeout and no retry of undici's. */
export class SseHttpRequest implements Dispatcher.DispatchHandler {
  readonly #context: DialContext;
  readonly #options: SseRequestOptions;
  readonly #owner: SseRequestOwner;
  readonly #client: Client;
  #dial: Dial | null = null;
  #socket: Socket | null = null;
  /** Known by us before undici tells of it: why there is no connection. */
  #failure: Failure | null = null;
  #stage: 'headers' | 'body' = 'headers';
  #isOver = false;

  constructor(context: DialContext, options: SseRequestOptions, owner: SseRequestOwner) {
    this.#context = context;
    this.#options = options;
    this.#owner = owner;
    this.#client = new Client(options.origin.url, {
      pipelining: 1,
      headersTimeout: 0,
      bodyTimeout: 0,
      maxHeaderSize: context.limits.maxHeaderBytes,
      allowH2: false,
      connect: (to, connected) => this.#connect(to.servername ?? '', connected as Connected),
    });
  }

  send(): void {
    const { path, method, headers, body } = this.#options;
    this.#client.dispatch(
      { path, method: method as Dispatcher.HttpMethod, headers: [...headers], body },
      this,
    );
  }

  /** What a limit on connecting that passes now means; null: connected. */
  connectTimeout(): Failure | null {
    return this.#dial?.timeout() ?? null;
  }

  get bytesIn(): Bytes {
    return this.#socket?.bytesRead ?? 0;
  }

  get bytesOut(): Bytes {
    return this.#socket?.bytesWritten ?? 0;
  }

  close(): void {
    this.#isOver = true;
    this.#dial?.cancel();
    this.#dial = null;
    this.#client.destroy(new Error('closed by the load generator'), NOTHING_LEFT);
    this.#socket?.destroy();
  }

  onRequestStart(): void {
    // undici wants the method; the moment that matters is when the request has been written.
  }

  onRequestSent(): void {
    if (!this.#isOver) this.#owner.sent();
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: ResponseHeaders): void {
    if (this.#isOver || status < 200) return;
    this.#stage = 'body';
    this.#owner.answered(status, headers);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#isOver) return;
    this.#options.turns.spend(chunk.length, controller);
    this.#owner.data(chunk);
  }

  onResponseEnd(): void {
    if (!this.#isOver) this.#owner.closed(null);
  }

  onResponseError(_: Dispatcher.DispatchController | null, error: Error): void {
    if (this.#isOver) return;
    const where = whereOf(this.#options.origin, this.#options.moments.link);
    this.#owner.closed(this.#failure ?? failureOf({ stage: this.#stage, error, where }));
  }

  /** undici asks for a connection, because of the request. */
  #connect(serverName: string, connected: Connected): void {
    const { origin, moments } = this.#options;
    if (this.#isOver) {
      connected(new Error('closed meanwhile'), null);
      return;
    }
    this.#dial = new Dial(this.#context, { origin, moments, serverName }, (failure, socket) => {
      this.#dial = null;
      this.#failure = failure;
      this.#socket = socket;
      connected(socket === null ? new Error(failure?.message) : null, socket);
    });
    this.#dial.start();
  }
}
