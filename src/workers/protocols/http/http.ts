import type { Micros } from '../../../contract/units.ts';
import type { DialContext } from '../../engine/drivers/dial.ts';
import type { HttpConnection, HttpDriver, Origin } from '../../engine/drivers/driver.ts';
import { UnfinishedRoom } from '../../engine/drivers/unfinished-text.ts';
import { TimerHeap } from '../../engine/time/timer-heap.ts';
import { HttpWire, type WireContext } from './http-wire.ts';
import { warmUp } from './warm-up.ts';

/** What one read takes at most. One buffer serves all connections: what was read is parsed before the next read. */
const READ_BYTES = 65_536;

/**
 * HTTP/1.1 on sockets of our own: no pool, no queue, no retry, no redirect, no timer per request. Queueing, deadlines
 * and limits are the engine's. See http-wire.ts for what a connection does.
 */
export function createHttpDriver(context: DialContext): HttpDriver {
  return new SocketDriver(context);
}

class SocketDriver implements HttpDriver {
  readonly #context: WireContext;

  constructor(context: DialContext) {
    this.#context = {
      ...context,
      timers: new TimerHeap(),
      unread: new UnfinishedRoom(context.threads ?? 1),
      readInto: Buffer.allocUnsafeSlow(READ_BYTES),
    };
  }

  open(origin: Origin, address: string | null = null): HttpConnection {
    return new HttpWire(this.#context, origin, address);
  }

  tick(nowUs: Micros): void {
    this.#context.timers.run(nowUs);
  }

  warmUp(): Promise<void> {
    return warmUp(this);
  }
}
