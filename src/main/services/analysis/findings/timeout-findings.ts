import { formatMs, formatRate } from '../../../../contract/format.ts';
import { type Draft, type EndpointFact, type Facts, type FailureFact, type Rule, rule } from './finding.ts';
import { shownWhile } from './finding-places.ts';
import {
  clock,
  codesOf,
  endedBy,
  isAt,
  list,
  ofFailures,
  placeName,
  plannedSeconds,
  shareOf,
  sum,
  whenAll,
  whole,
} from './finding-words.ts';

/** What a request that ran out of time was doing then, and what never happened if all did. */
const WAS: Readonly<Record<string, readonly [doing: string, never?: string]>> = {
  'connect.timeout': ['connecting', 'No connection was ever made'],
  'tls.handshake_timeout': ['in the TLS handshake', 'No connection was ever made'],
  'timeout.headers': ['waiting for the first byte'],
  'timeout.body_idle': ['receiving a body that had stopped coming', 'No response ever arrived whole'],
  'timeout.total': ['receiving a body that was still coming', 'No response ever arrived whole'],
  'ws.handshake_timeout': ['waiting for the upgrade', 'No connection was ever made'],
  'timeout.confirm': ['waiting for the confirmation of a subscription'],
  'timeout.pong': ['waiting for the pong', 'No ping was ever answered'],
  'timeout.reply': ['waiting for the reply to a message', 'No message was ever answered'],
  'sse.idle': ['waiting for an event', 'No event ever arrived'],
  'sse.silent': ['waiting for the first event', 'No event ever arrived'],
};

/** Of a connection, not of a request on it. */
const CONNECTING = /^(connect|tls|ws\.handshake)/;

/** A success takes less than this share of the deadline: it was not near it. */
const FAST_SHARE = 0.25;
/** … and more than this: it was near it. */
const SLOW_SHARE = 0.5;
const MIN_TIMEOUTS = 3;

interface TimedOut {
  readonly place: EndpointFact;
  readonly rows: readonly FailureFact[];
  readonly count: number;
}

/** Endpoints with requests that ran out of time, most of them first. */
function timedOut({ endpoints, failures }: Facts, read: (row: FailureFact) => number): TimedOut[] {
  return endpoints
    .map((place) => {
      const rows = failures
        .filter((row) => isAt(row, place) && row.code in WAS)
        .toSorted((a, b) => b.count - a.count);
      return { place, rows, count: sum(rows, read) };
    })
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count);
}

function doing(rows: readonly FailureFact[]): string {
  return `${WAS[rows[0]?.code ?? '']?.[0] ?? ''} (${codesOf(rows)})`;
}

/** Nothing was ever answered: the plan waits for what never comes, or the service is not there for it. No load is to blame. */
const neverAnswered = rule({ code: 'replies.none', kind: 'bad', claim: 'plan' }, (facts) => {
  const silent = timedOut(facts, (row) => row.count).filter(
    ({ place, count }) => place.ok === 0 && count >= MIN_TIMEOUTS && count >= place.failed * 0.5,
  );
  const [worst] = silent;
  if (worst === undefined) return neverConfirmed(facts);
  const code = worst.rows[0]?.code ?? '';
  const isPing = code === 'timeout.pong';
  const isMessage = code === 'timeout.reply';
  const heard = facts.streams.find(({ service }) => service === worst.place.service)?.messagesIn ?? 0;
  const others =
    silent.length > 1 ? `; so did ${list(silent.slice(1).map(({ place }) => placeName(place)))}` : '';
  return {
    title: WAS[code]?.[1] ?? 'No response ever arrived',
    evidence: `${placeName(worst.place)}: ${worst.count >= worst.place.failed ? `all ${whole(worst.count)}` : `${whole(worst.count)} of ${whole(worst.place.failed)}`} ran out of time ${doing(worst.rows)} ${whenAll(worst.rows)}${others}.${(isMessage || isPing) && heard > 0 ? ` ${whole(heard)} messages did arrive.` : ''}`,
    suggestion: isMessage
      ? 'Compare the messages that arrive with the reply rule of the plan; if the rule is right, the service never replies.'
      : isPing
        ? 'Every WebSocket endpoint has to answer pings (RFC 6455): look for a proxy that drops them, or a service that hangs.'
        : 'Try one by itself: a response that never arrives has nothing to do with the load.',
    explains: sum(silent, ({ count }) => count) / Math.max(1, facts.failed),
    shown: shownWhile(worst.place, worst.rows),
  };
});

