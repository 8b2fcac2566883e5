import type { WebSocketScenario } from '../../../contract/protocols/websocket.ts';
import { FrameReader, type FrameValue } from '../../engine/streams/frame-reader.ts';
import type { SequenceTracker } from '../../engine/streams/sequence-tracker.ts';
import type { StreamCounters } from '../../engine/streams/stream-counters.ts';
import type { Clock } from '../../engine/time/clock.ts';

const TOPIC = 0;
const TYPE = 1;
const SEQUENCE = 2;
const SENT_AT = 3;
const REPLY = 4;
const CORRELATE = 5;
const CONFIRM = 6;

/** Reads incoming frames of a scenario once, for its statistics and for the rules that wait for certain frames. */
export class FrameDecoder {
  readonly #scenario: WebSocketScenario;
  readonly #counters: StreamCounters;
  readonly #clock: Pick<Clock, 'wallUs'>;
  readonly #reader: FrameReader;
  readonly #outgoing: FrameReader | null;

  /** @param clock to compare with stamps of the server */
  constructor(scenario: WebSocketScenario, counters: StreamCounters, clock: Pick<Clock, 'wallUs'>) {
    const { fields, reply, correlate, confirm } = scenario;
    this.#scenario = scenario;
    this.#counters = counters;
    this.#clock = clock;
    this.#reader = new FrameReader([
      fields.topic,
      fields.type,
      fields.sequence,
      fields.sentAtMs,
      reply?.pointer ?? null,
      correlate?.pointer ?? null,
      confirm?.pointer ?? null,
    ]);
    this.#outgoing = correlate === null ? null : new FrameReader([correlate.pointer]);
  }

  /** Takes a frame; what it says can be asked until the next one. @returns the name it is counted under */
  take(frame: Buffer, isBinary: boolean, sequence: SequenceTracker | null): string {
    const structured = this.#reader.read(frame);
    const { values } = this.#reader;
    const name = values[TOPIC] ?? values[TYPE] ?? (isBinary ? '(binary)' : structured ? '(json)' : '(text)');
    const topic = String(name);
    // By topic alone: types alternate within one count where a connection has but one.
    sequence?.see(values[TOPIC], values[SEQUENCE]);
    const sentAtMs = values[SENT_AT];
    if (typeof sentAtMs === 'number') this.#counters.deliveryLag(this.#clock.wallUs() - sentAtMs * 1_000);
    return topic;
  }

  /** Whether the frame taken last answers a question. */
  get isAnswer(): boolean {
    const { reply } = this.#scenario;
    return reply === null || this.#reader.values[REPLY] === reply.value;
  }

  /** What the frame taken last carries to tell which question it answers. */
  get answerKey(): FrameValue {
    return this.#reader.values[CORRELATE];
  }

  /** Whether the frame taken last confirms the subscription. */
  get isConfirmation(): boolean {
    const { confirm } = this.#scenario;
    return confirm !== null && confirm !== undefined && this.#reader.values[CONFIRM] === confirm.value;
  }

  /** Whether the frame taken last says no where the plan waits for yes, or the other way round. */
  get isConfirmationRefused(): boolean {
    const { confirm } = this.#scenario;
    return typeof confirm?.value === 'boolean' && this.#reader.values[CONFIRM] === !confirm.value;
  }

  /** What the answer to this frame of ours will carry; undefined where nothing is asked for. */
  keyOf(frame: string): FrameValue {
    if (this.#outgoing === null) return undefined;
    this.#outgoing.read(Buffer.from(frame));
    return this.#outgoing.values[0];
  }
}
