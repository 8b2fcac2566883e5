import { lookup } from 'node:dns/promises';
import { connect, isIP } from 'node:net';
import type { Failure } from '../../../contract/failure.ts';
import type { Micros } from '../../../contract/units.ts';
import { failureFor } from '../drivers/failure-codes.ts';
import { failureOf } from '../drivers/failure-of.ts';
import type { Clock } from '../time/clock.ts';
import { guardRun } from './guard.ts';
import { isLoopbackName, withBothLoopbacks } from './loopback-names.ts';

/** All addresses of a host, in order of preference; the system's resolver, or a test's. */
export type Resolve = (host: string) => Promise<readonly string[]>;
/** True where something accepts connections there. */
export type Probe = (address: string, port: number) => Promise<boolean>;

interface AddressBookOptions {
  readonly clock: Clock;
  readonly timeoutUs: Micros;
  readonly allowedHosts: readonly string[];
  readonly refusePublic?: boolean | undefined;
  readonly resolve?: Resolve;
  readonly probe?: Probe;
}

type Resolved = { readonly address: string } | { readonly failure: Failure };

/** A name that did not resolve is asked for again no sooner: the resolver is not what the load is meant for. */
const ASK_AGAIN_US = 1_000_000;
/** The next of several addresses is tried so much later, or as soon as one refuses (RFC 8305, 5). */
const NEXT_PROBE_US = 250_000;

interface Chosen {
  readonly address: string;
  /** Nothing accepted a connection at any of several addresses: it is looked at again. */
  readonly isGuess: boolean;
}

/**
 * Resolves each host once per run and pins what it got, so that every connection of a run goes to the same address
 * and no request pays for a look-up but the first. Pinned by host and port: of two services on `localhost` one may
 * listen on ::1 and the other on 127.0.0.1. Where a host has several addresses (`localhost` is both ::1 and
 * 127.0.0.1, whichever of them the resolver knows) the first that accepts a connection is pinned, and is the only one that
 * is connected to and shown: trying in turn would cost up to 250 ms per connection, and would be taken for its time. Where
 * none accepts, a guess holds for a second: the service may yet come up, on either.
 */
export class AddressBook {
  readonly #options: AddressBookOptions;
  readonly #pinned = new Map<string, string>();
  readonly #asking = new Map<string, Promise<Chosen | { readonly failure: Failure }>>();
  /** Until when a pinned address is only a guess. */
  readonly #guesses = new Map<string, Micros>();
  readonly #failed = new Map<string, { readonly failure: Failure; readonly untilUs: Micros }>();

  constructor(options: AddressBookOptions) {
    this.#options = options;
  }

  /** The pinned address, without waiting; null where there is none yet. An address is its own. */
  pinned(host: string, port: number): string | null {
    if (isIP(host) !== 0) return host;
    const place = placeOf(host, port);
    const untilUs = this.#guesses.get(place);
    if (untilUs !== undefined && this.#options.clock.nowUs() >= untilUs) return null;
    return this.#pinned.get(place) ?? null;
  }

  /** Resolves, and pins what it finds. Never rejects. */
  async resolve(host: string, port: number): Promise<Resolved> {
    const known = this.pinned(host, port);
    if (known !== null) return { address: known };
    const place = placeOf(host, port);
    const failed = this.#failed.get(place);
    if (failed !== undefined && this.#options.clock.nowUs() < failed.untilUs)
      return { failure: failed.failure };
    const asking = this.#asking.get(place) ?? this.#ask(host, port);
    this.#asking.set(place, asking);
    const resolved = await asking;
    this.#asking.delete(place);
    const untilUs = this.#options.clock.nowUs() + ASK_AGAIN_US;
    if ('address' in resolved) {
      this.#pinned.set(place, resolved.address);
      if (resolved.isGuess) this.#guesses.set(place, untilUs);
      else this.#guesses.delete(place);
    } else {
      this.#failed.set(place, { failure: resolved.failure, untilUs });
    }
    return 'address' in resolved ? { address: resolved.address } : resolved;
  }

  async #ask(host: string, port: number): Promise<Chosen | { readonly failure: Failure }> {
    const { clock, timeoutUs, resolve = systemResolve } = this.#options;
    const late = failureFor('dns.timeout', host);
    const timeout = Promise.withResolvers<{ readonly failure: Failure }>();
    const timer = clock.setTimer(clock.nowUs() + timeoutUs, () => timeout.resolve({ failure: late }));
    const answer = resolve(host).then(
      (addresses) => this.#choose(host, port, withBothLoopbacks(host, addresses)),
      (error: unknown) =>
        isLoopbackName(host)
          ? this.#choose(host, port, withBothLoopbacks(host, []))
          : { failure: failureOf({ stage: 'dns', error, where: host }) },
    );
    const first = await Promise.race([answer, timeout.promise]);
    clock.clearTimer(timer);
    return first;
  }

  async #choose(
    host: string,
    port: number,
    addresses: readonly string[],
  ): Promise<Chosen | { readonly failure: Failure }> {
    const [first] = addresses;
    if (first === undefined) return { failure: failureFor('dns.empty', host) };
    if (addresses.length === 1) return { address: first, isGuess: false };
    const allowed = addresses.filter((address) => guardRun(host, address, this.#options) === null);
    const accepting = await this.#firstAccepting(allowed, port);
    if (accepting !== null) return { address: accepting, isGuess: false };
    // Nothing listens yet: of the addresses of this machine the one most services bind to.
    return {
      address: addresses.find((address) => address === '127.0.0.1') ?? first,
      isGuess: allowed.length > 0,
    };
  }

  /** Each begins a little after the one before it, or as soon as that is known to refuse; the first that accepts is it. */
  #firstAccepting(addresses: readonly string[], port: number): Promise<string | null> {
    const { clock, probe = probeConnect } = this.#options;
    const { promise, resolve } = Promise.withResolvers<string | null>();
    let open = addresses.length;
    const tryFrom = (place: number) => {
      const address = addresses[place];
      if (address === undefined) return;
      let isNextDue = false;
      const next = () => {
        if (!isNextDue) tryFrom(place + 1);
        isNextDue = true;
      };
      const timer = clock.setTimer(clock.nowUs() + NEXT_PROBE_US, next);
      void probe(address, port).then((accepts) => {
        clock.clearTimer(timer);
        open -= 1;
        if (accepts) resolve(address);
        else if (open === 0) resolve(null);
        if (!accepts) next();
      });
    };
    if (open === 0) resolve(null);
    else tryFrom(0);
    return promise;
  }
}

function placeOf(host: string, port: number): string {
  return `${host} ${port}`;
}

async function systemResolve(host: string): Promise<readonly string[]> {
  const found = await lookup(host, { all: true, verbatim: true });
  return found.map(({ address }) => address);
}

const PROBE_MS = 500;

function probeConnect(address: string, port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host: address, port, timeout: PROBE_MS });
  const end = (accepted: boolean) => {
    socket.destroy();
    resolve(accepted);
  };
  socket.once('connect', () => end(true));
  socket.once('error', () => end(false));
  socket.once('timeout', () => end(false));
  return promise;
}
