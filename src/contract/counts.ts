import { keysOf } from './keys.ts';
import type { SeriesCounts, SeriesHistograms, StreamSecond } from './tick.ts';

/** Counts of nothing, to be added to. */
export function noCounts(): SeriesCounts {
  return {
    planned: 0,
    sent: 0,
    ok: 0,
    errors: 0,
    targetErrors: 0,
    dropped: 0,
    cancelled: 0,
    waiting: 0,
    inFlight: 0,
    bytesIn: 0,
    bytesOut: 0,
    newConnections: 0,
    reusedConnections: 0,
  };
}

/** In the order in which they are stored: it stays. */
export const COUNT_NAMES = keysOf(noCounts());

/** Adds counts of the same time: of another thread, another series. Name by name: a long run does it a million times. */
export function addCounts(sum: SeriesCounts, more: Readonly<SeriesCounts>): void {
  sum.planned += more.planned;
  sum.sent += more.sent;
  sum.ok += more.ok;
  sum.errors += more.errors;
  sum.targetErrors += more.targetErrors;
  sum.dropped += more.dropped;
  sum.cancelled += more.cancelled;
  sum.waiting += more.waiting;
  sum.inFlight += more.inFlight;
  sum.bytesIn += more.bytesIn;
  sum.bytesOut += more.bytesOut;
  sum.newConnections += more.newConnections;
  sum.reusedConnections += more.reusedConnections;
}

/** Adds counts of a later time: what is still under way takes the newest value. */
export function addLaterCounts(sum: SeriesCounts, more: Readonly<SeriesCounts>): void {
  addCounts(sum, more);
  sum.waiting = more.waiting;
  sum.inFlight = more.inFlight;
}

/** Takes counts away again that were added before. */
export function subtractCounts(sum: SeriesCounts, less: Readonly<SeriesCounts>): void {
  sum.planned -= less.planned;
  sum.sent -= less.sent;
  sum.ok -= less.ok;
  sum.errors -= less.errors;
  sum.targetErrors -= less.targetErrors;
  sum.dropped -= less.dropped;
  sum.cancelled -= less.cancelled;
  sum.waiting -= less.waiting;
  sum.inFlight -= less.inFlight;
  sum.bytesIn -= less.bytesIn;
  sum.bytesOut -= less.bytesOut;
  sum.newConnections -= less.newConnections;
  sum.reusedConnections -= less.reusedConnections;
}

/** What was added between two moments with `addLaterCounts`: what is under way is that of the second of them. */
export function countsBetween(before: Readonly<SeriesCounts>, after: Readonly<SeriesCounts>): SeriesCounts {
  const between = { ...after };
  subtractCounts(between, before);
  between.waiting = after.waiting;
  between.inFlight = after.inFlight;
  return between;
}

/** Counts of several at the same time, together. */
export function sumCounts(all: Iterable<Readonly<SeriesCounts>>): SeriesCounts {
  const sum = noCounts();
  for (const counts of all) addCounts(sum, counts);
  return sum;
}

/** Of what recorded nothing. */
export function noHistograms(): SeriesHistograms {
  // Of one shape, all of them: a table that is made name by name is read several times slower.
  return {
    response: null,
    service: null,
    failed: null,
    queued: null,
    dns: null,
    connect: null,
    tls: null,
    send: null,
    wait: null,
    receive: null,
  };
}

/** What a stream class counts within a second, which adds up over seconds, threads and classes. */
export type StreamFlows = ReturnType<typeof noStreamFlows>;

/** Of nothing, to be added to. */
export function noStreamFlows() {
  return {
    attempted: 0,
    opened: 0,
    failed: 0,
    closed: 0,
    reconnects: 0,
    messagesIn: 0,
    messagesOut: 0,
    missed: 0,
    duplicates: 0,
    outOfOrder: 0,
  } satisfies Partial<StreamSecond>;
}

const FLOWS = keysOf(noStreamFlows());

export function addStreamFlows(sum: StreamFlows, more: Readonly<StreamFlows>): void {
  for (const name of FLOWS) sum[name] += more[name];
}

/** Connections of a stream class in each state, at one moment. */
export type StreamStates = StreamSecond['states'];

export function noStates(): StreamStates {
  return { handshaking: 0, open: 0, subscribed: 0, closing: 0 };
}

/** Adds those of another thread or class, at the same moment. */
export function addStates(sum: StreamStates, more: Readonly<StreamStates>): void {
  for (const state of keysOf(sum)) sum[state] += more[state];
}
