import { type Failure, fail, type Result, succeed } from '../../../contract/failure.ts';
import type { HttpStep, WebSocketStep } from '../../../contract/run-plan.ts';
import { type Micros, millisToMicros } from '../../../contract/units.ts';
import { headersFor } from '../../engine/cookies/cookie-headers.ts';
import type { Origin } from '../../engine/drivers/driver.ts';
import { failureFor } from '../../engine/drivers/failure-codes.ts';
import { AttemptMeter } from '../../engine/streams/attempt-meter.ts';
import { FrameReader } from '../../engine/streams/frame-reader.ts';
import { PresentedCredential } from '../../engine/streams/presented-credential.ts';
import { AnswerData, type OnThread, type StepLimits, stepLimits } from '../../engine/streams/step-answer.ts';
import { streamHeaders, urlForExamples } from '../../engine/streams/stream-request.ts';
import { WireBytes } from '../../engine/streams/wire-bytes.ts';
import { Timer } from '../../engine/time/timer-heap.ts';
import type { StepBase, StepUnderWay, StepWanted, StreamStep } from '../../engine/users/task-step.ts';
import type { ThreadContext } from '../../engine/users/thread-context.ts';
import type { Assertions, HeadersTemplate, Scope, TextTemplate } from '../../engine/values/port.ts';
import { refusalIn } from './refusal.ts';
import { closedByPeer } from './websocket-causes.ts';
import type {
  WebSocketDriver,
  WebSocketEnd,
  WebSocketEvents,
  WebSocketLink,
  WebSocketRequest,
} from './websocket-port.ts';

/** No close frame came. */
const ABNORMAL = 1006;

/** A WebSocket step made ready: its templates compiled, its series known. */
export class CompiledWebSocketStep implements StreamStep {
  readonly kind = 'stream';
  readonly series: number;
  readonly origin: Origin;
  readonly spec: WebSocketStep;
  readonly thread: ThreadContext;
  readonly driver: WebSocketDriver;
  readonly judge: Assertions;
  readonly connects: AttemptMeter;
  readonly trips: AttemptMeter;
  readonly sessions: AttemptMeter;
  /** Series that counts the bytes of frames: one that is part of the totals. */
  readonly messageExchange: number;
  readonly limits: StepLimits;
  /** One for all connections of the step: it is read and asked in one go. */
  readonly reader: FrameReader | null;
  readonly #url: TextTemplate;
  readonly #headers: HeadersTemplate;
  readonly #send: readonly TextTemplate[];

  constructor(
    step: HttpStep & { readonly stream: WebSocketStep },
    base: StepBase,
    { thread, driver }: OnThread<WebSocketDriver>,
  ) {
    const { stream } = step;
    const { values, meter } = thread;
    this.series = step.series;
    this.messageExchange = stream.series.roundTrip ?? step.series;
    this.origin = base.origin;
    this.spec = stream;
    this.thread = thread;
    this.driver = driver;
    this.limits = stepLimits(step.timeoutMs, thread);
    const url = base.origin.url.replace(/^http/, 'ws') + base.path + step.path;
    this.#url = values.compilePath(url);
    const ours = { ...base.headers, ...step.headers };
    this.#headers = values.compileHeaders(streamHeaders(ours, { 'user-agent': base.userAgent }));
    this.#send = stream.send.map((frame) => values.compileText(frame));
    this.judge = values.compileAssertions(step.checks, step.extract);
    this.reader = stream.until === null ? null : new FrameReader([stream.until.pointer]);
    const what = { method: 'GET', url: urlForExamples(url) };
    this.connects = new AttemptMeter(meter, step.series, what);
    this.trips = new AttemptMeter(meter, stream.series.roundTrip ?? undefined, what);
    this.sessions = new AttemptMeter(meter, stream.series.session, what);
  }

