import type { RequestCounter } from './counts.ts';
import { type EventStreamCounts, EventStreamHub } from './event-streams.ts';
import { Feed } from './feed.ts';
import { seededRandom } from './latency.ts';
import type { ServiceModel } from './model.ts';
import { type SocketCounts, SocketHub } from './sockets.ts';
import type { Clock, DelayWheel } from './wheel.ts';

/** What the streaming service works with. */
export interface StreamingParts {
  readonly model: ServiceModel;
  readonly counter: RequestCounter;
  readonly wheel: DelayWheel;
  readonly clock: Clock;
  readonly wallClock: () => number;
  readonly seed: number;
}

/** The streaming service: WebSockets and event streams over one feed. */
export interface Streaming {
  readonly sockets: SocketHub;
  readonly eventStreams: EventStreamHub;
  counts(): { readonly webSocket: SocketCounts; readonly sse: EventStreamCounts };
  zero(): void;
  closeAll(): void;
}

/** Puts the streaming service together. */
export function createStreaming(parts: StreamingParts): Streaming {
  const { model, counter, wheel, clock, wallClock } = parts;
  const random = seededRandom(parts.seed);
  const feed = new Feed({ wheel, random, wallClock, lagMs: () => model.drawMs('streaming.push') });
  const sockets = new SocketHub({ model, feed, counter, wheel, clock, wallClock });
  const eventStreams = new EventStreamHub({ feed, counter, wheel, wallClock });
  return {
    sockets,
    eventStreams,
    counts: () => ({ webSocket: sockets.counts(), sse: eventStreams.counts() }),
    zero: () => {
      sockets.zero();
      eventStreams.zero();
    },
    closeAll: () => {
      sockets.closeAll();
      eventStreams.closeAll();
    },
  };
}
