import { type Failure, fail, type Result, succeed } from '../../../contract/failure.ts';
import type { WebSocketStep } from '../../../contract/protocols/websocket.ts';
import type { HttpStep } from '../../../contract/run-plan.ts';
import { type Micros, millisToMicros } from '../../../contract/units.ts';
import type { Origin } from '../../engine/drivers/driver.ts';
import { failureFor } from '../../engine/drivers/failure-codes.ts';
import { AttemptMeter } from '../../engine/streams/attempt-meter.ts';
import { FrameReader } from '../../engine/streams/frame-reader.ts';
import { answerData, type OnThread } from '../../engine/streams/step-answer.ts';
import type { StepBase, StepUnderWay, StepWanted, StreamStep } from '../../engine/users/task-step.ts';
import type { Assertions, Scope, TextTemplate } from '../../engine/values/port.ts';
import { refusalIn } from './refusal.ts';
import { closedByPeer } from './websocket-causes.ts';
import {
  type Ending,
  WebSocketConnection,
  WebSocketEndpoint,
  type WebSocketUse,
} from './websocket-connection.ts';
import type { WebSocketDriver, WebSocketRequest } from './websocket-port.ts';

/** A WebSocket step made ready: its templates compiled, its series known. */
export class CompiledWebSocketStep implements StreamStep {
  readonly kind = 'stream';
  readonly series: number;
  readonly origin: Origin;
  readonly spec: WebSocketStep;
  readonly endpoint: WebSocketEndpoint;
  readonly judge: Assertions;
  readonly trips: AttemptMeter;
  readonly sessions: AttemptMeter;
  /** One for all connections of the step: it is read and asked in one go. */
  readonly reader: FrameReader | null;
  readonly #send: readonly TextTemplate[];

  constructor(
    step: HttpStep & { readonly stream: WebSocketStep },
    base: StepBase,
    onThread: OnThread<WebSocketDriver>,
  ) {
    const { stream } = step;
    const { roundTrip, session } = stream.series;
    const { values, meter } = onThread.thread;
    this.series = step.series;
    this.origin = base.origin;
    this.spec = stream;
    this.endpoint = new WebSocketEndpoint(
      {
        ...stream,
        url: base.origin.url.replace(/^http/, 'ws') + base.path + step.path,
        headers: { ...base.headers, ...step.headers },
        timeoutMs: step.timeoutMs,
        method: 'GET',
        series: { connect: step.series, messages: roundTrip ?? step.series },
      },
      onThread,
    );
    this.#send = stream.send.map((frame) => values.compileText(frame));
    this.judge = values.compileAssertions(step.checks, step.extract);
    this.reader = stream.until === null ? null : new FrameReader([stream.until.pointer]);
    this.trips = new AttemptMeter(meter, roundTrip ?? undefined, this.endpoint.what);
    this.sessions = new AttemptMeter(meter, session, this.endpoint.what);
  }

  open(scope: Scope, wanted: StepWanted, over: (failure: Failure | null) => void): Result<StepUnderWay> {
    const request = this.endpoint.request(scope);
    if (!request.ok) return this.#refused(request.failure, wanted);
    const frames = this.#send.map((frame) => frame.render(scope));
    const problem = scope.takeProblem();
    if (problem !== null) return this.#refused(problem, wanted);
    return succeed(new WebSocketStepUnderWay(this, { request: request.value, frames, scope, wanted, over }));
  }

  #refused(failure: Failure, wanted: StepWanted): Result<StepUnderWay> {
    this.endpoint.refused(failure, wanted);
    return fail(failure);
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
 * The connection of a step: its frames are sent, the answer is awaited where there is one, then it stays as the plan wants
 * and is closed.
 */
class WebSocketStepUnderWay implements WebSocketUse, StepUnderWay {
  readonly #step: CompiledWebSocketStep;
  readonly #parts: VisitParts;
  readonly #connection: WebSocketConnection;
  /** Frames are out, the answer is not in. */
  #isWaiting = false;
  /** When the wait for the answer, or the stay, began. */
  #sinceUs: Micros = 0;
  /** Of the answer. */
  #failure: Failure | null = null;
  #frames = 0;
  /** What its only frame refused by; null: it refused nothing. */
  #refusal: Failure | null = null;
  #isDraining = false;

