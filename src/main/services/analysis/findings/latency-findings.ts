import { formatMs, formatPercent } from '../../../../contract/format.ts';
import { PHASES, type Phase } from '../../../../contract/tick.ts';
import type { Millis } from '../../../../contract/units.ts';
import { type EndpointFact, type Rule, rule } from './finding.ts';
import { EVERYWHERE, shownFrom, shownThroughout } from './finding-places.ts';
import { failedOf, isAt, list, lookFirst, placeName } from './finding-words.ts';

/** Slow endpoints whose time goes into waiting for the first byte: the server is at work, not the network. */
const serverTime = rule({ code: 'hint.server-time', kind: 'hint', claim: 'cause' }, (facts) => {
  const { grades, endpoints } = facts;
  const slow = grades.filter(
    (row) => row.metric === 'latency' && (row.grade === 'poor' || row.grade === 'acceptable'),
  );
  const waiting = endpoints.flatMap((place) => {
    const isSlow = slow.some(
      (row) => isAt(row, place) || (row.service === place.service && row.endpoint === null),
    );
    const wait = place.phases.wait.mean;
    const all = place.serviceTime.mean;
    return isSlow && wait !== null && all !== null && all > 0 && wait / all >= 0.8
      ? [{ place, share: Math.min(1, wait / all), mean: all }]
      : [];
  });
  const [worst] = waiting.toSorted((a, b) => b.mean - a.mean);
  if (worst === undefined) return null;
  const others = waiting.filter(({ mean }) => mean >= worst.mean / 2).length - 1;
  const who = others === 1 ? 'does another slow endpoint' : `do ${others} other slow endpoints`;
  const so = others === 0 ? '' : `; so ${who}`;
  return {
    title: 'The time is spent in the server',
    evidence: `${placeName(worst.place)} spends ${formatPercent(worst.share * 100)} of its ${formatMs(worst.mean)} waiting for the first byte${so}.`,
    suggestion: lookFirst(facts, 'Check its database queries and indexes first, then consider caching.'),
    explains: worst.share,
    shown: shownThroughout(worst.place, facts),
  };
});

interface Tail {
  readonly place: EndpointFact;
  readonly p50: Millis;
  readonly p99: Millis;
}

/** Of slow requests, by where their time goes. */
export const TAIL_ADVICE: Readonly<Record<Phase, string>> = {
  queued:
    'They wait for a free connection or slot here: raise the limits of the plan before blaming the target.',
  dns: 'They wait for name resolution: check the DNS server, or use an address.',
  connect:
    'They wait for a connection: check the accept queue of the target, and why connections are not reused.',
  tls: 'They wait for the TLS handshake: keep connections alive, or resume sessions.',
  send: 'They wait for the target to take the request: check how fast it reads uploads, and the bandwidth.',
  wait: 'They wait for the first byte: cache misses, lock contention or garbage collection in the target rather than its usual work.',
  receive:
    'They wait for the body: check its size, the bandwidth, and what the target or a proxy writes slowly.',
};

/** A tail far above the median: most answers are cheap, some are not. The phase that has a tail of its own says why. */
const longTail = rule({ code: 'hint.long-tail', kind: 'hint', claim: 'cause' }, (facts) => {
  const { endpoints, causes } = facts;
  // Where a cause is named, it says more.
  const isFound = (place: EndpointFact) =>
    causes.slow.some((cause) => cause.place === null || isAt(cause.place, place));
  const tails = endpoints.flatMap((place): Tail[] => {
    if (isFound(place)) return [];
    const { p50, p99 } = place.serviceTime;
    return p50 !== null && p99 !== null && p50 > 0 && p99 >= 50 && p99 / p50 >= 8
      ? [{ place, p50, p99 }]
      : [];
  });
  const [worst] = tails.toSorted((a, b) => b.p99 / b.p50 - a.p99 / a.p50);
  if (worst === undefined) return null;
  const phase = phaseOfTail(worst);
  const found =
    phase === null
      ? ''
      : ` ${PHASE_WORDS[phase]} has the tail: its p99 is ${formatMs(worst.place.phases[phase].p99)}.`;
  return {
    title: 'Long tail',
    evidence: `${placeName(worst.place)}: p99 ${formatMs(worst.p99)} is ${Math.round(worst.p99 / worst.p50)} times its p50 ${formatMs(worst.p50)}.${found}`,
    suggestion: phase === null ? '' : TAIL_ADVICE[phase],
    explains: 0.01,
    shown: shownThroughout(worst.place, facts),
  };
});

