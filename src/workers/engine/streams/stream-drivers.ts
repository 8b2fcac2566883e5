import { createSseDriver } from '../../protocols/sse/sse-on-demand.ts';
import type { SseDriver } from '../../protocols/sse/sse-port.ts';
import { createWebSocketDriver } from '../../protocols/websocket/websocket.ts';
import type { WebSocketDriver } from '../../protocols/websocket/websocket-port.ts';
import type { DialContext } from '../drivers/dial.ts';

export interface StreamDriverOptions {
  /** What opens WebSockets; the driver on ws where none is given. */
  readonly websocket?: WebSocketDriver;
  /** What opens event streams; the driver on undici where none is given. */
  readonly sse?: SseDriver;
}

/** The drivers of a thread's WebSocket and SSE steps: made, and warmed before the run, where there is such a step. */
export class StreamDrivers {
  readonly #dial: DialContext;
  #websocket: WebSocketDriver | null;
  #sse: SseDriver | null;

  constructor(dial: DialContext, { websocket, sse }: StreamDriverOptions) {
    this.#dial = dial;
    this.#websocket = websocket ?? null;
    this.#sse = sse ?? null;
  }

  get websocket(): WebSocketDriver {
    this.#websocket ??= createWebSocketDriver(this.#dial);
    return this.#websocket;
  }

  get sse(): SseDriver {
    this.#sse ??= createSseDriver(this.#dial);
    return this.#sse;
  }

  /** Makes it now, so that it is warm before the run begins. */
  want(kind: 'websocket' | 'sse'): void {
    if (kind === 'websocket') this.#websocket ??= createWebSocketDriver(this.#dial);
    else this.#sse ??= createSseDriver(this.#dial);
  }

  /** Warms those that were wanted by now. Never rejects. */
  async warmUp(): Promise<void> {
    await Promise.all([this.#websocket?.warmUp(), this.#sse?.warmUp()]);
  }
}