  constructor(step: CompiledWebSocketStep, parts: VisitParts) {
    this.#step = step;
    this.#parts = parts;
    this.#connection = new WebSocketConnection(step.endpoint, parts, this);
  }

  drain(): void {
    this.#isDraining = true;
    if (this.#connection.phase === 'open' && !this.#isWaiting) this.#connection.close();
  }

  cut(): void {
    const { peerCode } = this.#connection;
    // The peer's close came before our stop, although its socket is still open.
    if (peerCode !== null) this.#end(this.closedByPeer(peerCode).failure, this.#nowUs);
    this.#connection.drop();
  }

  opened({ link }: WebSocketConnection): void {
    const { trips, spec, endpoint } = this.#step;
    const { frames } = this.#parts;
    const { startedUs, answeredUs } = link.times;
    this.#sinceUs = frames.length === 0 ? answeredUs : this.#nowUs;
    for (const frame of frames) link.sendText(frame);
    if (spec.until === null) {
      this.#stay(answeredUs);
      return;
    }
    trips.begin(this.#sinceUs);
    this.#isWaiting = true;
    this.#connection.wait(startedUs + endpoint.limits.timeoutUs);
  }

  frame({ link, phase }: WebSocketConnection, frame: Buffer): void {
    const { reader, judge, spec } = this.#step;
    if (phase !== 'open' || !this.#isWaiting || reader === null) {
      this.#hear(frame, false);
      return;
    }
    reader.read(frame);
    const isAwaited = reader.values[0] === spec.until?.value;
    this.#hear(frame, isAwaited);
    if (!isAwaited) return;
    const nowUs = this.#nowUs;
    const view = answerData({
      status: link.status,
      body: judge.needsBody ? frame.toString('utf8') : '',
      bytes: frame.length,
      tookUs: nowUs - this.#sinceUs,
    });
    this.#answered(nowUs, judge.judge(view, this.#parts.scope));
  }

  waited(connection: WebSocketConnection, nowUs: Micros): void {
    if (this.#isWaiting) this.#answered(nowUs, failureFor('timeout.reply'));
    else connection.close();
  }

  closedByPeer(code: number): Ending {
    const failure = (code === 1000 ? this.#refusal : null) ?? closedByPeer(code);
    return { cause: failure.code, failure };
  }

  ended({ phase }: WebSocketConnection, { failure }: Ending, atUs: Micros): void {
    if (phase !== 'connecting') this.#end(failure, atUs);
    this.#parts.over(this.#failure ?? failure);
  }

  get #nowUs(): Micros {
    return this.#step.endpoint.thread.clock.nowUs();
  }

  /** Only its first frame can be a refusal; whatever follows it, or was waited for, says that it was let in. */
  #hear(frame: Buffer, isAwaited: boolean): void {
    this.#frames += 1;
    this.#refusal = this.#frames === 1 && !isAwaited ? refusalIn(frame) : null;
    if (this.#refusal === null) this.#connection.credential.accepted();
  }

  /** What is under way ends: the answer that is waited for, else the session. */
  #end(failure: Failure | null, endedUs: Micros): void {
    const { trips, sessions } = this.#step;
    const told = this.#connection.told(failure);
    (this.#isWaiting ? trips : sessions).end({ ...told, startedUs: this.#sinceUs, endedUs, reused: true });
  }

  /** The answer came, or will not: the step goes on to its end either way. */
  #answered(nowUs: Micros, failure: Failure | null): void {
    const told = { ...this.#connection.told(failure), credential: '' };
    this.#step.trips.end({ ...told, startedUs: this.#sinceUs, endedUs: nowUs, reused: true });
    this.#isWaiting = false;
    this.#failure = failure;
    this.#stay(nowUs);
  }

  #stay(nowUs: Micros): void {
    const { sessions, spec } = this.#step;
    sessions.begin(nowUs);
    this.#sinceUs = nowUs;
    if (this.#failure !== null || this.#isDraining || spec.holdMs <= 0) this.#connection.close();
    else this.#connection.wait(nowUs + millisToMicros(spec.holdMs));
  }
}
