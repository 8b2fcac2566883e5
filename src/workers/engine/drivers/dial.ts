import { connect as connectTcp, isIP, type OnReadOpts, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Failure } from '../../../contract/failure.ts';
import type { RunLimits } from '../../../contract/run-plan.ts';
import type { Micros } from '../../../contract/units.ts';
import type { AddressBook } from '../connections/address-book.ts';
import { guardRun } from '../connections/guard.ts';
import type { RateCap } from '../connections/rate-cap.ts';
import type { Link } from '../measure/sample.ts';
import type { Clock } from '../time/clock.ts';
import type { Origin } from './driver.ts';
import { failureFor } from './failure-codes.ts';
import { failureOf } from './failure-of.ts';
import { closeNow } from './socket-closer.ts';

export interface DialContext {
  readonly clock: Clock;
  readonly limits: RunLimits;
  readonly addresses: AddressBook;
  /** Among so many load threads is divided what the run may hold in memory; absent: one. */
  readonly threads?: number;
  /** Of all that the thread sends: redirects on the way to a stream take theirs from it. Absent: there is none. */
  readonly rate?: Pick<RateCap, 'take' | 'nextSecondUs'>;
}

/** Moments of connecting, on the engine's clock; a Sample is one of these. */
export interface DialMoments {
  dnsUs: Micros;
  connectUs: Micros;
  tlsUs: Micros;
  /** What is being connected, from when its address is known; null: not yet. */
  link: Link | null;
}

/** Moments of one stream in microseconds of the engine clock; -1: not reached, or not applicable. */
export interface StreamTimes extends DialMoments {
  /** Later by what a redirect on the way waits for the rate cap: that is ours. */
  startedUs: Micros;
  /** The request was handed to the connected socket. */
  sentUs: Micros;
  /** The head of the final answer had come. */
  answeredUs: Micros;
}

export function timesFrom(startedUs: Micros): StreamTimes {
  return { startedUs, dnsUs: -1, connectUs: -1, tlsUs: -1, link: null, sentUs: -1, answeredUs: -1 };
}

/** Where to, and how the socket is to be. */
interface DialTo {
  readonly origin: Origin;
  /** One of the addresses of its host; absent, and null: the one whose turn it is. */
  readonly address?: string | null;
  /** Gets the moments of connecting. */
  readonly moments: DialMoments;
  /** For TLS, where it is not the host of the origin. */
  readonly serverName?: string;
  /** A buffer of the caller's to read into; without one the socket is a stream like any other. */
  readonly onread?: OnReadOpts;
}

/** Called once: with a socket ready for HTTP, or with why there is none. Not at all after `cancel`. */
type Dialled = (failure: Failure | null, socket: Socket | null) => void;

/**
 * Makes one connection: name, guard, TCP handshake, TLS handshake, each with its moment, so that a limit that passes
 * can say what had not come. The address is checked here, at connect time, whoever asked.
 */
export class Dial {
  stage: 'dns' | 'connect' | 'tls' = 'dns';
  readonly #context: DialContext;
  readonly #to: DialTo;
  readonly #done: Dialled;
  #socket: Socket | null = null;
  #over = false;

  constructor(context: DialContext, to: DialTo, done: Dialled) {
    this.#context = context;
    this.#to = to;
    this.#done = done;
  }

  start(): void {
    const { origin, address: given = null } = this.#to;
    const address = given ?? this.#context.addresses.next(origin.host, origin.port);
    if (address === null) void this.#resolve();
    else this.#connect(address);
  }

  cancel(): void {
    this.#over = true;
    this.#socket?.destroy();
  }

  async #resolve(): Promise<void> {
    const { addresses, clock } = this.#context;
    const { host, port } = this.#to.origin;
    const failure = await addresses.resolve(host, port);
    if (this.#over) return;
    this.#to.moments.dnsUs = clock.nowUs();
    const address = addresses.next(host, port);
    if (address !== null) this.#connect(address);
    else this.#fail(failure ?? failureFor('dns.empty', host));
  }

  #connect(address: string): void {
    const { host, port, secure } = this.#to.origin;
    const { limits } = this.#context;
    const blocked = guardRun(host, address, limits);
    if (blocked !== null) {
      this.#fail(blocked);
      return;
    }
    this.stage = 'connect';
    this.#to.moments.link = { address, openedUs: -1, uses: 0, number: 0 };
    const { serverName = '', onread } = this.#to;
    // A cap on connections counts those that are still to be closed.
    closeNow();
    const to = { host: address, port, noDelay: true, ...(onread === undefined ? {} : { onread }) };
    const socket = secure
      ? connectTls({
          ...to,
          servername: serverName !== '' ? serverName : isIP(host) === 0 ? host : '',
          rejectUnauthorized: limits.verifyTls,
          ALPNProtocols: ['http/1.1'],
        })
      : connectTcp(to);
    this.#socket = socket;
    socket.on('error', (error) => this.#errored(error));
    socket.once('connect', () => this.#connected(socket));
    if (secure) socket.once('secureConnect', () => this.#secured(socket));
  }

  #connected(socket: Socket): void {
    if (this.#over) return;
    this.#to.moments.connectUs = this.#context.clock.nowUs();
    if (this.#to.origin.secure) this.stage = 'tls';
    else this.#succeed(socket);
  }

  #secured(socket: Socket): void {
    if (this.#over) return;
    this.#to.moments.tlsUs = this.#context.clock.nowUs();
    this.#succeed(socket);
  }

  #succeed(socket: Socket): void {
    this.#over = true;
    const { link, connectUs, tlsUs } = this.#to.moments;
    if (link !== null) link.openedUs = Math.max(connectUs, tlsUs);
    this.#done(null, socket);
  }

  /** Later errors of the socket are the business of whoever got it. */
  #errored(error: Error): void {
    if (!this.#over) this.#fail(failureOf({ stage: this.stage, error, where: this.where }));
  }

  #fail(failure: Failure): void {
    this.#over = true;
    this.#done(failure, null);
  }

  /** What a limit that passes now means. */
  timeout(): Failure {
    if (this.stage === 'dns') return failureFor('dns.timeout', this.#to.origin.host);
    return failureFor(this.stage === 'connect' ? 'connect.timeout' : 'tls.handshake_timeout', this.where);
  }

  get where(): string {
    return whereOf(this.#to.origin, this.#to.moments.link);
  }
}

/** `host:port`, with the address where it is another. @param link what is connected to it; null: nothing yet */
export function whereOf({ host, port }: Origin, link: Pick<Link, 'address'> | null): string {
  return link === null || link.address === host ? `${host}:${port}` : `${host}:${port} (${link.address})`;
}
