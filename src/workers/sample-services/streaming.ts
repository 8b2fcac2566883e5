import { EventStreamHub } from './event-streams.ts';
import { Feed } from './feed.ts';
import { seededRandom } from './latency.ts';
import type { SocketParts } from './socket-session.ts';
import { SocketHub } from './sockets.ts';

/** The streaming service: WebSockets and event streams over one feed. */
export type Streaming = ReturnType<typeof createStreaming>;

/** Puts the streaming service together. */
export function createStreaming({ seed, ...parts }: Omit<SocketParts, 'feed'> & { readonly seed: number }) {
  const { model, wheel, wallClock } = parts;
  const lagMs = () => model.drawMs('streaming.push');
  const feed = new Feed({ wheel, random: seededRandom(seed), wallClock, lagMs });
  const sockets = new SocketHub({ ...parts, feed });
  const eventStreams = new EventStreamHub({ ...parts, feed });
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