  open(scope: Scope, wanted: StepWanted, over: (failure: Failure | null) => void): Result<StepUnderWay> {
    const { maxMessageBytes, closeTimeoutMs } = this.spec;
    const url = this.#url.render(scope);
    const request = {
      url,
      headers: headersFor(scope.cookies, this.#headers.render(scope), url),
      subprotocols: [],
      perMessageDeflate: false,
      maxMessageBytes,
      closeTimeoutMs,
    };
    const frames = this.#send.map((frame) => frame.render(scope));
    const problem = scope.takeProblem();
    if (problem === null) return succeed(new WebSocketVisit(this, { request, frames, scope, wanted, over }));
    const nowUs = this.thread.clock.nowUs();
    this.connects.end({ ...wanted, startedUs: nowUs, endedUs: nowUs, failure: problem });
    return fail(problem);
  }
}

interface VisitParts {
  readonly request: WebSocketRequest;
  readonly frames: readonly string[];
  readonly scope: Scope;
  readonly wanted: StepWanted;
  readonly over: (failure: Failure | null) => void;
}

/**
 * One connection of a step, from opening the socket to its end.
 *
 * | phase      | meaning                             | waits for               | leaves it by              |
 * |------------|-------------------------------------|-------------------------|---------------------------|
 * | connecting | from opening the socket to the 101  | connect, then answer    | 101, failure              |
 * | waiting    | frames are out, the answer is not in| the answer              | it, the time limit, an end|
 * | holding    | stays as the plan wants             | the end of the hold     | that, `drain`, an end     |
 * | closing    | our close is out                    | the close of the peer   | that, the close timeout   |
 * | over       | told, or cut                        | nothing                 |                           |
 */
class WebSocketVisit extends Timer implements WebSocketEvents, StepUnderWay {
  readonly #step: CompiledWebSocketStep;
  readonly #parts: VisitParts;
  readonly #link: WebSocketLink;
  readonly #bytes: WireBytes;
  #bytesTo: number;
  #phase: 'connecting' | 'waiting' | 'holding' | 'closing' | 'over' = 'connecting';
  /** When the present phase began. */
  #sinceUs: Micros = 0;
  #failure: Failure | null = null;
  #isBroken = false;
  readonly #credential: PresentedCredential;
  /** Of the peer's close frame; null: none came before ours. */
  #peerCode: number | null = null;
  #frames = 0;
  /** What its only frame refused by; null: it refused nothing. */
  #refusal: Failure | null = null;
  #isWindingUp = false;

