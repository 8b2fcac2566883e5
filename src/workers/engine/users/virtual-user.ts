import type { Failure } from '../../../contract/failure.ts';
import type { Micros } from '../../../contract/units.ts';
import type { Onward, Slot } from '../connections/admission-queue.ts';
import { hopOf, isRedirect, tooFar } from '../connections/redirects.ts';
import { CookieHeaders } from '../cookies/cookie-headers.ts';
import type { CookieJar } from '../cookies/cookie-jar.ts';
import {
  type Exchange,
  type ExchangeOwner,
  emptyExchange,
  type HttpConnection,
  NO_HOPS,
  type Origin,
} from '../drivers/driver.ts';
import { failureFor } from '../drivers/failure-codes.ts';
import type { Random } from '../load/random.ts';
import { MARK } from '../measure/irregular.ts';
import { startOf } from '../measure/sample.ts';
import type { Scope } from '../values/port.ts';
import type { RequestStep, StepUnderWay, StreamStep, TaskStep } from './task-step.ts';
import type { ThreadContext } from './thread-context.ts';

type ConnectionPolicy = 'per-user' | 'shared' | 'new-each-time';

/** What an iteration is for: the user or arrival behind it. */
export interface IterationOwner {
  /** True: begin no further step, the task ends with the answer under way. */
  readonly leaving: boolean;
  /** All steps are done, or one failed: the rest of the task is left out. */
  iterationEnded(virtualUser: VirtualUser, failure: Failure | null): void;
}

/**
 * Does the steps of one task, one request after the other. One per user (closed) or per arrival under way (open),
 * used again and again with the same record.
 *
 * | state   | means                               | then                                     |
 * |---------|-------------------------------------|------------------------------------------|
 * | idle    | nothing due                         | iterate → waiting or open                |
 * | waiting | planned, in the queue               | dispatch → open; cancel → idle           |
 * | open    | sent, not answered                  | answered → idle or the next step; cut → idle |
 */
export class VirtualUser implements ExchangeOwner, Onward, Slot {
  readonly thread: ThreadContext;
  readonly scope: Scope;
  readonly random: Random;
  state: 'idle' | 'waiting' | 'open' = 'idle';
  readonly #owner: IterationOwner;
  readonly #policy: ConnectionPolicy;
  readonly #home: Origin;
  readonly #exchange: Exchange = emptyExchange(this);
  /** The user's own to its home, under the policy per-user; elsewhere it goes by shared ones. */
  #kept: HttpConnection | null = null;
  #connection: HttpConnection | null = null;
  /** The WebSocket or event stream that is open, where the step is one. */
  #stream: StepUnderWay | null = null;
  #steps: readonly TaskStep[] = [];
  #at = 0;
  #hops = 0;
  /** Method and URL of each request of this chain of redirects, to know a loop. */
  #asked: string[] = [];
  /** Where the next hop goes, and since when it waits for the rate cap. */
  #hopTo: Origin | null = null;
  #heldSinceUs: Micros = 0;
  /** Of the user; null: the plan keeps no cookies, and they cost nothing. */
  readonly #jar: CookieJar | null;
  readonly #cookieHeaders = new CookieHeaders();
  /** Of the request under way, without what the jar adds. */
  #headers: readonly string[] = [];
  #dueUs: Micros = 0;
  #latenessUs: Micros = -1;

  constructor(
    thread: ThreadContext,
    from: {
      readonly owner: IterationOwner;
      readonly scope: Scope;
      readonly random: Random;
      readonly policy: ConnectionPolicy;
      /** Where the scenario's tasks go. */
      readonly home: Origin;
    },
  ) {
    this.thread = thread;
    this.scope = from.scope;
    this.#jar = from.scope.cookies;
    this.random = from.random;
    this.#owner = from.owner;
    this.#policy = from.policy;
    this.#home = from.home;
    this.#exchange.holder = from.scope;
  }

  /**
   * Begins with the first step, now.
   * @param intendedUs when the plan wanted it to leave; -1 in closed plans
   */
  iterate(steps: readonly TaskStep[], intendedUs: Micros, nowUs: Micros): void {
    this.#steps = steps;
    this.#at = 0;
    this.#begin(intendedUs, nowUs);
  }

  /** Key of the credential that the last step was rejected by; empty: it was not rejected. */
  get rejected(): string {
    return this.#exchange.credential;
  }

