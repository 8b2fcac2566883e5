import { type Failure, fail, type Result, succeed } from '../../../contract/failure.ts';
import type { HttpStep, SseStep } from '../../../contract/run-plan.ts';
import { MAX_ANSWER_PART_BYTES } from '../../../contract/tick.ts';
import { type Bytes, type Micros, millisToMicros } from '../../../contract/units.ts';
import { frameText } from '../../engine/drivers/answer-text.ts';
import type { Origin } from '../../engine/drivers/driver.ts';
import { failureFor } from '../../engine/drivers/failure-codes.ts';
import type { AnswerSource } from '../../engine/measure/sample.ts';
import { AttemptMeter } from '../../engine/streams/attempt-meter.ts';
import { PresentedCredential, presenting } from '../../engine/streams/presented-credential.ts';
import { AnswerData, type OnThread, type StepLimits, stepLimits } from '../../engine/streams/step-answer.ts';
import { streamHeaders, urlForExamples } from '../../engine/streams/stream-request.ts';
import { WireBytes } from '../../engine/streams/wire-bytes.ts';
import { Timer } from '../../engine/time/timer-heap.ts';
import type { StepBase, StepUnderWay, StepWanted, StreamStep } from '../../engine/users/task-step.ts';
import type { ThreadContext } from '../../engine/users/thread-context.ts';
import type {
  Assertions,
  BodyTemplate,
  HeadersTemplate,
  Scope,
  TextTemplate,
} from '../../engine/values/port.ts';
import type { SseDriver, SseEnd, SseEvents, SseLink, SseRequest } from './sse-port.ts';
import { NO_EVENT } from './sse-stream.ts';

/** An SSE step made ready: its templates compiled, its series known. */
export class CompiledSseStep implements StreamStep {
  readonly kind = 'stream';
  readonly series: number;
  readonly origin: Origin;
  readonly spec: SseStep;
  readonly thread: ThreadContext;
  readonly driver: SseDriver;
  readonly judge: Assertions;
  readonly headers: AttemptMeter;
  readonly firstEvents: AttemptMeter;
  readonly sessions: AttemptMeter;
  readonly limits: StepLimits;
  readonly holdUs: Micros;
  readonly #url: TextTemplate;
  readonly #headers: HeadersTemplate;
  readonly #body: BodyTemplate | null;

