import type { ServerResponse } from 'node:http';
import { type Answer, badRequest, type Call, type Endpoint, json, type StreamStart } from './endpoint.ts';
import { type Channel, eventText, type Frame, type Subscriber } from './feed.ts';
import { textOf } from './fields.ts';
import type { SocketParts } from './socket-session.ts';
import { filtersOfText, isTopic, TOPICS, type Topic } from './topics.ts';

/** The headers go out after this share of the time to the first event. */
const HEADERS_SHARE = 0.4;

/** A stream that has been silent for up to this long (ms) gets a heartbeat, so that proxies keep it open. */
const HEARTBEAT_MS = 10_000;

/** What a client is told to wait before it reconnects (ms). */
const RETRY_MS = 3_000;

/** A client that has this many bytes unread gets no further events until it catches up. */
const MAX_UNREAD_BYTES = 1_048_576;

/** A stream chosen to break off does so this long (ms) after its first event. */
const CUT_AFTER_MS = 50;

const HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store',
  'X-Accel-Buffering': 'no',
};

/** What the event streams work with. */
type EventStreamParts = Pick<SocketParts, 'feed' | 'counter' | 'wheel' | 'wallClock'>;

const NOTHING_SEEN = { opened: 0, eventsOut: 0, eventsSkipped: 0 };

/** The counts of event streams. `open` is never reset. */
export type EventStreamCounts = Readonly<typeof NOTHING_SEEN> & { readonly open: number };

class EventStream implements Subscriber {
  readonly id: string;
  readonly #response: ServerResponse;
  readonly #hub: EventStreamHub;
  readonly #channels = new Map<Topic, Channel>();

  constructor(hub: EventStreamHub, id: string, response: ServerResponse) {
    this.#hub = hub;
    this.id = id;
    this.#response = response;
  }

  join(topic: Topic, channel: Channel): void {
    this.#channels.get(topic)?.subscribers.delete(this);
    this.#channels.set(topic, channel);
  }

  deliver(frame: Frame): void {
    this.write(frame.event);
  }

  write(event: Buffer | string): void {
    if (this.#response.destroyed || !this.#response.writable) return;
    if (this.#response.writableLength > MAX_UNREAD_BYTES) this.#hub.tally.eventsSkipped += 1;
    else {
      this.#hub.tally.eventsOut += 1;
      this.#response.write(event);
    }
  }

  leave(): void {
    for (const channel of this.#channels.values()) channel.subscribers.delete(this);
    this.#channels.clear();
  }

  end(): void {
    this.#response.end();
  }
}

/** `GET /sse/stream` and `POST /sse/subscribe`. */
export class EventStreamHub {
  readonly #parts: EventStreamParts;
  readonly #streams = new Map<string, EventStream>();
  #lastId = 0;
  #beating = false;
  readonly tally = { ...NOTHING_SEEN };

  constructor(parts: EventStreamParts) {
    this.#parts = parts;
  }

  endpoints(): readonly Endpoint[] {
    return [
      {
        key: 'streaming.sse_stream',
        method: 'GET',
        path: '/sse/stream',
        protected: 'query',
        refuse: (call) =>
          topicsOf(call) === null ? badRequest(`topics is a list of ${TOPICS.join(', ')}`) : undefined,
        stream: (start) => this.#start(start),
      },
      {
        key: 'streaming.sse_subscribe',
        method: 'POST',
        path: '/sse/subscribe',
        refuse: refuseSubscribe,
        answer: (call) => this.#subscribe(call),
      },
    ];
  }

  counts(): EventStreamCounts {
    return { ...this.tally, open: this.#streams.size };
  }

  zero(): void {
    Object.assign(this.tally, NOTHING_SEEN);
  }

  /** Ends every stream with its last chunk, as a server that stops in good order does. */
  closeAll(): void {
    for (const stream of this.#streams.values()) stream.end();
  }

  #start(start: StreamStart): void {
    const { wheel, counter } = this.#parts;
    const { request, response, firstEventMs } = start;
    const headersMs = firstEventMs * HEADERS_SHARE;
    wheel.after(headersMs, () => {
      if (!request.socket.writable) {
        counter.abandon();
        return;
      }
      counter.answer(200);
      response.writeHead(200, HEADERS);
      response.flushHeaders();
      if (request.method === 'HEAD') response.end();
      else wheel.after(firstEventMs - headersMs, () => this.#open(start));
    });
  }

  #open({ call, request, response, cut }: StreamStart): void {
    if (!request.socket.writable) return;
    this.#lastId += 1;
    this.tally.opened += 1;
    const stream = new EventStream(this, `sse-${this.#lastId}`, response);
    this.#streams.set(stream.id, stream);
    response.on('close', () => {
      this.#streams.delete(stream.id);
      stream.leave();
    });
    const hello = JSON.stringify({
      type: 'connection_established',
      connection_id: stream.id,
      resumed_from: request.headers['last-event-id'],
      server_time: this.#parts.wallClock(),
    });
    stream.write(`retry: ${RETRY_MS}\n${eventText('connection_established', hello)}`);
    for (const topic of topicsOf(call) ?? [])
      stream.join(topic, this.#parts.feed.subscribe(topic, {}, stream));
    if (cut) this.#parts.wheel.after(CUT_AFTER_MS, () => request.socket.resetAndDestroy());
    this.#beat();
  }

  /** One heartbeat for all streams together, as long as there are any. */
  #beat(): void {
    if (this.#beating) return;
    this.#beating = true;
    this.#parts.wheel.after(HEARTBEAT_MS, () => {
      this.#beating = false;
      if (this.#streams.size === 0) return;
      const data = `{"type":"heartbeat","sent_at":${this.#parts.wallClock()}}`;
      const event = Buffer.from(eventText('heartbeat', data));
      for (const stream of this.#streams.values()) stream.write(event);
      this.#beat();
    });
  }

  /** A connection that is not open (any more) is not an error: the subscription is taken, `attached` says how. */
  #subscribe(call: Call): Answer {
    const query = new URLSearchParams(call.query);
    const topic = query.get('topic');
    const parsed = filtersOfText(query.get('filters') ?? '');
    const connectionId = query.get('connection_id') ?? '';
    const stream = this.#streams.get(connectionId);
    if (stream !== undefined && isTopic(topic) && 'filters' in parsed) {
      stream.join(topic, this.#parts.feed.subscribe(topic, parsed.filters, stream));
    }
    return json({ success: true, connection_id: connectionId, topic, attached: stream !== undefined });
  }
}

/** The topics of a stream: `?topics=a,b`, or prices; null: not all of them are topics. */
function topicsOf({ query }: Call): readonly Topic[] | null {
  const named = new URLSearchParams(query).get('topics')?.split(',') ?? ['pricing.updates'];
  const topics = named.filter(isTopic);
  return topics.length === named.length ? topics : null;
}

function refuseSubscribe(call: Call): Answer | undefined {
  const query = new URLSearchParams(call.query);
  if (textOf(query.get('connection_id')) === undefined) return badRequest('connection_id is a text');
  if (!isTopic(query.get('topic'))) return badRequest(`topic is one of ${TOPICS.join(', ')}`);
  const parsed = filtersOfText(query.get('filters') ?? '');
  return 'problem' in parsed ? badRequest(parsed.problem) : undefined;
}