  constructor(step: CompiledWebSocketStep, parts: VisitParts) {
    super();
    this.#step = step;
    this.#parts = parts;
    this.#bytes = new WireBytes(step.thread.meter);
    this.#bytesTo = step.series;
    const { credentials, meter } = step.thread;
    this.#credential = new PresentedCredential({ credentials, meter, series: step.series });
    this.#credential.begin(parts.request);
    const { timers, openSteps } = step.thread;
    this.#link = step.driver.open(parts.request, this);
    timers.set(this, this.#link.times.startedUs + step.limits.connectUs);
    openSteps.add(this);
  }

  drain(): void {
    this.#isWindingUp = true;
    if (this.#phase === 'holding' && !this.#isOver) this.#close();
  }

  cut(): void {
    // The peer's close came before our stop, although its socket is still open.
    if (this.#peerCode !== null && this.#phase !== 'closing') {
      this.#failed(this.#closedBy(this.#peerCode), this.#step.thread.clock.nowUs());
    }
    this.#phase = 'over';
    this.#forget();
    this.#link.cut();
    this.account();
  }

  account(): void {
    this.#bytes.take(this.#link, this.#bytesTo);
  }

  due(nowUs: Micros): void {
    const link = this.#link;
    const byUs = link.times.startedUs + this.#step.limits.timeoutUs;
    if (this.#isOver || this.#phase === 'closing') link.cut(failureFor('ws.close_timeout'));
    else if (this.#phase === 'waiting') this.#answered(nowUs, failureFor('timeout.reply'));
    else if (this.#phase === 'holding') this.#close();
    else if (link.times.sentUs >= 0 && nowUs < byUs) this.#step.thread.timers.set(this, byUs);
    else link.cut(link.lateFailure());
  }

  onOpen(): void {
    if (this.#phase !== 'connecting') return;
    const { connects, trips, spec, thread, limits } = this.#step;
    const link = this.#link;
    const { times, status } = link;
    const { frames, wanted } = this.#parts;
    const openedUs = times.answeredUs;
    this.account();
    connects.end({ ...wanted, ...times, endedUs: openedUs, firstByteUs: openedUs, status, failure: null });
    this.#bytesTo = this.#step.messageExchange;
    this.#sinceUs = frames.length === 0 ? openedUs : thread.clock.nowUs();
    for (const frame of frames) link.sendText(frame);
    if (spec.until === null) {
      this.#stay(openedUs);
      return;
    }
    trips.begin();
    this.#phase = 'waiting';
    thread.timers.set(this, times.startedUs + limits.timeoutUs);
  }

  onText(frame: Buffer): void {
    const { until } = this.#step.spec;
    if (this.#phase === 'over' || this.#isOver) return;
    if (this.#phase !== 'waiting' || until === null) {
      this.#hear(frame, false);
      return;
    }
    const { reader, judge, thread } = this.#step;
    reader?.read(frame);
    const isAwaited = reader?.values[0] === until.value;
    this.#hear(frame, isAwaited);
    if (!isAwaited) return;
    const nowUs = thread.clock.nowUs();
    const view = new AnswerData({
      status: this.#link.status,
      body: judge.needsBody ? frame.toString('utf8') : '',
      bytes: frame.length,
      tookUs: nowUs - this.#sinceUs,
    });
    this.#answered(nowUs, judge.judge(view, this.#parts.scope));
  }

  onBinary(frame: Buffer): void {
    this.onText(frame);
  }

  onPong(): void {
    // The step sends no pings of its own.
  }

  onHeard(): void {
    // A ping of the peer, answered by the driver: nothing here waits for signs of life.
  }

  onPeerClose(code: number): void {
    if (this.#phase !== 'waiting' && this.#phase !== 'holding') return;
    this.#peerCode = code;
    this.#awaitEnd();
  }

  onBroken(): void {
    if (this.#phase === 'over') return;
    this.#isBroken = true;
    this.#awaitEnd();
  }

  onEnd(end: WebSocketEnd): void {
    const phase = this.#phase;
    if (phase === 'over') return;
    const { thread, connects } = this.#step;
    const link = this.#link;
    this.#forget();
    const endedUs = end.atUs ?? thread.clock.nowUs();
    this.account();
    const { times, status } = link;
    const failure =
      phase === 'connecting' ? (end.failure ?? failureFor('network.other')) : this.#brokenBy(end, phase);
    if (phase === 'connecting') {
      const ended = { ...this.#parts.wanted, ...times, endedUs, firstByteUs: times.answeredUs };
      const credential = this.#credential.of(failure);
      connects.end({ ...ended, status, failure, credential, source: link, holder: this.#parts.scope });
    } else this.#failed(failure, endedUs);
    this.#phase = 'over';
    this.#parts.over(this.#failure ?? failure);
  }

  /** Only its first frame can be a refusal; whatever follows it, or was waited for, says that it was let in. */
  #hear(frame: Buffer, isAwaited: boolean): void {
    this.#frames += 1;
    this.#refusal = this.#frames === 1 && !isAwaited ? refusalIn(frame) : null;
    if (this.#refusal === null) this.#credential.accepted();
  }

  /** What is under way ends: the answer that is waited for, else the session. */
  #failed(failure: Failure | null, endedUs: Micros): void {
    const { trips, sessions } = this.#step;
    const { status } = this.#link;
    const ended = { startedUs: this.#sinceUs, endedUs, status, failure, reused: true, source: this.#link };
    (this.#phase === 'waiting' ? trips : sessions).end({
      ...ended,
      holder: this.#parts.scope,
      credential: this.#credential.of(failure),
    });
  }

  #closedBy(code: number): Failure {
    return (code === 1000 ? this.#refusal : null) ?? closedByPeer(code);
  }

  #forget(): void {
    this.#step.thread.timers.remove(this);
    this.#step.thread.openSteps.delete(this);
  }

  /** The answer came, or will not: the step goes on to its end either way. */
  #answered(nowUs: Micros, failure: Failure | null): void {
    const { trips } = this.#step;
    const { status } = this.#link;
    const ended = { startedUs: this.#sinceUs, endedUs: nowUs, reused: true };
    trips.end({ ...ended, status, failure, source: this.#link, holder: this.#parts.scope });
    this.#failure = failure;
    this.#stay(nowUs);
  }

  #stay(nowUs: Micros): void {
    const { sessions, spec, thread } = this.#step;
    sessions.begin();
    this.#sinceUs = nowUs;
    this.#phase = 'holding';
    if (this.#failure !== null || this.#isWindingUp || spec.holdMs <= 0) this.#close();
    else thread.timers.set(this, nowUs + millisToMicros(spec.holdMs));
  }

  #close(): void {
    this.#phase = 'closing';
    this.#awaitEnd();
    this.#link.close(1000);
  }

  #awaitEnd(): void {
    const { thread, spec } = this.#step;
    thread.timers.set(this, thread.clock.nowUs() + millisToMicros(spec.closeTimeoutMs));
  }

  /** Nothing more will come, and the end of the socket is all that is waited for. */
  get #isOver(): boolean {
    return this.#isBroken || this.#peerCode !== null;
  }

  /**
   * Our close was answered: a clean end, also where the peer then kept the socket open. Where the peer began, its code
   * says why, whoever let go of the socket.
   */
  #brokenBy(end: WebSocketEnd, phase: 'waiting' | 'holding' | 'closing'): Failure | null {
    const isAnswered = end.closeCode !== ABNORMAL;
    if (isAnswered && phase === 'closing') return null;
    if (isAnswered && this.#peerCode !== null) return this.#closedBy(end.closeCode);
    return end.failure ?? this.#closedBy(end.closeCode);
  }
}
