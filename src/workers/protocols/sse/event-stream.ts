import { createParser, type EventSourceParser } from 'eventsource-parser';
import type { Bytes } from '../../../contract/units.ts';
import type { UnfinishedRoom } from '../../engine/drivers/unfinished-text.ts';

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
  readonly #open = new OpenBlock();
  readonly #room: UnfinishedRoom;
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
    return this.#open.lastEventId;
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
    this.#open.feed(text);
    if (!this.#hold(this.#open.length)) {
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

/** What begins no field that is looked for need not be kept until its line ends. */
const LONGEST_LINE = 10_000;

/** The block that has begun, and the id of the last one that has ended. Fed with the text, lines ended by LF. */
class OpenBlock {
  lastEventId: string | null = null;
  /** A line that has ended makes it an event. */
  #isEvent = false;
  #id: string | null = null;
  /** Characters of its lines that have ended: a comment is forgotten with its end. */
  #ended = 0;
  /** The line that has begun, as far as it is kept, and how long it is. */
  #line = '';
  #begun = 0;

  /** Comments and a reconnection time are no event, and lose nothing where no blank line follows them. */
  get isEvent(): boolean {
    return this.#isEvent || (this.#begun > 0 && !this.#line.startsWith(':'));
  }

  /** How much a parser holds of it. */
  get length(): number {
    return this.#ended + this.#begun;
  }

  feed(text: string): void {
    let at = 0;
    const blank = text.lastIndexOf('\n\n');
    const hasId = this.#id !== null || /^id/.test(this.#line + text.slice(0, 2)) || text.includes('\nid');
    // What stands before the last blank line has ended: floods of small events pay for their last one only.
    if (blank >= 0 && !hasId) {
      this.#endBlock();
      at = blank + 2;
    }
    for (let end = text.indexOf('\n', at); end >= 0; end = text.indexOf('\n', at)) {
      this.#goOn(text.slice(at, end));
      this.#endLine();
      at = end + 1;
    }
    this.#goOn(text.slice(at));
  }

  #goOn(part: string): void {
    if (part === '') return;
    if (this.#line.length < LONGEST_LINE) this.#line = (this.#line + part).slice(0, LONGEST_LINE);
    this.#begun += part.length;
  }

  #endLine(): void {
    const line = this.#line;
    if (line === '') this.#endBlock();
    else if (!line.startsWith(':')) {
      this.#ended += this.#begun;
      this.#isEvent ||= /^(?:data|event|id)(?::|$)/.test(line);
      if (line === 'id') this.#id = '';
      // A longer id is none, or none worth keeping.
      else if (line.startsWith('id:') && this.#begun <= LONGEST_LINE && !line.includes('\0'))
        this.#id = line.slice(line[3] === ' ' ? 4 : 3);
    }
    this.#line = '';
    this.#begun = 0;
  }

  #endBlock(): void {
    this.lastEventId = this.#id ?? this.lastEventId;
    this.#id = null;
    this.#isEvent = false;
    this.#ended = 0;
    this.#line = '';
    this.#begun = 0;
  }
}
