import type { ConsoleOpen, ConsoleOpened } from '../../../contract/console.ts';
import { fail, type Result, succeed, testFailure } from '../../../contract/failure.ts';
import { MICROS_PER_MILLI, type Micros } from '../../../contract/units.ts';
import { AddressBook, type Resolve } from '../../../workers/engine/connections/address-book.ts';
import type { DialContext } from '../../../workers/engine/drivers/dial.ts';
import type { Clock, TimerHandle } from '../../../workers/engine/time/clock.ts';
import { createSystemClock } from '../../../workers/engine/time/system-clock.ts';
import { createWebSocketDriver } from '../../../workers/protocols/websocket/websocket.ts';
import type { EventHub } from '../event-hub.ts';
import { LIMIT_DEFAULTS } from '../plans/compile/compile-plan.ts';
import type { KnownSecrets } from '../secrets/known-secrets.ts';
import { consoleRequestOf } from './console-request.ts';
import { ConsoleSession, NOT_OPEN } from './console-session.ts';

/** Several pages may each have one; a page that vanished without a word leaves its own behind. */
export const MAX_CONSOLES = 8;
/** A console that nobody has used for so long is closed. */
const IDLE_US: Micros = 30 * 60 * 1_000_000;

interface ConsolesParts {
  readonly events: EventHub;
  readonly allowedHosts: readonly string[];
  readonly version: string;
  /** Where references to secrets are looked up. */
  readonly env: () => Readonly<Record<string, string | undefined>>;
  /** Told of the secrets a connection is made with. */
  readonly known: KnownSecrets;
  readonly clock?: Clock;
  /** A test's own resolver. */
  readonly resolve?: Resolve;
}

interface Kept {
  readonly session: ConsoleSession;
  readonly idle: TimerHandle;
}

/** The WebSocket consoles of all pages: each one connection, made and guarded by the very driver that generates the load. */
export class Consoles {
  readonly #parts: ConsolesParts;
  readonly #clock: Clock;
  /** The one that was used longest ago comes first. */
  readonly #kept = new Map<string, Kept>();

  constructor(parts: ConsolesParts) {
    this.#parts = parts;
    this.#clock = parts.clock ?? createSystemClock();
  }

  /** @returns once it is open, or why it is not; `console.taken` where this id has one already */
  open(asked: ConsoleOpen): Promise<Result<ConsoleOpened>> {
    const { env, version, events } = this.#parts;
    const { consoleId } = asked;
    if (this.#kept.has(consoleId)) return Promise.resolve(fail(TAKEN));
    const request = consoleRequestOf(asked, env(), `plimsoll/${version} (console)`);
    if (!request.ok) return Promise.resolve(request);
    this.#parts.known.add(request.value.secrets);
    this.#makeRoom();
    const context = this.#context();
    const session = new ConsoleSession({
      consoleId,
      context,
      request: request.value,
      driver: createWebSocketDriver(context),
      tell: (update) => events.emit('console.frame', update),
      ended: () => this.#forget(consoleId, session),
    });
    this.#kept.set(consoleId, { session, idle: this.#idleTimer(consoleId) });
    return session.opened;
  }

  send({ consoleId, text }: { consoleId: string; text: string }): Result<{ bytes: number }> {
    return this.#used(consoleId)?.send(text) ?? fail(NOT_OPEN);
  }

  ping({ consoleId }: { consoleId: string }): Result<{ sent: true }> {
    return this.#used(consoleId)?.ping() ?? fail(NOT_OPEN);
  }

  /** @returns once it has said goodbye: that it is over is told as an event; `console.not_open` where there is none */
  close({ consoleId }: { consoleId: string }): Result<{ closed: true }> {
    const kept = this.#kept.get(consoleId);
    if (kept === undefined) return fail(NOT_OPEN);
    kept.session.close(1_000);
    return succeed({ closed: true });
  }

  closeAll(): void {
    for (const { session, idle } of this.#kept.values()) {
      // It would hold the program for half an hour; a goodbye that is not answered holds it for two seconds.
      this.#clock.clearTimer(idle);
      session.close(1_001);
    }
  }

  /** A fresh address book each time: a console asks as if for the first time. */
  #context(): DialContext {
    const { allowedHosts, resolve } = this.#parts;
    const timeoutUs = LIMIT_DEFAULTS.connectTimeoutMs * MICROS_PER_MILLI;
    const addresses = new AddressBook({
      clock: this.#clock,
      timeoutUs,
      allowedHosts,
      ...(resolve === undefined ? {} : { resolve }),
    });
    const { leastInFlight: _, mostInFlight, ...limits } = LIMIT_DEFAULTS;
    return {
      clock: this.#clock,
      addresses,
      limits: { ...limits, maxInFlight: mostInFlight, followRedirects: 0, verifyTls: true, allowedHosts },
    };
  }

  #used(consoleId: string): ConsoleSession | null {
    const kept = this.#kept.get(consoleId);
    if (kept === undefined) return null;
    this.#clock.clearTimer(kept.idle);
    this.#kept.delete(consoleId);
    this.#kept.set(consoleId, { session: kept.session, idle: this.#idleTimer(consoleId) });
    return kept.session;
  }

  #idleTimer(consoleId: string): TimerHandle {
    return this.#clock.setTimer(this.#clock.nowUs() + IDLE_US, () => this.close({ consoleId }));
  }

  /** A goodbye may take seconds, in which more could be opened: whoever gives way is cut off. */
  #makeRoom(): void {
    const [longestUnused] = this.#kept;
    if (this.#kept.size < MAX_CONSOLES || longestUnused === undefined) return;
    const [consoleId, { session }] = longestUnused;
    this.#forget(consoleId, session);
    session.cut(TOO_MANY);
  }

  #forget(consoleId: string, session: ConsoleSession): void {
    const kept = this.#kept.get(consoleId);
    if (kept?.session !== session) return;
    this.#clock.clearTimer(kept.idle);
    this.#kept.delete(consoleId);
  }
}

const TAKEN = testFailure('console.taken', 'This console already has a connection.', 'Close it first.');
const TOO_MANY = testFailure(
  'console.too_many',
  `Closed to make room: at most ${MAX_CONSOLES} consoles can be open, and this one was unused the longest.`,
  'Connect again.',
);
