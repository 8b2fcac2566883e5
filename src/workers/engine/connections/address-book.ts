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
  /** Whose turn is first; absent: 0. Threads begin with different ones. */
  readonly first?: number;
}

/** A name that did not resolve is asked for again no sooner: the resolver is not what the load is meant for. */
const ASK_AGAIN_US = 1_000_000;
/** The next of several addresses is tried so much later, or as soon as one refuses (RFC 8305, 5). */
const NEXT_PROBE_US = 250_000;

interface Chosen {
  /** What connections go to, in turn. */
  readonly addresses: readonly string[];
  /** What the name has as well, and nothing accepted a connection at. */
  readonly silent: readonly string[];
  /** Nothing accepted a connection at any of several addresses: it is looked at again. */
  readonly isGuess: boolean;
}

interface Pinned extends Chosen {
  /** It holds no longer: it is a guess. */
  readonly untilUs: Micros;
  /** Connections so far. */
  turn: number;
}

/**
 * Resolves each host once per run and pins what it got, so that no request pays for a look-up but the first, and a change of
 * the name is no change of the run. Pinned by host and port: of two services on `localhost` one may listen on ::1 and the other
 * on 127.0.0.1.
 *
 * A name with several addresses stands for several machines, and its clients are spread over them: connections go to each
 * in turn that accepted one before the run. Of the two families, which lead to the same machines, that of the first that
 * accepts is taken (RFC 8305). A name of this machine (`localhost` is both ::1 and 127.0.0.1, whichever of them the resolver
 * knows) has one, the first that accepts. Where none accepts, a guess holds for a second: the service may yet come up, on
 * either. Trying in turn at each connection would cost up to 250 ms, and would be taken for its time.
 */
export class AddressBook {
  readonly #options: AddressBookOptions;
  readonly #pinned = new Map<string, Pinned>();
  readonly #asking = new Map<string, Promise<Chosen | { readonly failure: Failure }>>();
  readonly #failed = new Map<string, { readonly failure: Failure; readonly untilUs: Micros }>();
  #isSpread = false;

  constructor(options: AddressBookOptions) {
    this.#options = options;
  }

  /** Whether connections to some host go to more than one address. */
  get isSpread(): boolean {
    return this.#isSpread;
  }

  /** Where the next connection goes, without waiting; null where it is to be resolved. An address is its own. */
  next(host: string, port: number): string | null {
    if (isIP(host) !== 0) return host;
    const pinned = this.#at(host, port);
    if (pinned === null) return null;
    const { addresses, turn } = pinned;
    pinned.turn += 1;
    return addresses[turn % addresses.length] ?? null;
  }

  /** All that connections go to, and what the name has as well; null where it is not resolved. */
  pinned(host: string, port: number): Pick<Chosen, 'addresses' | 'silent'> | null {
    return isIP(host) === 0 ? this.#at(host, port) : { addresses: [host], silent: [] };
  }

  /** Resolves, and pins what it finds. Never rejects. @returns why there is no address; null: `next` has one */
  async resolve(host: string, port: number): Promise<Failure | null> {
    if (this.pinned(host, port) !== null) return null;
    const place = placeOf(host, port);
    const failed = this.#failed.get(place);
    if (failed !== undefined && this.#options.clock.nowUs() < failed.untilUs) return failed.failure;
    const asking = this.#asking.get(place) ?? this.#ask(host, port);
    this.#asking.set(place, asking);
    const found = await asking;
    // Of all that asked at once the first pins it.
    if (!this.#asking.delete(place)) return 'failure' in found ? found.failure : null;
    const untilUs = this.#options.clock.nowUs() + ASK_AGAIN_US;
    if ('failure' in found) {
      this.#failed.set(place, { failure: found.failure, untilUs });
      return found.failure;
    }
    const { first = 0 } = this.#options;
    const until = found.isGuess ? untilUs : Number.POSITIVE_INFINITY;
    this.#pinned.set(place, { ...found, untilUs: until, turn: first });
    this.#isSpread ||= found.addresses.length > 1;
    return null;
  }

  #at(host: string, port: number): Pinned | null {
    const pinned = this.#pinned.get(placeOf(host, port));
    if (pinned === undefined) return null;
    return pinned.isGuess && this.#options.clock.nowUs() >= pinned.untilUs ? null : pinned;
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
    if (addresses.length === 1) return { addresses, silent: [], isGuess: false };
    const allowed = addresses.filter((address) => guardRun(host, address, this.#options) === null);
    const accepting = await this.#firstAccepting(allowed, port);
    if (accepting !== null) {
      const others = isLoopbackName(host) ? [] : allowed.filter((one) => isIP(one) === isIP(accepting));
      return { ...(await this.#allAccepting(accepting, others, port)), isGuess: false };
    }
    // Nothing listens yet: of the addresses of this machine the one most services bind to.
    const guess = addresses.find((address) => address === '127.0.0.1') ?? first;
    return { addresses: [guess], silent: [], isGuess: allowed.length > 0 };
  }

  /** In the same order on every thread, whichever a resolver names first. */
  async #allAccepting(
    accepting: string,
    among: readonly string[],
    port: number,
  ): Promise<Omit<Chosen, 'isGuess'>> {
    const { probe = probeConnect } = this.#options;
    const all = [...new Set([accepting, ...among])].sort();
    const accepts = await Promise.all(all.map((one) => one === accepting || probe(one, port)));
    return {
      addresses: all.filter((_, place) => accepts[place]),
      silent: all.filter((_, place) => !accepts[place]),
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
