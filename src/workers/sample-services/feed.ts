import { heldOrMade } from '../../contract/keys.ts';
import { INSTRUMENTS, type Instrument } from './instruments.ts';
import type { Random } from './latency.ts';
import { nextPrice } from './market.ts';
import { type Filters, TOPIC_CADENCE_MS, type Topic } from './topics.ts';
import type { DelayWheel } from './wheel.ts';

/** One push, serialised once for all who receive it. */
export interface Frame {
  /** The JSON text as a WebSocket message. */
  readonly text: Buffer;
  /** The same as an event of an event stream. */
  readonly event: Buffer;
}

/** Somebody who receives pushes. */
export interface Subscriber {
  deliver(frame: Frame): void;
}

/**
 * A topic as seen through one set of filters. Its `seq` counts only what passes the filters, without gaps: whoever
 * misses a number has missed a message.
 */
export interface Channel {
  readonly topic: Topic;
  readonly filters: Filters;
  readonly subscribers: Set<Subscriber>;
  seq: number;
}

/** What the feed works with. `lagMs` draws the time from the stamp in a push to its sending. */
interface FeedParts {
  readonly wheel: DelayWheel;
  readonly random: Random;
  readonly wallClock: () => number;
  readonly lagMs: () => number;
}

/** How far the time between two messages strays from the cadence, as a share of it. */
const JITTER = 0.2;

/**
 * Publishes to topics while somebody listens; a topic without subscribers costs nothing. Channels are kept for good
 * (8 topics × 27 filters at most), so that a sequence goes on where it stopped.
 */
export class Feed {
  readonly #parts: FeedParts;
  readonly #channels = new Map<Topic, Map<string, Channel>>();
  readonly #ticking = new Set<Topic>();
  readonly #prices = new Map<string, number>();
  #events = 0;

  constructor(parts: FeedParts) {
    this.#parts = parts;
  }

  /** Subscribes; the same subscriber on the same channel counts once. */
  subscribe(topic: Topic, filters: Filters, subscriber: Subscriber): Channel {
    const channel = this.#channel(topic, filters);
    channel.subscribers.add(subscriber);
    if (!this.#ticking.has(topic)) {
      this.#ticking.add(topic);
      this.#schedule(topic);
    }
    return channel;
  }

  /** Publishes one message on a topic now. */
  publish(topic: Topic): void {
    const about = INSTRUMENTS[Math.floor(this.#parts.random() * INSTRUMENTS.length)] ?? INSTRUMENTS[0];
    if (about === undefined) return;
    const data = JSON.stringify(this.#dataFor(topic, about));
    for (const channel of this.#channels.get(topic)?.values() ?? []) {
      if (channel.subscribers.size > 0 && passes(channel, about)) this.#send(channel, data);
    }
  }

  #channel(topic: Topic, filters: Filters): Channel {
    const ofTopic = heldOrMade(this.#channels, topic, () => new Map<string, Channel>());
    const fresh = { topic, filters, subscribers: new Set<Subscriber>(), seq: 0 };
    return heldOrMade(ofTopic, JSON.stringify(filters), () => fresh);
  }

  #schedule(topic: Topic): void {
    const { wheel, random } = this.#parts;
    const gapMs = TOPIC_CADENCE_MS[topic] * (1 - JITTER + 2 * JITTER * random());
    wheel.after(gapMs, () => {
      const channels = [...(this.#channels.get(topic)?.values() ?? [])];
      if (channels.every(({ subscribers }) => subscribers.size === 0)) {
        this.#ticking.delete(topic);
        return;
      }
      this.publish(topic);
      this.#schedule(topic);
    });
  }

  #send(channel: Channel, data: string): void {
    channel.seq += 1;
    this.#events += 1;
    const sentAt = this.#parts.wallClock();
    const text = `{"type":"data","topic":"${channel.topic}","seq":${channel.seq},"sent_at":${sentAt},"data":${data}}`;
    const frame = { text: Buffer.from(text), event: Buffer.from(eventText('data', text, this.#events)) };
    this.#parts.wheel.after(this.#parts.lagMs(), () => {
      for (const subscriber of channel.subscribers) subscriber.deliver(frame);
    });
  }

  #dataFor(topic: Topic, about: Instrument): Record<string, unknown> {
    if (topic === 'alerts.system')
      return { severity: 'info', message: 'scheduled maintenance window announced' };
    if (topic === 'alerts.user') return { severity: 'warning', message: `price alert on ${about.id}` };
    const { id, commodity, region, instrumentType, currency, unit } = about;
    const facts = { instrument: id, commodity, region, instrument_type: instrumentType };
    if (topic === 'instruments.new') return { ...facts, name: about.name, exchange: about.exchange };
    const before = this.#prices.get(id) ?? about.basePrice;
    const price = nextPrice(before, about.basePrice, this.#parts.random);
    this.#prices.set(id, price);
    if (topic === 'curve.changes' || topic === 'pricing.curve.updates.v1')
      return { ...facts, curve_id: `${id}_FWD`, tenor: 'M+1', price, currency, unit };
    return { ...facts, price, change: Math.round((price - before) * 10_000) / 10_000, currency, unit };
  }
}

/** Alerts are about no instrument, so no filter keeps them out. */
function passes(channel: Channel, about: Instrument): boolean {
  if (channel.topic.startsWith('alerts.')) return true;
  const { commodity, region, instrument_type: instrumentType } = channel.filters;
  return (
    (commodity === undefined || commodity === about.commodity) &&
    (region === undefined || region === about.region) &&
    (instrumentType === undefined || instrumentType === about.instrumentType)
  );
}

/** An event of an event stream; `data` has no line breaks. */
export function eventText(name: string, data: string, id?: number): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${name}\ndata: ${data}\n\n`;
}