function neverConfirmed({ streams, failed }: Facts): Draft | null {
  for (const stream of streams) {
    const { service, opened, messagesIn } = stream;
    const count = endedBy(stream, 'timeout.confirm');
    if (count < MIN_TIMEOUTS || count < opened * 0.9) continue;
    return {
      title: 'No subscription was ever confirmed',
      evidence: `${service}: ${shareOf(count, opened, 'connections')} ran out of time waiting for the confirmation (timeout.confirm). ${whole(messagesIn)} messages did arrive.`,
      suggestion:
        'Compare the messages that arrive with the confirm rule of the plan; if the rule is right, the service never confirms.',
      explains: ofFailures(count, { failed }),
    };
  }
  return null;
}

/** The slowest tenth of what succeeded, as far as the sample shows it. */
function slowOf({ serviceTime }: EndpointFact): number | null {
  return serviceTime.p95 ?? serviceTime.mean;
}

/** How near to the deadline what succeeded came, 0…1; null: nothing did. */
function nearness(place: EndpointFact): number | null {
  const slow = slowOf(place);
  return slow === null || place.failedMeanMs === null ? null : slow / place.failedMeanMs;
}

/** Where users wait for what never comes, until nobody is left to send: that the target was silent then says nothing of it. */
function sayAllWaiting(facts: Facts): string {
  if (facts.loadUnit !== 'users') return '';
  const waiting = plannedSeconds(facts).filter(
    ({ load, inFlight, sent, ok }) => load > 0 && inFlight >= load && sent + ok === 0,
  );
  const [first] = waiting;
  if (first === undefined) return '';
  const users = first.load === 1 ? 'the one user' : `all ${whole(first.load)} users`;
  return ` From ${clock(first.second * 1_000)} on ${users} waited for such responses in ${whole(waiting.length)} s, and nothing was sent.`;
}

/** Requests that are answered at all are answered fast: those that are not are lost, not late. */
const lost = rule({ code: 'timeouts.lost', kind: 'hint', claim: 'cause' }, (facts) => {
  const [worst] = timedOut(facts, (row) => row.trusted).filter(({ place }) => place.ok > 0);
  if (worst === undefined || worst.count < MIN_TIMEOUTS) return null;
  if ((nearness(worst.place) ?? 1) >= FAST_SHARE) return null;
  const { place, rows, count } = worst;
  const isConnecting = CONNECTING.test(rows[0]?.code ?? '');
  return {
    title: isConnecting ? 'Some connections are never established' : 'Some requests never get a response',
    evidence: `${placeName(place)}: ${shareOf(count, place.ok + place.failed)} ran out of time ${doing(rows)} ${whenAll(rows)}, while the others took ${formatMs(slowOf(place))}.${sayAllWaiting(facts)}`,
    suggestion:
      'Look for what these requests have in common: a lock, a lost reply, one broken instance behind a load balancer. Overload would slow down the others as well.',
    explains: ofFailures(count, facts),
    shown: shownWhile(place, rows),
  };
});

const piledUp = rule({ code: 'hint.timeouts', kind: 'hint', claim: 'cause' }, (facts) => {
  const late = timedOut(facts, (row) => row.trusted).filter(
    ({ place, count }) => place.ok > 0 && count >= MIN_TIMEOUTS && (nearness(place) ?? 0) >= SLOW_SHARE,
  );
  const [worst] = late;
  if (worst === undefined) return null;
  const count = sum(late, (entry) => entry.count);
  const seconds = facts.seconds.filter(({ trusted, lengthMs }) => trusted && lengthMs >= 500);
  const most = seconds.reduce((peak, { ok, lengthMs }) => Math.max(peak, (ok * 1_000) / lengthMs), 0);
  const others =
    late.length > 1 ? `, most of them of ${placeName(worst.place)}` : ` of ${placeName(worst.place)}`;
  return {
    title: 'Requests timed out',
    evidence: `${whole(count)} requests${others} ran out of time ${doing(worst.rows)} ${whenAll(worst.rows)}, and the others were slow as well (${formatMs(slowOf(worst.place))}); in its best second the target responded to ${formatRate(most)}.`,
    suggestion:
      'Work piles up in the target: bound its queues, shed load early, or add instances behind a load balancer.',
    explains: ofFailures(count, facts),
    shown: shownWhile(worst.place, worst.rows),
  };
});

export const TIMEOUT_RULES: readonly Rule[] = [neverAnswered, lost, piledUp];
