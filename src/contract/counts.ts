import type { SeriesCounts, SeriesHistograms } from './tick.ts';

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

/** Adds counts of the same time: of another thread, another series. */
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

/** Counts of several at the same time, together. */
export function sumCounts(all: Iterable<Readonly<SeriesCounts>>): SeriesCounts {
  const sum = noCounts();
  for (const counts of all) addCounts(sum, counts);
  return sum;
}

/** Of what recorded nothing. */
export function noHistograms(): SeriesHistograms {
  return {
    response: null,
    service: null,
    failed: null,
    queued: null,
    dns: null,
    connect: null,
    tls: null,
    wait: null,
    receive: null,
  };
}
