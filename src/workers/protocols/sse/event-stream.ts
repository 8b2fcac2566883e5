import { createParser, type EventSourceParser } from 'eventsource-parser';
import type { Bytes } from '../../../contract/units.ts';
import { type UnfinishedRoom, UnfinishedText } from '../../engine/drivers/unfinished-text.ts';

interface EventStreamEvents {
  /**
   * @param name `message` where the stream names none
   * @param bytes of the data, in UTF-8
   * @param id the event's own; empty: it names none
   */
  onEvent(name: string, data: string, bytes: Bytes, id: string): void;
  /** The stream asks to be opened again so many milliseconds after it closes. */
  onRetry(ms: number): void;
  /** An event or line is longer than allowed, alone or with those of all other streams; nothing more is read. */
  onTooLong(of: 'this' | 'all'): void;
}

/**
 * Reads an event stream as the HTML standard has it. The parser is eventsource-parser; what differs from the standard
 * there is put right before it or beside it:
 *
 * | standard                                                    | eventsource-parser 3.1.1               |
 * |-------------------------------------------------------------|----------------------------------------|
 * | a CR ends its line at once                                  | waits for what follows: the event is late, or lost at the end |
 * | a UTF-8 byte order mark at the start is dropped             | does so for bytes read as Latin-1 only |
 * | an id counts from the end of its block, with or without data| is told with events that have data     |
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export class EventStreamReader {
  readonly #events: EventStreamEvents;
  /** Drops the byte order mark, and holds back a character whose bytes have not all come. */
  readonly #decoder = new TextDecoder();
  readonly #parser: EventSourceParser;
  readonly #ids = new LastEventId();
  readonly #open = new OpenBlock();
  readonly #room: UnfinishedRoom;
  readonly #unfinished = new UnfinishedText();
  /** Of the room. */
  #held = 0;
  /** A byte has been a character so far: the bytes of an event need not be counted, which floods would pay for. */
  #isNarrow = true;
  #endedInCr = false;
  #isOver = false;

  /**
   * @param limits characters of an event's data, or of a line; and the room for those of all streams
   */
  constructor(
    events: EventStreamEvents,
    limits: { readonly maxEventChars: number; readonly room: UnfinishedRoom },
  ) {
    this.#events = events;
    this.#room = limits.room;
    this.#parser = createParser({
      maxBufferSize: limits.maxEventChars,
      onEvent: ({ event, data, id = '' }) => {
        const size = this.#isNarrow ? data.length : Buffer.byteLength(data);
        events.onEvent(event ?? 'message', data, size, id);
      },
      onRetry: (ms) => events.onRetry(ms),
      onError: (error) => {
        // Unknown fields and bad retry values are to be ignored.
        if (error.type === 'max-buffer-size-exceeded') this.#tooLong('this');
      },
    });
  }

  /** The id the next connection is to send as Last-Event-ID; null: none was given yet. */
  get lastEventId(): string | null {
    return this.#ids.current;
  }

  /** Whether an event has begun that has not ended. */
  get isInsideEvent(): boolean {
    return this.#open.isEvent;
  }

  feed(bytes: Uint8Array): void {
    if (this.#isOver) return;
    const decoded = this.#decoder.decode(bytes, { stream: true });
    if (decoded.length !== bytes.length) this.#isNarrow = false;
    const text = this.#withLineFeeds(decoded);
    if (text === '') return;
    this.#ids.feed(text);
    this.#open.feed(text);
    this.#unfinished.feed(text);
    if (!this.#hold(this.#unfinished.length)) {
      this.#tooLong('all');
      return;
    }
    this.#parser.feed(text);
  }

  /** Nothing more is read; what it holds is given up. */
  close(): void {
    this.#isOver = true;
    this.#hold(0);
    this.#parser.reset();
  }

  #hold(chars: number): boolean {
    if (chars === this.#held) return true;
    if (!this.#room.take(chars - this.#held)) return false;
    this.#held = chars;
    return true;
  }

  #withLineFeeds(text: string): string {
    if (text === '') return text;
    // The LF of a CR that ended the chunk before.
    const rest = this.#endedInCr && text.startsWith('\n') ? text.slice(1) : text;
    this.#endedInCr = text.endsWith('\r');
    return rest.includes('\r') ? rest.replace(/\r\n?/g, '\n') : rest;
  }

  #tooLong(of: 'this' | 'all'): void {
    this.#isOver = true;
    this.#hold(0);
    this.#events.onTooLong(of);
  }
}

/** What begins no id field need not be kept until its line ends. */
const LONGEST_ID_LINE = 10_000;

/** The last event id: that of the last block which has ended. Fed with the text, lines ended by LF. */
class LastEventId {
  current: string | null = null;
  /** Of the block that has not ended. */
  #next: string | null = null;
  #carry = '';

  feed(text: string): void {
    const all = this.#carry + text;
    const end = all.lastIndexOf('\n') + 1;
    // A long line that has begun is no id, or none worth keeping: of the rest of it only its end counts.
    this.#carry = all.length - end > LONGEST_ID_LINE ? ' ' : all.slice(end);
    if (this.#next === null && !all.startsWith('id') && !all.includes('\nid')) return;
    for (const line of all.slice(0, end).split('\n').slice(0, -1)) this.#line(line);
  }

  #line(line: string): void {
    if (line === '') {
      this.current = this.#next ?? this.current;
      this.#next = null;
    } else if (line === 'id') this.#next = '';
    else if (line.startsWith('id:') && !line.includes('\0')) this.#next = line.slice(line[3] === ' ' ? 4 : 3);
  }
}

/** What is kept of a block that has begun; of a longer one only whether it is an event. */
const LONGEST_OPEN_BLOCK = 1_000;

/** What came since the last blank line. Fed with the text, lines ended by LF. */
class OpenBlock {
  #text = '';

  /** Comments and a reconnection time are no event, and lose nothing where no blank line follows them. */
  get isEvent(): boolean {
    const lines = this.#text.split('\n');
    const begun = lines.pop() ?? '';
    if (begun !== '' && !begun.startsWith(':')) return true;
    return lines.some((line) => /^(?:data|event|id)(?::|$)/.test(line));
  }

  feed(text: string): void {
    const all = this.#text + text;
    const end = all.lastIndexOf('\n\n');
    this.#text = end < 0 ? all : all.slice(end + 2);
    if (this.#text.length <= LONGEST_OPEN_BLOCK) return;
    this.#text = `${this.isEvent ? 'data\n' : ''}${this.#text.endsWith('\n') ? '' : ':'}`;
  }
}