  constructor(
    step: HttpStep & { readonly stream: SseStep },
    base: StepBase,
    { thread, driver }: OnThread<SseDriver>,
  ) {
    const { stream } = step;
    const { values, meter } = thread;
    this.series = step.series;
    this.origin = base.origin;
    this.spec = stream;
    this.thread = thread;
    this.driver = driver;
    this.limits = stepLimits(step.timeoutMs, thread);
    this.holdUs = stream.holdMs === null ? Number.POSITIVE_INFINITY : millisToMicros(stream.holdMs);
    const url = base.origin.url + base.path + step.path;
    this.#url = values.compilePath(url);
    const always = {
      accept: 'text/event-stream',
      'cache-control': 'no-cache',
      'user-agent': base.userAgent,
    };
    this.#body = values.compileBody(step.body);
    const contentType = this.#body?.contentType ?? null;
    const ours = contentType === null ? always : { ...always, 'content-type': contentType };
    this.#headers = values.compileHeaders(streamHeaders({ ...base.headers, ...step.headers }, ours));
    this.judge = values.compileAssertions(step.checks, step.extract);
    const what = { method: this.#body === null ? 'GET' : 'POST', url: urlForExamples(url) };
    this.firstEvents = new AttemptMeter(meter, step.series, what);
    this.headers = new AttemptMeter(meter, stream.series.headers, what);
    this.sessions = new AttemptMeter(meter, stream.series.session ?? undefined, what);
  }

  open(scope: Scope, wanted: StepWanted, over: (failure: Failure | null) => void): Result<StepUnderWay> {
    const request = {
      url: this.#url.render(scope),
      headers: this.#headers.render(scope),
      lastEventId: '',
      body: this.#body?.render(scope) ?? null,
      cookies: scope.cookies,
    };
    const problem = scope.takeProblem();
    if (problem === null) return succeed(new SseVisit(this, { request, scope, wanted, over }));
    const nowUs = this.thread.clock.nowUs();
    this.headers.whole({ startedUs: nowUs, endedUs: nowUs, failure: problem });
    this.firstEvents.end({ ...wanted, startedUs: nowUs, endedUs: nowUs, failure: problem });
    return fail(problem);
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
 * One event stream of a step. It is not opened again when it ends: a task that wants that has another step.
 *
 * | phase      | meaning                               | waits for                         | leaves it by          |
 * |------------|---------------------------------------|-----------------------------------|-----------------------|
 * | connecting | from opening the socket to the headers| connect, then headers             | headers, failure      |
 * | open       | headers came, no event yet            | the time limit, the end of hold   | event, failure        |
 * | reading    | events come, more are wanted          | the end of hold, else the limit   | enough of them, an end|
 * | over       | told, or cut                          | nothing                           |                       |
 */
class SseVisit extends Timer implements SseEvents, StepUnderWay {
  readonly #step: CompiledSseStep;
  readonly #parts: VisitParts;
  readonly #link: SseLink;
  readonly #bytes: WireBytes;
  readonly #credential: PresentedCredential;
  #phase: 'connecting' | 'open' | 'reading' | 'over' = 'connecting';
  #firstUs: Micros = 0;
  #events = 0;
  #isWindingUp = false;

  constructor(step: CompiledSseStep, parts: VisitParts) {
    super();
    this.#step = step;
    this.#parts = parts;
    this.#bytes = new WireBytes(step.thread.meter);
    const { credentials, meter } = step.thread;
    this.#credential = new PresentedCredential({ credentials, meter, series: step.spec.series.headers });
    this.#credential.begin(presenting(parts.request));
    step.headers.begin();
    this.#link = step.driver.open(parts.request, this);
    step.thread.timers.set(this, this.#link.times.startedUs + step.limits.connectUs);
    step.thread.openSteps.add(this);
  }

  drain(): void {
    this.#isWindingUp = true;
    if (this.#phase === 'reading') this.#leave();
  }

  cut(): void {
    this.#phase = 'over';
    this.#forget();
    this.#link.cut();
    this.account();
  }

  account(): void {
    this.#bytes.take(this.#link, this.#step.series);
  }

  due(nowUs: Micros): void {
    const link = this.#link;
    if (this.#phase === 'connecting') this.#connectDue(nowUs);
    else if (this.#phase === 'open')
      link.cut(failureFor(nowUs >= this.#holdUntilUs ? 'sse.silent' : 'sse.idle'));
    else if (nowUs >= this.#holdUntilUs) this.#leave();
    else link.cut(failureFor('timeout.total'));
  }

  onHeaders(): void {
    if (this.#phase !== 'connecting') return;
    const { headers, thread, limits } = this.#step;
    const { times, status } = this.#link;
    const { headersUs } = times;
    headers.end({ ...times, firstByteUs: headersUs, endedUs: headersUs, status, failure: null });
    this.#credential.accepted();
    this.#phase = 'open';
    thread.timers.set(this, Math.min(times.startedUs + limits.timeoutUs, this.#holdUntilUs));
  }

  onEvent(_: string, bytes: Bytes, data: string): void {
    if (this.#phase !== 'open' && this.#phase !== 'reading') return;
    this.#events += 1;
    if (this.#phase === 'open') this.#first(bytes, data);
    else if (this.#isEnough) this.#leave();
  }

  onRetry(): void {
    // Nothing is opened again.
  }

  onEnd(end: SseEnd): void {
    const phase = this.#phase;
    if (phase === 'over') return;
    const { headers, firstEvents, sessions, thread } = this.#step;
    const link = this.#link;
    const failure = end.failure ?? this.#incomplete(end);
    if (failure === null) {
      this.#leave();
      return;
    }
    this.#phase = 'over';
    this.#forget();
    const { times, status } = link;
    const endedUs = end.atUs ?? thread.clock.nowUs();
    this.account();
    const credential = this.#credential.of(failure);
    const told = { status, failure, credential, source: link, holder: this.#parts.scope };
    const failed = { ...times, firstByteUs: times.headersUs, endedUs, ...told };
    if (phase === 'connecting') headers.end(failed);
    if (phase === 'reading') {
      sessions.end({ startedUs: this.#firstUs, endedUs, reused: true, ...told, credential: '' });
    } else firstEvents.end({ ...this.#parts.wanted, ...failed });
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

  #forget(): void {
    this.#step.thread.timers.remove(this);
    this.#step.thread.openSteps.delete(this);
  }

  #first(size: Bytes, data: string): void {
    const { firstEvents, sessions, spec, judge, thread, limits } = this.#step;
    const link = this.#link;
    const { times, status } = link;
    const nowUs = thread.clock.nowUs();
    const view = new AnswerData({ status, body: data, bytes: size, tookUs: nowUs - times.startedUs });
    const { scope, wanted } = this.#parts;
    const failure = judge.judge(view, scope);
    const ended = { ...wanted, ...times, firstByteUs: times.headersUs, endedUs: nowUs };
    firstEvents.end({ ...ended, status, failure, source: withEvent(link, data, size), holder: scope });
    if (spec.series.session === null || failure !== null) {
      this.#end(failure);
      return;
    }
    sessions.begin();
    this.#phase = 'reading';
    this.#firstUs = nowUs;
    if (this.#isEnough || this.#isWindingUp) this.#leave();
    else
      thread.timers.set(this, spec.holdMs === null ? times.startedUs + limits.timeoutUs : this.#holdUntilUs);
  }

  /** As much was read as the plan wants. */
  #leave(): void {
    const { sessions, thread } = this.#step;
    const { status } = this.#link;
    const endedUs = thread.clock.nowUs();
    sessions.end({ startedUs: this.#firstUs, endedUs, status, failure: null, reused: true });
    this.#end(null);
  }

  #end(failure: Failure | null): void {
    this.cut();
    this.#parts.over(failure);
  }

  #connectDue(nowUs: Micros): void {
    const link = this.#link;
    const { connectUs, timeoutUs } = this.#step.limits;
    // Later than it was when the limit was set, where a redirect was held back.
    const { startedUs } = link.times;
    const byUs = startedUs + timeoutUs;
    const firstByUs = startedUs + connectUs;
    if (nowUs < firstByUs) this.#step.thread.timers.set(this, firstByUs);
    else if (!link.isConnecting && nowUs < byUs) this.#step.thread.timers.set(this, byUs);
    else link.cut(link.lateFailure());
  }

  get #isEnough(): boolean {
    const { events } = this.#step.spec;
    return events !== null && this.#events >= events;
  }

  /** Infinity: the time is not what ends it. */
  get #holdUntilUs(): Micros {
    return this.#link.times.headersUs + this.#step.holdUs;
  }
}
