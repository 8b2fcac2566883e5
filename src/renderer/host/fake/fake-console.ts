import type { ConsoleFrame, ConsoleUpdate } from '../../../contract/console.ts';
import { fail, succeed } from '../../../contract/failure.ts';
import type { Handlers } from '../../../contract/wire.ts';
import type { Listeners } from '../host.ts';

type ConsoleHandlers = Pick<Handlers, 'console.open' | 'console.send' | 'console.ping' | 'console.close'>;

interface Session {
  readonly id: string;
  frames: number;
  framesIn: number;
  framesOut: number;
  readonly push: ReturnType<typeof setInterval>;
}

const NOT_OPEN = {
  code: 'console.not_open',
  side: 'test',
  message: 'The connection is not open.',
  hint: 'Connect again.',
} as const;

/** A streaming service that greets, confirms, answers pings and pushes a price now and then. */
export class FakeConsole {
  readonly #listeners: Listeners;
  #session: Session | null = null;
  #openedAt = 0;

  constructor(listeners: Listeners) {
    this.#listeners = listeners;
  }

  handlers(): ConsoleHandlers {
    return {
      'console.open': async ({ consoleId, subprotocols }) => {
        this.#openedAt = performance.now();
        const push = setInterval(() => this.#push(), 900);
        this.#session = { id: consoleId, frames: 0, framesIn: 0, framesOut: 0, push };
        setTimeout(() => this.#say({ type: 'connection_established', connection_id: 'c-1042' }), 8);
        const phasesMs = { dns: 0.412, connect: 0.187, tls: null, upgrade: 8.03 };
        return succeed({
          address: 'localhost:8001 (127.0.0.1)',
          connectMs: 8.629,
          openedAt: Date.now(),
          subprotocol: subprotocols?.[0] ?? null,
          phasesMs,
        });
      },
      'console.send': async ({ text }) => {
        if (this.#session === null) return fail(NOT_OPEN);
        this.#tell({ direction: 'out', kind: 'text', text });
        const isPing = text.includes('"ping"');
        setTimeout(() => this.#say({ type: isPing ? 'pong' : 'subscription_confirmed' }), 7);
        return succeed({ bytes: text.length });
      },
      'console.ping': async () => {
        if (this.#session === null) return fail(NOT_OPEN);
        this.#tell({ direction: 'out', kind: 'ping', text: 'plimsoll 1' });
        setTimeout(
          () => this.#tell({ direction: 'in', kind: 'pong', text: 'plimsoll 1', roundTripMs: 0.84 }),
          2,
        );
        return succeed({ sent: true });
      },
      'console.close': async () => {
        if (this.#session === null) return fail(NOT_OPEN);
        this.#close();
        return succeed({ closed: true });
      },
    };
  }

  #close(): void {
    if (this.#session === null) return;
    clearInterval(this.#session.push);
    this.#tell({ direction: 'out', kind: 'close', text: '', code: 1_000, closedBy: 'us' });
    this.#tell({ direction: 'in', kind: 'close', text: 'bye', code: 1_000, closedBy: 'us' }, 'closed');
    this.#session = null;
  }

  #push(): void {
    const seq = this.#session?.framesIn ?? 0;
    const price = 71 + (seq % 7) / 4;
    this.#say({
      type: 'data',
      topic: 'pricing.updates',
      seq,
      data: { instrument: 'WTI_CRUDE_FRONT', price },
    });
  }

  #say(message: object): void {
    this.#tell({ direction: 'in', kind: 'text', text: JSON.stringify(message) });
  }

  #tell(
    frame: Pick<ConsoleFrame, 'direction' | 'kind' | 'text'> & Partial<ConsoleFrame>,
    state: ConsoleUpdate['state'] = 'open',
  ): void {
    const session = this.#session;
    if (session === null) return;
    session.frames += 1;
    if (frame.direction === 'in') session.framesIn += 1;
    else session.framesOut += 1;
    const atMs = Math.round((performance.now() - this.#openedAt) * 1_000) / 1_000;
    const whole = {
      number: session.frames,
      atMs,
      bytes: frame.text.length,
      cut: false,
      roundTripMs: null,
      code: null,
      closedBy: null,
    };
    this.#listeners.emit('console.frame', {
      consoleId: session.id,
      state,
      frames: [{ ...whole, ...frame }],
      framesIn: session.framesIn,
      framesOut: session.framesOut,
      failure: null,
    });
  }
}
