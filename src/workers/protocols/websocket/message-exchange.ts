import type { Failure } from '../../../contract/failure.ts';
import type { WebSocketScenario } from '../../../contract/protocols/websocket.ts';
import type { Micros } from '../../../contract/units.ts';
import { failureFor } from '../../engine/drivers/failure-codes.ts';
import type { AttemptMeter } from '../../engine/streams/attempt-meter.ts';
import type { FrameValue } from '../../engine/streams/frame-reader.ts';
import { SequenceTracker } from '../../engine/streams/sequence-tracker.ts';
import type { StreamContext } from '../../engine/streams/stream-context.ts';
import type { TrackedConnection } from '../../engine/streams/tracked-connection.ts';
import type { Scope, TextTemplate } from '../../engine/values/port.ts';
import { FirstFrame } from './first-frame.ts';
import type { FrameDecoder } from './frame-decoder.ts';
import { errorIn } from './refusal.ts';
import { ReplyMatcher, type RoundTrips } from './reply-matcher.ts';
import type { WebSocketConnection, WebSocketEndpoint } from './websocket-connection.ts';

/** A connection whose peer does not read gets no more than this many bytes of ours to hold. */
const MAX_BUFFERED_BYTES = 1_048_576;
/** A length of our own, so that pongs nobody asked for are told apart. */
const PING_BYTES = 4;

/** What a frame means for a connection that waits for its subscription to be confirmed. */
type Heard = { readonly kind: 'confirmed' } | { readonly kind: 'refused'; readonly why: string } | null;

/** What the connections of one WebSocket class on one thread have in common. */
export interface WebSocketContext extends StreamContext {
  readonly scenario: WebSocketScenario;
  readonly endpoint: WebSocketEndpoint;
  readonly subscribe: readonly TextTemplate[];
  /** null: pings measure the round trip. */
  readonly message: TextTemplate | null;
  readonly frameDecoder: FrameDecoder;
  readonly firstMessages: AttemptMeter;
  readonly sessions: AttemptMeter;
  readonly messages: RoundTrips;
  readonly pings: RoundTrips;
}

interface MessageExchangeParts {
  readonly connection: WebSocketConnection;
  readonly scope: Scope;
  readonly life: TrackedConnection;
}

/** What is said on a connection: our messages and pings with their answers, and all that comes unasked. */
export class MessageExchange {
  /** When the peer last gave a sign of life. */
  heardUs: Micros;
  readonly #context: WebSocketContext;
  readonly #connection: WebSocketConnection;
  readonly #scope: Scope;
  readonly #life: TrackedConnection;
  readonly #messages: ReplyMatcher;
  readonly #pings: ReplyMatcher;
  readonly #sequence: SequenceTracker | null;
  #pingNumber = 0;
  readonly #first: FirstFrame;
  #isHeard = false;
  /** A first frame that is held would be an answer to what was asked before it, and to the question of this key. */
  #heldAnswers = false;
  #heldKey: FrameValue = undefined;
  /** What a first frame that is held says is wrong. */
  #heldError: string | null = null;

  /** A connection has opened. */
  constructor(context: WebSocketContext, { connection, scope, life }: MessageExchangeParts) {
    const { scenario, counters, messages, pings, thread } = context;
    this.#context = context;
    this.#connection = connection;
    this.#scope = scope;
    this.#life = life;
    const { link } = connection;
    const of = { life, holder: scope, source: link, times: link.times };
    this.#messages = new ReplyMatcher(messages, of);
    this.#pings = new ReplyMatcher(pings, of);
    this.#first = new FirstFrame({ timers: thread.timers, spoken: (atUs) => this.#spoken(atUs) });
    this.heardUs = thread.clock.nowUs();
    this.#sequence = scenario.fields.sequence === null ? null : new SequenceTracker(counters.sequence);
  }

  /** Nothing that was asked waits for its answer. */
  get isQuiet(): boolean {
    return this.#messages.size + this.#pings.size === 0;
  }

  /** Not a frame came, nor a pong, though the plan says something on each connection or waits for something. */
  get isUnserved(): boolean {
    const { subscribe, confirm, reply, messageRatePerConnection } = this.#context.scenario;
    const wants = subscribe.length > 0 || (confirm ?? reply) !== null || messageRatePerConnection > 0;
    return wants && !this.#isHeard;
  }

  get hasPingUnderWay(): boolean {
    return this.#pings.size > 0;
  }

