import type { Failure } from '../../../contract/failure.ts';
import type { Micros } from '../../../contract/units.ts';
import { failureFor } from '../../engine/drivers/failure-codes.ts';
import type { FrameValue } from '../../engine/streams/frame-reader.ts';
import { PresentedCredential } from '../../engine/streams/presented-credential.ts';
import { SequenceTracker } from '../../engine/streams/sequence-tracker.ts';
import type { TrackedConnection } from '../../engine/streams/tracked-connection.ts';
import type { Scope, TextTemplate } from '../../engine/values/port.ts';
import { FirstFrame } from './first-frame.ts';
import { errorIn } from './refusal.ts';
import { ReplyMatcher } from './reply-matcher.ts';
import type { WebSocketContext } from './websocket-context.ts';
import type { WebSocketLink } from './websocket-port.ts';

/** A connection whose peer does not read gets no more than this many bytes of ours to hold. */
const MAX_BUFFERED_BYTES = 1_048_576;
/** A length of our own, so that pongs nobody asked for are told apart. */
const PING_BYTES = 4;

/** What a frame means for a connection that waits for its subscription to be confirmed. */
export type Heard =
  | { readonly kind: 'confirmed' }
  | { readonly kind: 'refused'; readonly why: string }
  | null;

/** What is said on a connection: our messages and pings with their answers, and all that comes unasked. */
export class MessageExchange {
  /** When the peer last gave a sign of life. */
  heardUs: Micros = 0;
  readonly credential: PresentedCredential;
  readonly #context: WebSocketContext;
  readonly #scope: Scope;
  readonly #life: TrackedConnection;
  readonly #messages: ReplyMatcher;
  readonly #pings: ReplyMatcher;
  #sequence: SequenceTracker | null = null;
  #openedUs: Micros = 0;
  #pingNumber = 0;
  readonly #first: FirstFrame;
  #isHeard = false;
  /** A first frame that is held would be an answer to what was asked before it, and to the question of this key. */
  #heldAnswers = false;
  #heldKey: FrameValue = undefined;
  /** What a first frame that is held says is wrong. */
  #heldError: string | null = null;

  constructor(context: WebSocketContext, scope: Scope, life: TrackedConnection) {
    this.#context = context;
    this.#scope = scope;
    this.#life = life;
    this.#messages = new ReplyMatcher(context.messages, life, scope);
    this.#pings = new ReplyMatcher(context.pings, life, scope);
    const { credentials, meter, scenario, timers } = context;
    this.credential = new PresentedCredential({ credentials, meter, series: scenario.series.connect });
    this.#first = new FirstFrame({ timers, spoken: (atUs) => this.#spoken(atUs) });
  }

  /** A connection has opened. */
  begin(link: WebSocketLink, openedUs: Micros, nowUs: Micros): void {
    const { scenario, counters } = this.#context;
    this.#messages.source = link;
    this.#pings.source = link;
    this.#openedUs = openedUs;
    this.heardUs = nowUs;
    this.#first.begin();
    this.#isHeard = false;
    this.#heldAnswers = false;
    this.#heldError = null;
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
  subscribe(link: WebSocketLink): Failure | null {
    for (const template of this.#context.templates.subscribe) {
      const text = template.render(this.#scope);
      const problem = this.#scope.takeProblem();
      if (problem !== null) return problem;
      this.#send(link, text);
    }
    return null;
  }

  /** A message is due. */
  say(link: WebSocketLink, intendedUs: Micros): void {
    const { templates, messages, pings, rate } = this.#context;
    const trips = templates.message === null ? pings : messages;
    const takes = !trips.isFull && link.bufferedBytes <= MAX_BUFFERED_BYTES;
    if (!takes || !rate.take(intendedUs)) trips.drop();
    else if (templates.message === null) this.ping(link, intendedUs);
    else this.#message(link, templates.message, intendedUs);
  }

  /** A message was due while this machine slept: it is not made up for. */
  miss(): void {
    const { templates, messages, pings } = this.#context;
    if (templates.message === null) pings.drop();
    else messages.drop();
  }

  ping(link: WebSocketLink, intendedUs: Micros): void {
    this.#pingNumber = (this.#pingNumber + 1) >>> 0;
    const payload = Buffer.allocUnsafe(PING_BYTES);
    payload.writeUInt32BE(this.#pingNumber, 0);
    const nowUs = this.#context.clock.nowUs();
    link.ping(payload);
    this.#pings.ask(intendedUs, nowUs, this.#pingNumber);
  }

  pong(payload: Buffer, nowUs: Micros): void {
    this.heardUs = nowUs;
    this.#isHeard = true;
    if (payload.length === PING_BYTES) this.#pings.answerUpTo(payload.readUInt32BE(0), nowUs);
  }

  /** A frame came. `refused`: where a confirmation is waited for, it says that there will be none. */
  hear(frame: Buffer, isBinary: boolean): Heard {
    const { clock, frameDecoder } = this.#context;
    const nowUs = clock.nowUs();
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
    this.credential.accepted();
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
    const credential = this.credential.of(unanswered);
    this.#messages.end(nowUs, unanswered, credential);
    this.#pings.end(nowUs, unanswered, credential);
    this.#sequence?.end();
    this.#sequence = null;
    const source = this.#messages.source ?? undefined;
    this.#messages.source = null;
    this.#pings.source = null;
    if (failure === null || this.#first.state === 'spoken') return;
    const ended = { startedUs: this.#openedUs, endedUs: nowUs, failure };
    const told = { ...ended, credential: this.credential.of(failure), holder: this.#scope };
    this.#context.firstMessages.whole(source === undefined ? told : { ...told, source });
  }

  /** A rule of the plan waits for the frame taken last. */
  #isAwaited(): boolean {
    const { frameDecoder, scenario } = this.#context;
    return frameDecoder.isConfirmation || (scenario.reply !== null && frameDecoder.isAnswer);
  }

  #spoken(atUs: Micros): void {
    this.#context.firstMessages.whole({ startedUs: this.#openedUs, endedUs: atUs, failure: null });
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

  #message(link: WebSocketLink, template: TextTemplate, intendedUs: Micros): void {
    const { clock, messages, frameDecoder } = this.#context;
    this.#scope.beginIteration();
    const text = template.render(this.#scope);
    const problem = this.#scope.takeProblem();
    const nowUs = clock.nowUs();
    if (problem !== null) {
      messages.refuse(intendedUs, nowUs, problem);
      return;
    }
    this.#send(link, text);
    this.#messages.ask(intendedUs, nowUs, frameDecoder.keyOf(text));
  }

  #send(link: WebSocketLink, text: string): void {
    this.#life.messageOut();
    if (this.#context.scenario.frames === 'base64') link.sendBinary(Buffer.from(text, 'base64'));
    else link.sendText(text);
  }
}
