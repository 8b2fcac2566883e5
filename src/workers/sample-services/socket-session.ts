import type { Socket } from 'node:net';
import { type RawData, WebSocket } from 'ws';
import { parsedJson } from '../../contract/plan-data.ts';
import type { RequestCounter } from './counts.ts';
import type { Channel, Feed, Frame, Subscriber } from './feed.ts';
import { isOneOf, objectOf } from './fields.ts';
import type { ServiceModel } from './model.ts';
import { filtersOf, isTopic, TOPICS, type Topic } from './topics.ts';
import type { Clock, DelayWheel } from './wheel.ts';

/** A client that has this many bytes unread gets no further pushes until it catches up. */
const MAX_UNREAD_BYTES = 1_048_576;

/** The most topics one subscribe frame may name. */
const MAX_TOPICS = TOPICS.length;

const ACTIONS = ['ping', 'subscribe', 'unsubscribe', 'list_topics', 'get_stats'] as const;

/** What the WebSocket side works with. */
export interface SocketParts {
  readonly model: ServiceModel;
  readonly feed: Feed;
  readonly counter: RequestCounter;
  readonly wheel: DelayWheel;
  readonly clock: Clock;
  readonly wallClock: () => number;
}

/** What has happened since the start, or since the last reset. */
export type SocketTally = typeof NOTHING_SEEN;
export const NOTHING_SEEN = {
  opened: 0,
  /** Handshakes answered with a status other than 101. */
  refused: 0,
  messagesIn: 0,
  messagesOut: 0,
  /** Pushes left out because the client did not read fast enough. */
  pushesSkipped: 0,
};

/** What a session needs of the hub it belongs to. */
export interface SocketSwitch {
  readonly parts: SocketParts;
  readonly tally: SocketTally;
}

/** The connection a session lives on. */
interface Connection {
  readonly webSocket: WebSocket;
  readonly socket: Socket;
  readonly id: string;
}

/**
 * One WebSocket connection. It speaks two dialects in the same frames: `type` as the old scripts wait for it, `action`
 * as the real service answers. Answers leave in the order their questions came, each after its own latency; pushes go
 * out at any time, also between a question and its answer.
 */
export class SocketSession implements Subscriber {
  readonly #hub: SocketSwitch;
  readonly #connection: Connection;
  readonly #channels = new Map<Topic, Channel>();
  /** Taken and not answered yet, oldest first. */
  readonly #questions: (() => void)[] = [];
  /** When the last answer leaves: no later answer overtakes it. */
  #lastAnswerAt = 0;

  constructor(hub: SocketSwitch, connection: Connection) {
    this.#hub = hub;
    this.#connection = connection;
  }