  /** Sends the subscribe frames. What could not be rendered is the failure: the rest is not sent. */
  subscribe(): Failure | null {
    for (const template of this.#context.subscribe) {
      const text = template.render(this.#scope);
      const problem = this.#scope.takeProblem();
      if (problem !== null) return problem;
      this.#send(text);
    }
    return null;
  }

  /** A message is due. */
  say(intendedUs: Micros): void {
    const { message, messages, pings, thread } = this.#context;
    const trips = message === null ? pings : messages;
    const takes = !trips.isFull && this.#connection.link.bufferedBytes <= MAX_BUFFERED_BYTES;
    if (!takes || !thread.rate.take(intendedUs)) trips.drop(intendedUs);
    else if (message === null) this.ping(intendedUs);
    else this.#message(message, intendedUs);
  }

  /** A message was due while this machine slept: it is not made up for. */
  miss(intendedUs: Micros): void {
    const { message, messages, pings } = this.#context;
    if (message === null) pings.drop(intendedUs);
    else messages.drop(intendedUs);
  }

  ping(intendedUs: Micros): void {
    this.#pingNumber = (this.#pingNumber + 1) >>> 0;
    const payload = Buffer.allocUnsafe(PING_BYTES);
    payload.writeUInt32BE(this.#pingNumber, 0);
    const nowUs = this.#context.thread.clock.nowUs();
    this.#connection.link.ping(payload);
    this.#pings.ask(intendedUs, nowUs, this.#pingNumber);
  }

  pong(payload: Buffer): void {
    const nowUs = this.#context.thread.clock.nowUs();
    this.heardUs = nowUs;
    this.#isHeard = true;
    if (payload.length === PING_BYTES) this.#pings.answerUpTo(payload.readUInt32BE(0), nowUs);
  }

  /** A frame came. `refused`: where a confirmation is waited for, it says that there will be none. */
  hear(frame: Buffer, isBinary: boolean): Heard {
    const { thread, frameDecoder } = this.#context;
    const nowUs = thread.clock.nowUs();
    this.heardUs = nowUs;
    this.#isHeard = true;
    this.#life.messageIn(frameDecoder.take(frame, isBinary, this.#sequence), frame.length);
    const isAnswer = this.#messages.size > 0 && frameDecoder.isAnswer;
    const error = this.#errorIn(frame);
    if (!this.#first.hear(frame, this.#first.state === 'silent' && this.#isAwaited(), nowUs)) {
      this.#heldAnswers = isAnswer;
      this.#heldKey = frameDecoder.answerKey;
      this.#heldError = error;
      return null;
    }
    this.#connection.credential.accepted();
    if (frameDecoder.isConfirmation) return { kind: 'confirmed' };
    if (error !== null)
      this.#messages.refuse(frameDecoder.answerKey, nowUs, failureFor('ws.error_frame', error));
    else if (isAnswer) this.#answer(frameDecoder.answerKey, nowUs);
    if (error !== null) return { kind: 'refused', why: error };
    return frameDecoder.isConfirmationRefused ? { kind: 'refused', why: frame.toString('utf8') } : null;
  }

  /**
   * What the frame taken last says is wrong; null where it says no such thing, or a rule of the plan waits for it. Where
   * the plan does not say what an answer looks like, any frame is one.
   */
  #errorIn(frame: Buffer): string | null {
    return this.#context.scenario.reply === null || this.#isAwaited() ? null : errorIn(frame);
  }

  /** It is us who close: a first frame that was held is what it looks like. */
  release(): void {
    this.#first.release();
  }

  /** What the service refused the connection by, should it have closed it; null: it let it in, or said nothing. */
  get refusal(): Failure | null {
    return this.#first.refusal;
  }

  /**
   * The connection is gone.
   * @param unanswered how questions under way end; null: they stay open
   * @param failure what a connection that never said anything failed by; null: nothing
   */
  end(nowUs: Micros, unanswered: Failure | null, failure: Failure | null): void {
    this.#first.end();
    const connection = this.#connection;
    const credential = connection.credential.of(unanswered);
    this.#messages.end(nowUs, unanswered, credential);
    this.#pings.end(nowUs, unanswered, credential);
    this.#sequence?.end();
    if (failure === null || this.#first.state === 'spoken') return;
    const ended = { startedUs: connection.link.times.answeredUs, endedUs: nowUs, status: -1 };
    this.#context.firstMessages.whole({ ...connection.told(failure), ...ended });
  }

  /** A rule of the plan waits for the frame taken last. */
  #isAwaited(): boolean {
    const { frameDecoder, scenario } = this.#context;
    return frameDecoder.isConfirmation || (scenario.reply !== null && frameDecoder.isAnswer);
  }

  #spoken(atUs: Micros): void {
    const { answeredUs } = this.#connection.link.times;
    this.#context.firstMessages.whole({ startedUs: answeredUs, endedUs: atUs, failure: null });
    if (this.#heldError !== null) {
      this.#messages.refuse(this.#heldKey, atUs, failureFor('ws.error_frame', this.#heldError));
    } else if (this.#heldAnswers) this.#answer(this.#heldKey, atUs);
    this.#heldAnswers = false;
    this.#heldError = null;
  }

  #answer(key: FrameValue, atUs: Micros): void {
    if (this.#context.scenario.correlate === null) this.#messages.answerOldest(atUs);
    else this.#messages.answerKey(key, atUs);
  }

  #message(template: TextTemplate, intendedUs: Micros): void {
    const { thread, messages, frameDecoder } = this.#context;
    this.#scope.beginIteration();
    const text = template.render(this.#scope);
    const problem = this.#scope.takeProblem();
    const nowUs = thread.clock.nowUs();
    if (problem !== null) {
      messages.refuse(intendedUs, nowUs, problem);
      return;
    }
    this.#send(text);
    this.#messages.ask(intendedUs, nowUs, frameDecoder.keyOf(text));
  }

  #send(text: string): void {
    const { link } = this.#connection;
    this.#life.messageOut();
    if (this.#context.scenario.frames === 'base64') link.sendBinary(Buffer.from(text, 'base64'));
    else link.sendText(text);
  }
}
