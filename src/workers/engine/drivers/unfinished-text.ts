import type { Failure } from '../../../contract/failure.ts';
import { failureFor } from './failure-codes.ts';

/**
 * What the streams of a run may hold in all of events and messages that have begun and not ended, in characters or bytes; and
 * its requests as much of encoded bodies that nobody reads.
 */
const MAX_UNFINISHED = 64 * 1_048_576;
/** A thread of many still has room for a few large events. */
const MIN_PER_THREAD = 4 * 1_048_576;

/**
 * Room for what has begun and not ended, shared by all streams of a thread, or by all its connections. A bound for each stream is none: a target
 * that never ends its lines or its frames would fill each of them.
 */
export class UnfinishedRoom {
  readonly limit: number;
  #taken = 0;

  /** @param threads among which the room of the run is divided */
  constructor(threads: number) {
    this.limit = Math.max(MIN_PER_THREAD, Math.floor(MAX_UNFINISHED / threads));
  }

  get taken(): number {
    return this.#taken;
  }

  /** @param change may be negative: given back. @returns false where there is not so much room; nothing is taken then */
  take(change: number): boolean {
    if (change > 0 && this.#taken + change > this.limit) return false;
    this.#taken += change;
    return true;
  }
}

const rooms = new WeakMap<object, UnfinishedRoom>();

/** One for all scenarios of a thread, which share how they connect. */
export function roomOf(context: { readonly threads?: number }): UnfinishedRoom {
  const room = rooms.get(context) ?? new UnfinishedRoom(context.threads ?? 1);
  rooms.set(context, room);
  return room;
}

/** A stream that asked for more than there is. */
export function roomFull(
  code: 'sse.too_big' | 'ws.too_big',
  { limit }: Pick<UnfinishedRoom, 'limit'>,
): Failure {
  const [who, what] = code === 'sse.too_big' ? ['event streams', 'events'] : ['connections', 'messages'];
  return {
    ...failureFor(code),
    message: `The open ${who} hold ${Math.floor(limit / 1_048_576)} MiB of ${what} that do not end.`,
    hint: `Check what the service sends, or open fewer ${who} at once.`,
  };
}