  /** Says hello. */
  greet(): void {
    const serverTime = this.#hub.parts.wallClock();
    this.#send(
      `{"type":"connection_established","action":"connection_established","connection_id":"${this.#connection.id}","server_time":${serverTime}}`,
    );
  }

  /** Takes one message from the client. */
  receive(data: RawData, isBinary: boolean): void {
    this.#hub.tally.messagesIn += 1;
    const { model, wheel, clock } = this.#hub.parts;
    const now = clock();
    const { delayMs, fault } = model.decideMessage(now);
    if (fault === 'lost') return;
    const answerAt = Math.max(now + delayMs, this.#lastAnswerAt);
    this.#lastAnswerAt = answerAt;
    this.#questions.push(() => {
      if (fault === 'closed') this.#connection.webSocket.close(1011, 'internal error');
      else if (fault === 'reset') this.#connection.socket.resetAndDestroy();
      else if (fault === 'shed') this.#fail('overloaded', 'too many messages are waiting');
      else this.#answer(data, isBinary);
    });
    // Of two that are due at the same moment the wheel may turn to the second first: each turn answers the oldest.
    wheel.after(answerAt - now, () => this.#questions.shift()?.());
  }

  deliver(frame: Frame): void {
    const { webSocket } = this.#connection;
    if (webSocket.readyState !== WebSocket.OPEN) return;
    if (webSocket.bufferedAmount > MAX_UNREAD_BYTES) {
      this.#hub.tally.pushesSkipped += 1;
      return;
    }
    this.#hub.tally.messagesOut += 1;
    webSocket.send(frame.text, { binary: false });
  }

  /** The service is stopping: a close frame with 1001. */
  goAway(): void {
    this.#connection.webSocket.close(1001, 'service stopping');
  }

  /** The connection is gone: forget its subscriptions. */
  end(): void {
    for (const channel of this.#channels.values()) channel.subscribers.delete(this);
    this.#channels.clear();
  }

  #answer(data: RawData, isBinary: boolean): void {
    if (this.#connection.webSocket.readyState !== WebSocket.OPEN) return;
    const frame = isBinary ? undefined : objectOf(parsedJson(data.toString()));
    const action = frame?.action;
    if (frame === undefined) this.#fail('bad_message', 'a message is a JSON object in a text frame');
    else if (!isOneOf(action, ACTIONS))
      this.#fail('unknown_action', `action is one of ${ACTIONS.join(', ')}`);
    else if (action === 'ping') this.#pong(frame);
    else if (action === 'list_topics') this.#listTopics();
    else if (action === 'get_stats') this.#stats();
    else this.#changeSubscriptions(action, frame);
  }

  /** An `id` in the ping, or in its data, comes back in the pong, so that a client can match them. */
  #pong(frame: Readonly<Record<string, unknown>>): void {
    const id = frame.id ?? objectOf(frame.data)?.id;
    const echoed = typeof id === 'string' || typeof id === 'number' ? `,"id":${JSON.stringify(id)}` : '';
    const now = this.#hub.parts.wallClock();
    this.#send(`{"type":"pong","action":"pong"${echoed},"sent_at":${now},"timestamp":${now}}`);
  }

  #listTopics(): void {
    const subscribed = [...this.#channels.keys()];
    this.#send(
      JSON.stringify({ action: 'topics_list', subscribed_topics: subscribed, available_topics: TOPICS }),
    );
  }

  #stats(): void {
    const { messagesIn, messagesOut } = this.#hub.tally;
    const stats = { messages_in: messagesIn, messages_out: messagesOut };
    this.#send(JSON.stringify({ action: 'stats_response', connection_stats: stats }));
  }

  #changeSubscriptions(action: 'subscribe' | 'unsubscribe', frame: Readonly<Record<string, unknown>>): void {
    const data = objectOf(frame.data);
    const topics: unknown = data?.topics;
    if (!Array.isArray(topics) || topics.length === 0 || topics.length > MAX_TOPICS) {
      this.#fail('bad_topics', `data.topics is a list of 1 to ${MAX_TOPICS} of ${TOPICS.join(', ')}`);
      return;
    }
    const parsed = filtersOf(data?.filters);
    if ('problem' in parsed) {
      this.#fail('bad_filters', parsed.problem);
      return;
    }
    const known = topics.filter(isTopic);
    const unknown = topics.filter((topic) => !isTopic(topic));
    for (const topic of known) this.#leave(topic);
    if (action === 'subscribe') {
      // A second subscription to a topic replaces the first, filters and all.
      for (const topic of known) {
        this.#channels.set(topic, this.#hub.parts.feed.subscribe(topic, parsed.filters, this));
      }
    }
    const verb = action === 'subscribe' ? 'subscription' : 'unsubscription';
    const id = typeof frame.id === 'string' || typeof frame.id === 'number' ? { id: frame.id } : {};
    const success = unknown.length === 0;
    this.#send(
      JSON.stringify({
        type: `${verb}_${success ? 'confirmed' : 'failed'}`,
        action: `${action}_response`,
        ...id,
        topics: known,
        filters: parsed.filters,
        [`${action}d_topics`]: known,
        failed_topics: unknown.map((topic) => ({ topic, error: 'INVALID_TOPIC_FORMAT' })),
        success,
      }),
    );
  }

  #leave(topic: Topic): void {
    this.#channels.get(topic)?.subscribers.delete(this);
    this.#channels.delete(topic);
  }

  #fail(code: string, message: string): void {
    this.#send(JSON.stringify({ type: 'error', code, error: code.toUpperCase(), message }));
  }

  #send(text: string): void {
    if (this.#connection.webSocket.readyState !== WebSocket.OPEN) return;
    this.#hub.tally.messagesOut += 1;
    this.#connection.webSocket.send(text);
  }
}