const PHASE_WORDS: Readonly<Record<Phase, string>> = {
  queued: 'Waiting for a free connection',
  dns: 'Name resolution',
  connect: 'Connecting',
  tls: 'The TLS handshake',
  send: 'Sending the request',
  wait: 'Waiting for the first byte',
  receive: 'Receiving',
};

/** The phase whose own p99 makes up most of what the tail adds; null: none does, and none is named. */
function phaseOfTail({ place, p50, p99 }: Tail): Phase | null {
  const of = (phase: Phase) => place.phases[phase].p99 ?? 0;
  const largest = PHASES.reduce((most, phase) => (of(phase) > of(most) ? phase : most));
  return of(largest) >= (p99 - p50) / 2 ? largest : null;
}

/** Of so many answers a mean says something. */
const MIN_TIMED = 5;

/** A service is graded by one percentile; an endpoint beyond its last threshold can disappear in it, and is named here. */
const slowEndpoint = rule({ code: 'latency.endpoint', kind: 'bad', claim: 'fact' }, (facts) => {
  const { grades, endpoints } = facts;
  const latency = grades.filter((row) => row.metric === 'latency');
  const whole = latency.filter((row) => row.endpoint === null && row.grade !== 'poor' && row.value !== null);
  const hidden = whole.flatMap((row) => {
    const own = endpoints.filter(
      (place) => place.service === row.service && place.role === 'request' && place.ok >= MIN_TIMED,
    );
    const isGraded = (place: EndpointFact) => latency.some((other) => isAt(other, place));
    return own
      .filter((place) => !isGraded(place) && typicalOf(place) > row.bounds.acceptable)
      .map((place) => ({ place, bound: row.bounds.acceptable, all: own.length }));
  });
  const [worst] = hidden.toSorted((a, b) => typicalOf(b.place) - typicalOf(a.place));
  if (worst === undefined) return null;
  const names = hidden.filter(({ place }) => place !== worst.place).map(({ place }) => placeName(place));
  const others = names.length === 0 ? '' : ` So do ${list(names)}.`;
  const who =
    hidden.length === 1
      ? 'One endpoint is far slower than its'
      : `${hidden.length} endpoints are far slower than their`;
  return {
    title: `${who} service`,
    evidence: `${placeName(worst.place)} typically takes ${formatMs(typicalOf(worst.place))}, beyond the ${formatMs(worst.bound)} that is Acceptable for ${worst.place.service}; the grade of the service does not show it.${others}`,
    suggestion: 'Give that endpoint a threshold of its own.',
    explains: hidden.length / worst.all,
    shown: shownThroughout(worst.place, facts),
  };
});

/** What half of its answers take, or their mean where there are too few for that. */
function typicalOf({ serviceTime }: EndpointFact): Millis {
  return serviceTime.p50 ?? serviceTime.mean ?? 0;
}

const MIN_WARMUP = 20;

/** What the figures leave out, where it was much worse than they are. */
const warmup = rule({ code: 'warmup.slower', kind: 'hint', claim: 'plan' }, (facts) => {
  const { warmup: before, measuredTime, ok, failed } = facts;
  if (before === null || before.finished < MIN_WARMUP) return null;
  const name = before.time.p95 !== null && measuredTime.p95 !== null ? 'p95' : 'mean';
  const [early, late] = [before.time[name], measuredTime[name]];
  const isSlower = early !== null && late !== null && early >= late * 2 && early - late >= 20;
  const share = before.failed / before.finished;
  const isWorse = before.failed >= 5 && share >= failed / Math.max(1, ok + failed) + 0.05;
  if (!isSlower && !isWorse) return null;
  const time = isSlower ? ` their ${name} was ${formatMs(early)}, and ${formatMs(late)} afterwards.` : '';
  const errors = isWorse ? ` ${failedOf(before.failed, before.finished)} in them.` : '';
  return {
    title: isSlower ? 'The warm-up was slower' : 'The warm-up failed more often',
    evidence: `The ${before.seconds} s of warm-up are in no figure:${time}${errors}`,
    suggestion: 'Clients of a freshly started service see this: measure it without a warm-up as well.',
    shown: shownFrom(EVERYWHERE, 0, before.seconds * 1_000),
  };
});

export const LATENCY_RULES: readonly Rule[] = [slowEndpoint, serverTime, longTail, warmup];
