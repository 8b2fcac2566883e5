import { type Failure, fail, type Result, succeed } from '../../../contract/failure.ts';
import type { SseStep } from '../../../contract/protocols/sse.ts';
import type { HttpStep } from '../../../contract/run-plan.ts';
import { MAX_ANSWER_PART_BYTES } from '../../../contract/tick.ts';
import { type Bytes, type Micros, millisToMicros } from '../../../contract/units.ts';
import { frameText } from '../../engine/drivers/answer-text.ts';
import type { Origin } from '../../engine/drivers/driver.ts';
import { failureFor } from '../../engine/drivers/failure-codes.ts';
import type { AnswerSource } from '../../engine/measure/sample.ts';
import { AttemptMeter } from '../../engine/streams/attempt-meter.ts';
import { answerData, type OnThread } from '../../engine/streams/step-answer.ts';
import type { StepBase, StepUnderWay, StepWanted, StreamStep } from '../../engine/users/task-step.ts';
import type { Assertions, Scope } from '../../engine/values/port.ts';
import { NO_EVENT, SseConnection, SseEndpoint, type SseEvent, type SseReader } from './sse-connection.ts';
import type { SseDriver, SseEnd, SseLink, SseRequest } from './sse-port.ts';

/** An SSE step made ready: its templates compiled, its series known. */
export class CompiledSseStep implements StreamStep {
  readonly kind = 'stream';
  readonly series: number;
  readonly origin: Origin;
  readonly spec: SseStep;
  readonly endpoint: SseEndpoint;
  readonly judge: Assertions;
  readonly sessions: AttemptMeter;
  readonly holdUs: Micros;

  constructor(step: HttpStep & { readonly stream: SseStep }, base: StepBase, onThread: OnThread<SseDriver>) {
    const { stream } = step;
    const { values, meter } = onThread.thread;
    this.series = step.series;
    this.origin = base.origin;
    this.spec = stream;
    this.endpoint = new SseEndpoint(
      {
        ...step,
        url: base.origin.url + base.path + step.path,
        headers: { ...base.headers, ...step.headers },
        series: { headers: stream.series.headers, firstEvent: step.series },
      },
      onThread,
    );
    this.holdUs = stream.holdMs === null ? Number.POSITIVE_INFINITY : millisToMicros(stream.holdMs);
    this.judge = values.compileAssertions(step.checks, step.extract);
    this.sessions = new AttemptMeter(meter, stream.series.session ?? undefined, this.endpoint.what);
  }

  open(scope: Scope, wanted: StepWanted, over: (failure: Failure | null) => void): Result<StepUnderWay> {
    const request = this.endpoint.request(scope, '');
    if (request.ok)
      return succeed(new SseStepUnderWay(this, { request: request.value, scope, wanted, over }));
    this.endpoint.refused(request.failure, wanted);
    return fail(request.failure);
  }
}

interface VisitParts {
  readonly request: SseRequest;
  readonly scope: Scope;
  readonly wanted: StepWanted;
  readonly over: (failure: Failure | null) => void;
}

/** Of an event that a check refused: the event is what came. */
function withEvent(link: SseLink, data: string, size: Bytes): AnswerSource {
  return {
    answerOf(sample) {
      const answer = link.answerOf(sample);
      const start = Buffer.from(data.slice(0, MAX_ANSWER_PART_BYTES));
      return answer === null ? null : { ...answer, ...frameText(start, size) };
    },
  };
}

/**
 * The event stream of a step: read until enough events came, or the time to hold is over. It is not opened again when it
 * ends: a task that wants that has another step.
 */
class SseStepUnderWay implements SseReader, StepUnderWay {
  readonly #step: CompiledSseStep;
  readonly #parts: VisitParts;
  readonly #connection: SseConnection;
  #firstUs: Micros = 0;
  #events = 0;
  #isDraining = false;

  constructor(step: CompiledSseStep, parts: VisitParts) {
    this.#step = step;
    this.#parts = parts;
    this.#connection = new SseConnection(step.endpoint, parts, this);
  }

  drain(): void {
    this.#isDraining = true;
    if (this.#connection.phase === 'reading') this.#leave();
  }

  cut(): void {
    this.#connection.drop();
  }

  opened(): void {
    this.#connection.wait(Math.min(this.#byUs, this.#holdUntilUs));
  }

  waited(_: SseConnection, nowUs: Micros): void {
    const { phase, link } = this.#connection;
    const isHeld = nowUs >= this.#holdUntilUs;
    if (phase === 'open') link.cut(failureFor(isHeld ? 'sse.silent' : 'sse.idle'));
    else if (isHeld) this.#leave();
    else link.cut(failureFor('timeout.total'));
  }

  event(_: SseConnection, { bytes, data }: SseEvent): void {
    this.#events += 1;
    if (this.#events === 1) this.#first(bytes, data);
    else if (this.#isEnough) this.#leave();
  }

  ended(connection: SseConnection, end: SseEnd): void {
    const { endpoint, sessions } = this.#step;
    const failure = end.failure ?? this.#incomplete(end);
    if (failure === null) {
      this.#leave();
      return;
    }
    const endedUs = end.atUs ?? endpoint.thread.clock.nowUs();
    connection.endAs(failure, endedUs);
    if (connection.phase === 'reading') {
      const told = { ...connection.told(failure), credential: '' };
      sessions.end({ startedUs: this.#firstUs, endedUs, reused: true, ...told });
    }
    this.#parts.over(failure);
  }

  /** Of an end without a failure: what it lacks of what the plan wants; null: nothing. */
  #incomplete({ isInOrder }: SseEnd): Failure | null {
    if (!isInOrder) return failureFor('sse.ended');
    if (this.#events === 0) return failureFor('sse.closed', NO_EVENT);
    const { events, holdMs } = this.#step.spec;
    if (events === null || holdMs !== null) return null;
    return failureFor('sse.closed', `in order, after ${this.#events} of ${events} events`);
  }

  #first(bytes: Bytes, body: string): void {
    const { sessions, spec, judge, endpoint } = this.#step;
    const { link } = this.#connection;
    const { status, times } = link;
    const nowUs = endpoint.thread.clock.nowUs();
    const view = answerData({ status, body, bytes, tookUs: nowUs - times.startedUs });
    const failure = judge.judge(view, this.#parts.scope);
    const source = withEvent(link, body, bytes);
    this.#connection.firstCame(nowUs, { failure, source, holder: this.#parts.scope });
    if (spec.series.session === null || failure !== null) {
      this.#end(failure);
      return;
    }
    sessions.begin(nowUs);
    this.#firstUs = nowUs;
    if (this.#isEnough || this.#isDraining) this.#leave();
    else this.#connection.wait(spec.holdMs === null ? this.#byUs : this.#holdUntilUs);
  }

  /** As much was read as the plan wants. */
  #leave(): void {
    const { sessions, endpoint } = this.#step;
    const { status } = this.#connection.link;
    const endedUs = endpoint.thread.clock.nowUs();
    sessions.end({ startedUs: this.#firstUs, endedUs, status, failure: null, reused: true });
    this.#end(null);
  }

  #end(failure: Failure | null): void {
    this.cut();
    this.#parts.over(failure);
  }

  get #isEnough(): boolean {
    const { events } = this.#step.spec;
    return events !== null && this.#events >= events;
  }

  get #byUs(): Micros {
    return this.#connection.link.times.startedUs + this.#step.endpoint.limits.timeoutUs;
  }

  /** Infinity: the time is not what ends it. */
  get #holdUntilUs(): Micros {
    return this.#connection.link.times.answeredUs + this.#step.holdUs;
  }
}