  /** Gives up a step that waits. */
  cancel(): void {
    if (this.state !== 'waiting') return;
    this.state = 'idle';
    this.thread.admissionQueue.withdraw(this);
    this.thread.meter.cancelled(this.#exchange.series, 1);
  }

  /** Holds nothing open any longer for its own sake: answers under way may come, an open stream is closed. */
  drain(): void {
    this.#stream?.drain();
  }

  /** Cuts an open request or stream: it stays counted as open, and what it has moved so far is counted now. */
  cut(nowUs: Micros): void {
    if (this.state !== 'open') return;
    this.state = 'idle';
    const isHeld = this.thread.admissionQueue.stay(this);
    if (this.#stream !== null) {
      this.#stream.cut();
      this.#stream = null;
      this.thread.pool.release();
    }
    const connection = this.#connection;
    this.#connection = null;
    if (connection === this.#kept) this.#kept = null;
    if (connection !== null) this.thread.pool.discard(connection);
    if (connection !== null || isHeld) {
      const { series, bytesIn, bytesOut } = this.#exchange;
      this.thread.meter.moved(series, bytesIn, bytesOut);
    }
    this.thread.admissionQueue.leave(nowUs);
  }

  /** Closes the user's own connection: the user is gone. */
  close(): void {
    if (this.#kept !== null) this.thread.pool.discard(this.#kept);
    this.#kept = null;
  }

  acquire(): boolean {
    const step = this.#step;
    if (step.kind === 'stream') return this.thread.pool.reserve();
    this.#connection = this.#connectionTo(step.origin);
    return this.#connection !== null;
  }

  dispatch(nowUs: Micros): void {
    this.state = 'open';
    const exchange = this.#exchange;
    const { thread } = this;
    const step = this.#step;
    thread.rng = this.random;
    this.#latenessUs = this.#at === 0 && exchange.intendedUs >= 0 ? this.#dueUs - exchange.intendedUs : -1;
    if (step.kind === 'stream') {
      thread.meter.sent(exchange.series, this.#latenessUs, nowUs - this.#dueUs);
      this.#openStream(step);
      return;
    }
    const problem = step.render(exchange, this.scope);
    if (this.#jar !== null) this.#addCookies(exchange, this.#jar, step.origin);
    exchange.answerFromUs = thread.meter.answerFromUs(exchange.series);
    exchange.lastOnConnection = this.#policy === 'new-each-time';
    thread.meter.sent(exchange.series, this.#latenessUs, nowUs - this.#dueUs);
    if (problem === null) this.#connection?.fire(exchange);
    else {
      exchange.startedUs = nowUs;
      exchange.endedUs = nowUs;
      this.#conclude(problem);
    }
  }

  answered(exchange: Exchange): void {
    if (this.#jar !== null) this.#keepCookies(exchange, this.#jar);
    if (exchange.failure === null && this.thread.followRedirects > 0 && isRedirect(exchange.status)) {
      this.#follow(exchange);
      return;
    }
    if (exchange.failure === null && (this.#hops > 0 || isRedirect(exchange.status))) {
      this.thread.meter.redirected(exchange.series);
    }
    const step = this.#request;
    const failure = exchange.failure ?? step.judge(exchange, this.scope);
    if (failure?.code === 'auth.rejected') exchange.credential = this.#presented(step, exchange);
    // Who was redirected may have been let in where a login is asked for: that says nothing about the credential.
    else if (this.#hops === 0 && step.letIn(exchange.status)) this.#accepted(step, exchange);
    this.#conclude(failure);
  }

  #presented(step: RequestStep, exchange: Exchange): string {
    // What the jar adds is not where the step looks.
    if (this.#hops === 0 && (this.#jar === null || exchange.headers === this.#headers)) {
      return step.credential.of(exchange);
    }
    return this.thread.credentials.of(exchange, step.series);
  }

  #accepted(step: RequestStep, exchange: Exchange): void {
    const key = this.#presented(step, exchange);
    if (key === step.credential.lastAccepted) return;
    step.credential.lastAccepted = key;
    this.thread.meter.accepted(step.series, key);
  }

  /** @throws Error between two tasks, when nobody may ask */
  get #step(): TaskStep {
    const step = this.#steps[this.#at];
    if (step === undefined) throw new Error('no step is under way');
    return step;
  }

  get #request(): RequestStep {
    const step = this.#step;
    if (step.kind !== 'request') throw new Error('the step under way is no request');
    return step;
  }

  #begin(intendedUs: Micros, nowUs: Micros): void {
    const step = this.#step;
    const exchange = this.#exchange;
    exchange.series = step.series;
    exchange.intendedUs = intendedUs;
    exchange.begunUs = nowUs;
    exchange.startedUs = -1;
    exchange.hopUs = -1;
    exchange.dnsUs = -1;
    exchange.connectUs = -1;
    exchange.tlsUs = -1;
    exchange.isLong = false;
    exchange.sentUs = -1;
    exchange.firstByteUs = -1;
    exchange.endedUs = -1;
    exchange.status = -1;
    exchange.bytesIn = 0;
    exchange.bytesOut = 0;
    exchange.failure = null;
    exchange.credential = '';
    exchange.source = null;
    exchange.responseHeaders = null;
    exchange.responseBody = null;
    exchange.responseBytes = 0;
    exchange.reused = false;
    exchange.link = null;
    exchange.uses = 0;
    exchange.marks = 0;
    exchange.hops = NO_HOPS;
    this.#hops = 0;
    this.#dueUs = nowUs;
    this.state = 'waiting';
    this.thread.meter.started(step.series, startOf(exchange));
    this.thread.meter.planned(step.series, 1);
    this.thread.admissionQueue.enter(this, nowUs);
  }

  #conclude(failure: Failure | null): void {
    const exchange = this.#exchange;
    const { thread } = this;
    this.state = 'idle';
    exchange.failure = failure;
    if (this.#jar !== null) exchange.marks &= ~MARK.cookie_ignored;
    if (exchange.marks !== 0) thread.meter.irregular(exchange.series, exchange.marks);
    thread.meter.ended(exchange, this.#latenessUs);
    exchange.responseBody = null;
    this.#release();
    this.#goOn(failure);
  }

  #openStream(step: StreamStep): void {
    const { intendedUs, begunUs } = this.#exchange;
    const wanted = { intendedUs, begunUs, latenessUs: this.#latenessUs };
    const opened = step.open(this.scope, wanted, (failure) => this.#streamOver(failure));
    if (!opened.ok) this.#streamOver(opened.failure);
    else {
      this.#stream = opened.value;
      if (this.#owner.leaving) this.#stream.drain();
    }
  }

  #streamOver(failure: Failure | null): void {
    this.state = 'idle';
    this.#stream = null;
    this.thread.pool.release();
    this.#exchange.endedUs = this.thread.clock.nowUs();
    this.#goOn(failure);
  }

  /** To the next step, or the end of the task. What the step held has been given back. */
  #goOn(failure: Failure | null): void {
    const exchange = this.#exchange;
    this.thread.admissionQueue.leave(exchange.endedUs);
    this.#at += 1;
    const over = failure !== null || this.#at >= this.#steps.length || this.#owner.leaving;
    if (over) this.#owner.iterationEnded(this, failure);
    else this.#begin(exchange.intendedUs < 0 ? -1 : exchange.endedUs, exchange.endedUs);
  }

  /** Goes on with the same record: to whoever waits for it, the way there is part of the answer. */
  #follow(exchange: Exchange): void {
    const step = this.#request;
    const asked = this.#hops === 0 ? [] : this.#asked;
    this.#asked = asked;
    asked.push(`${exchange.method} ${exchange.url}`);
    this.#hops += 1;
    if (this.#jar !== null) exchange.headers = this.#headers;
    const hop = hopOf(exchange, step.secretHeaders);
    if ('failure' in hop) {
      this.#conclude(hop.failure);
      return;
    }
    if (step.keepsHops) {
      const { status, responseHeaders, responseBody, responseBytes } = exchange;
      exchange.hops = [...exchange.hops, { status, responseHeaders, responseBody, responseBytes }];
    }
    if (!hop.hasBody) exchange.body = null;
    exchange.method = hop.method;
    exchange.path = hop.path;
    exchange.url = hop.origin.url + hop.path;
    exchange.headers = hop.headers;
    if (this.#jar !== null) this.#addCookies(exchange, this.#jar, hop.origin);
    if (this.#hops > this.thread.followRedirects) {
      this.#conclude(tooFar([...asked, `${exchange.method} ${exchange.url}`]));
      return;
    }
    this.#release();
    this.#hopTo = hop.origin;
    this.#heldSinceUs = this.thread.clock.nowUs();
    this.thread.admissionQueue.goOn(this, this.#heldSinceUs);
  }

  /** A hop is a request like others to the rate cap; what it waits for that is ours, and not the service's time. */
  goOn(): void {
    const nowUs = this.thread.clock.nowUs();
    const exchange = this.#exchange;
    const origin = this.#hopTo;
    if (origin === null) throw new Error('no hop waits');
    exchange.startedUs += nowUs - this.#heldSinceUs;
    this.#connection = this.#connectionTo(origin);
    if (this.#connection !== null) this.#connection.fire(exchange);
    else {
      exchange.endedUs = nowUs;
      this.#conclude(failureFor('guard.connection_cap', origin.url));
    }
  }

  /** What the jar has for this place goes beside the plan's own headers; what comes back is looked at. */
  #addCookies(exchange: Exchange, jar: CookieJar, { secure, host }: Origin): void {
    this.#headers = exchange.headers;
    const text = jar.headerFor({ secure, host, path: exchange.path });
    exchange.headers = this.#cookieHeaders.of(exchange.headers, text);
    exchange.keepHeaders = true;
  }

  #keepCookies({ responseHeaders, path }: Exchange, jar: CookieJar): void {
    const set = responseHeaders?.['set-cookie'];
    const from = this.#connection?.origin;
    if (set !== undefined && from !== undefined)
      jar.store(set, { secure: from.secure, host: from.host, path });
  }

  #connectionTo(origin: Origin): HttpConnection | null {
    const { pool } = this.thread;
    if (this.#policy === 'new-each-time') return pool.open(origin);
    if (this.#policy === 'shared') return pool.take(origin);
    if (origin.url !== this.#home.url) return pool.take(origin);
    if (this.#kept?.usable === true) return this.#kept;
    this.close();
    this.#kept = pool.open(origin);
    return this.#kept;
  }

  #release(): void {
    const connection = this.#connection;
    this.#connection = null;
    if (connection === null || connection === this.#kept) return;
    if (this.#policy === 'new-each-time') this.thread.pool.discard(connection);
    else this.thread.pool.give(connection);
  }
}
