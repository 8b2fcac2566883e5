import { lookup } from 'node:dns/promises';
import { connect, isIP } from 'node:net';
import type { Failure } from '../../contract/failure.ts';
import type { Micros } from '../../contract/units.ts';
import type { Clock } from './clock.ts';
import { failureFor } from './drivers/failure-codes.ts';
import { failureOf } from './drivers/failure-of.ts';
import { guardRun } from './guard.ts';

/** All addresses of a host, in order of preference; the system's resolver, or a test's. */
export type Resolve = (host: string) => Promise<readonly string[]>;
/** True where something accepts connections there. */
export type Probe = (address: string, port: number) => Promise<boolean>;

export interface AddressBookOptions {
  readonly clock: Clock;
  readonly timeoutUs: Micros;
  readonly allowedHosts: readonly string[];
  readonly refusePublic?: boolean | undefined;
  readonly resolve?: Resolve;
  readonly probe?: Probe;
}

export type Resolved = { readonly address: string } | { readonly failure: Failure };

/** A name that did not resolve is asked for again no sooner: the resolver is not what the load is meant for. */
const ASK_AGAIN_US = 1_000_000;

/**
 * Resolves each host once per run and pins what it got, so that every connection of a run goes to the same address
 * and no request pays for a look-up but the first. Pinned by host and port: of two services on `localhost` one may
 * listen on ::1 and the other on 127.0.0.1. Where a host has several addresses (`localhost` is both ::1 and
 * 127.0.0.1) the first that accepts a connection is pinned: trying in turn costs up to 250 ms per connection.
 */
export class AddressBook {
  readonly #options: AddressBookOptions;
  readonly #pinned = new Map<string, string>();
  readonly #asking = new Map<string, Promise<Resolved>>();
  readonly #failed = new Map<string, { readonly failure: Failure; readonly untilUs: Micros }>();

  constructor(options: AddressBookOptions) {
    this.#options = options;
  }

  /** The pinned address, without waiting; null where there is none yet. An address is its own. */
  pinned(host: string, port: number): string | null {
    return isIP(host) === 0 ? (this.#pinned.get(placeOf(host, port)) ?? null) : host;
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
    if ('address' in resolved) this.#pinned.set(place, resolved.address);
    else {
      const untilUs = this.#options.clock.nowUs() + ASK_AGAIN_US;
      this.#failed.set(place, { failure: resolved.failure, untilUs });
    }
    return resolved;
  }

  async #ask(host: string, port: number): Promise<Resolved> {
    const { clock, timeoutUs, resolve = systemResolve } = this.#options;
    const late = failureFor('dns.timeout', host);
    const timeout = Promise.withResolvers<Resolved>();
    const timer = clock.setTimer(clock.nowUs() + timeoutUs, () => timeout.resolve({ failure: late }));
    const answer = resolve(host).then(
      (addresses) => this.#choose(host, port, addresses),
      (error: unknown): Resolved => ({ failure: failureOf({ stage: 'dns', error, where: host }) }),
    );
    const first = await Promise.race([answer, timeout.promise]);
    clock.clearTimer(timer);
    return first;
  }

  async #choose(host: string, port: number, addresses: readonly string[]): Promise<Resolved> {
    const [first] = addresses;
    if (first === undefined) return { failure: failureFor('dns.empty', host) };
    const { probe = probeConnect } = this.#options;
    if (addresses.length > 1) {
      for (const address of addresses) {
        if (guardRun(host, address, this.#options) === null && (await probe(address, port)))
          return { address };
      }
    }
    // Nothing listens yet: of the addresses of this machine the one most services bind to.
    return { address: addresses.find((address) => address === '127.0.0.1') ?? first };
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
