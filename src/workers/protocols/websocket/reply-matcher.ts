import type { Failure } from '../../../contract/failure.ts';
import type { Micros } from '../../../contract/units.ts';
import { failureFor } from '../../engine/drivers/failure-codes.ts';
import { type AnswerSource, type Link, nextUse, type SecretHolder } from '../../engine/measure/sample.ts';
import type { AttemptMeter } from '../../engine/streams/attempt-meter.ts';
import type { FrameValue } from '../../engine/streams/frame-reader.ts';
import type { TrackedConnection } from '../../engine/streams/tracked-connection.ts';
import { Timer, type TimerHeap } from '../../engine/time/timer-heap.ts';

interface RoundTripOptions {
  readonly attempts: AttemptMeter;
  readonly timers: TimerHeap;
  readonly timeoutUs: Micros;
  /** What it is called when no answer comes within that time. */
  readonly lateAs: 'timeout.reply' | 'timeout.pong';
  /** Questions under way at once on this thread; due ones beyond it are dropped and counted. */
  readonly mostUnderWay: number;
}

/** A question under way: a pooled record, linked to its neighbours in order of sending. */
class Question extends Timer {
  replies: ReplyMatcher | null = null;
  intendedUs: Micros = 0;
  startedUs: Micros = 0;
  key: FrameValue = undefined;
  uses = 0;
  before: Question | null = null;
  after: Question | null = null;

  due(nowUs: Micros): void {
    this.replies?.late(this, nowUs);
  }
}

/**
 * Round trips of one series over all connections of a thread: the plan's counters, the deadlines and the records. What
 * is asked is `planned` and `sent`; it ends with its answer, its deadline, or the end of its connection; what is then
 * still under way when the scenario has stopped was open at stop.
 */
export class RoundTrips {
  readonly options: RoundTripOptions;
  readonly #free: Question[] = [];
  #underWay = 0;

  constructor(options: RoundTripOptions) {
    this.options = options;
  }

  /** Due, and never sent: too much is under way, or the connection does not take more. */
  drop(intendedUs: Micros): void {
    this.options.attempts.drop(intendedUs);
  }

  /** Due, and impossible to send: the plan's own fault. */
  refuse(intendedUs: Micros, nowUs: Micros, failure: Failure): void {
    const { attempts } = this.options;
    attempts.begin(intendedUs, nowUs - intendedUs);
    attempts.end({ intendedUs, startedUs: nowUs, sentUs: nowUs, endedUs: nowUs, failure, reused: true });
  }

  get isFull(): boolean {
    return this.#underWay >= this.options.mostUnderWay;
  }

  begin(intendedUs: Micros, nowUs: Micros): Question {
    const { attempts, timers, timeoutUs } = this.options;
    attempts.begin(intendedUs, nowUs - intendedUs);
    const question = this.#free.pop() ?? new Question();
    question.intendedUs = intendedUs;
    question.startedUs = nowUs;
    this.#underWay += 1;
    timers.set(question, nowUs + timeoutUs);
    return question;
  }

  /** @param failure null: answered; of a rejection, with the key of the credential */
  end(question: Question, endedUs: Micros, failure: Failure | null, credential = ''): void {
    const { intendedUs, startedUs, replies } = question;
    this.options.attempts.end({
      intendedUs,
      startedUs,
      sentUs: startedUs,
      firstByteUs: failure === null ? endedUs : -1,
      endedUs,
      reused: true,
      link: replies?.of.times?.link ?? null,
      uses: question.uses,
      failure,
      credential,
      source: failure === null ? null : (replies?.of.source ?? null),
      holder: replies?.of.holder ?? null,
    });
    this.forget(question);
  }

  /** Without an end: it stays open at stop. */
  forget(question: Question): void {
    this.options.timers.remove(question);
    this.#underWay -= 1;
    question.replies = null;
    question.key = undefined;
    question.before = null;
    question.after = null;
    this.#free.push(question);
  }
}

interface ReplyMatcherParts {
  readonly life: TrackedConnection;
  /** Whose questions they are. */
  readonly holder: SecretHolder;
  /** The connection they are on: tells what came last. */
  readonly source: AnswerSource | null;
  /** Of the connection. */
  readonly times: { readonly link: Link | null } | null;
}

/**
 * The questions of one connection. Without keys an answer is the oldest question's: a service that leaves a question
 * out then shifts all later answers by one, so a plan for such a service names a field to correlate by.
 */
export class ReplyMatcher {
  readonly of: ReplyMatcherParts;
  readonly #trips: RoundTrips;
  #oldest: Question | null = null;
  #newest: Question | null = null;
  #byKey: Map<FrameValue, Question> | null = null;
  #size = 0;

  constructor(trips: RoundTrips, of: ReplyMatcherParts) {
    this.of = of;
    this.#trips = trips;
  }

  /** Questions without an answer. */
  get size(): number {
    return this.#size;
  }

  /** @param key what its answer will carry; undefined: nothing */
  ask(intendedUs: Micros, nowUs: Micros, key: FrameValue): void {
    const question = this.#trips.begin(intendedUs, nowUs);
    question.replies = this;
    question.uses = nextUse(this.of.times?.link ?? null);
    question.before = this.#newest;
    if (this.#newest === null) this.#oldest = question;
    else this.#newest.after = question;
    this.#newest = question;
    this.#size += 1;
    if (key === undefined) return;
    question.key = key;
    this.#byKey ??= new Map();
    this.#byKey.set(key, question);
  }

  /** An answer to the oldest question. False where there is none that was asked by then. */
  answerOldest(nowUs: Micros): boolean {
    const oldest = this.#oldest;
    return oldest !== null && oldest.startedUs <= nowUs && this.#answer(oldest, nowUs);
  }

  /** An answer to the question of this key. False where none is under way: it was late, or came twice. */
  answerKey(key: FrameValue, nowUs: Micros): boolean {
    return this.#answer(this.#byKey?.get(key) ?? null, nowUs);
  }

  /** The service refused the question of this key, or, where none has it, the oldest. False where none is under way. */
  refuse(key: FrameValue, nowUs: Micros, failure: Failure): boolean {
    const known = key === undefined ? undefined : this.#byKey?.get(key);
    const question = known ?? this.#oldest;
    if (question === null || question.startedUs > nowUs) return false;
    this.#unlink(question);
    this.#trips.end(question, nowUs, failure);
    return true;
  }

  /** As `answerKey`, for all questions up to that one: a pong may stand for the pings before it. */
  answerUpTo(key: FrameValue, nowUs: Micros): boolean {
    const last = this.#byKey?.get(key) ?? null;
    if (last === null) return false;
    while (this.#oldest !== null && this.#oldest !== last) this.#answer(this.#oldest, nowUs);
    return this.#answer(last, nowUs);
  }

  /** The connection is gone: every question ends with this failure, or, without one, stays open. */
  end(nowUs: Micros, failure: Failure | null, credential = ''): void {
    for (let question = this.#oldest; question !== null; question = this.#oldest) {
      this.#unlink(question);
      if (failure === null) this.#trips.forget(question);
      else this.#trips.end(question, nowUs, failure, credential);
    }
  }

  late(question: Question, nowUs: Micros): void {
    this.#unlink(question);
    this.#trips.end(question, nowUs, failureFor(this.#trips.options.lateAs));
  }

  #answer(question: Question | null, nowUs: Micros): boolean {
    if (question === null) return false;
    this.#unlink(question);
    this.of.life.answered(nowUs - question.intendedUs);
    this.#trips.end(question, nowUs, null);
    return true;
  }

  #unlink(question: Question): void {
    const { before, after, key } = question;
    if (before === null) this.#oldest = after;
    else before.after = after;
    if (after === null) this.#newest = before;
    else after.before = before;
    // A key used again belongs to the later question.
    if (key !== undefined && this.#byKey?.get(key) === question) this.#byKey.delete(key);
    this.#size -= 1;
  }
}
