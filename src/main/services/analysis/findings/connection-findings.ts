import { countsInErrorRate } from '../../../../contract/failure.ts';
import { formatPercent, formatRate } from '../../../../contract/format.ts';
import { type Facts, type FailureFact, type Rule, rule, type StreamFact } from './finding.ts';
import { endedBy, list, ofFailures, servicesOf, sum, whenAll, whole } from './finding-words.ts';

/** What says that a connection was not made, or did not last. */
const CONNECTION_CODES =
  /^(connect|dns|tls|reset|closed)\.|^ws\.(handshake|closed|abnormal|peer_silent|close_timeout)|^sse\.closed$/;
/** Where one sample stands for one connection. */
const ONE_EACH = new Set(['request', 'connect', 'first-event', 'session', 'held', 'gap']);
const MIN_OPENED = 100;

/** Of a connection that breaks, the messages under way fail too: each connection is counted once where that is known. */
function brokenConnections({ failures }: Facts): FailureFact[] {
  const broken = failures.filter(({ side, code }) => countsInErrorRate(side) && CONNECTION_CODES.test(code));
  const known = new Set(broken.flatMap(({ role, service }) => (ONE_EACH.has(role) ? [service] : [])));
  return broken.filter((row) => ONE_EACH.has(row.role) || (row.inTotals && !known.has(row.service)));
}

const connectionsFailed = rule({ code: 'connections.failed', kind: 'bad', claim: 'fact' }, (facts) => {
  const rows = brokenConnections(facts);
  const count = sum(rows, (row) => row.count);
  if (count === 0) return null;
  return {
    title: 'Connection failures',
    evidence: `${whole(count)} ${count === 1 ? 'connection' : 'connections'} to ${servicesOf(rows)} ${count === 1 ? 'was' : 'were'} refused, reset or closed early, ${whenAll(rows)}: ${causesOf(rows, facts.streams)}.`,
    suggestion: adviceFor(rows),
    explains: Math.min(1, ofFailures(count, facts)),
  };
});

/** By the first code that fits, of the most frequent failure. */
const ADVICE: readonly (readonly [codes: RegExp, advice: string])[] = [
  [
    /^(connect|reset\.before|ws\.handshake_timeout)/,
    'Check that the target listens and has capacity for the connections (backlog, file descriptors, limits of a proxy in front of it).',
  ],
  [/^tls\./, 'Check the certificate of the target, and what it requires of its clients.'],
  [
    /^ws\.handshake/,
    'Check the status with which the upgrade is refused, and the message that comes with it.',
  ],
  [/^dns\./, 'Check the name in the URL and the DNS server.'],
];

function adviceFor(rows: readonly FailureFact[]): string {
  const [worst] = rows.toSorted((a, b) => b.count - a.count);
  const found = ADVICE.find(([codes]) => codes.test(worst?.code ?? ''));
  return (
    found?.[1] ??
    'Check the log of the target, or of a proxy in front of it, for why it closed them at that time.'
  );
}

const REFUSED = 'ws.handshake_status';

/** By code; a refused WebSocket by the status of the answer. */
function causesOf(rows: readonly FailureFact[], streams: readonly StreamFact[]): string {
  const counts = new Map<string, number>();
  for (const { code, count } of rows) counts.set(code, (counts.get(code) ?? 0) + count);
  const refusals = streams
    .flatMap(({ closedBy }) => closedBy)
    .filter(([cause]) => cause.startsWith(`${REFUSED}.`));
  // The status stands behind the code there; a refusal by another code is no cause of these.
  const isRefused = counts.has(REFUSED) && refusals.length > 0;
  if (isRefused) counts.delete(REFUSED);
  for (const [cause, count] of isRefused ? refusals : []) counts.set(cause, (counts.get(cause) ?? 0) + count);
  return list(
    [...counts].toSorted((a, b) => b[1] - a[1]).map(([code, count]) => `${code} (${whole(count)})`),
  );
}

/**
 * New connections that neither more requests at once nor broken ones account for: somebody closed those that were
 * there. Both are bounded from above, so that an overloaded target with keep-alive never raises it.
 */
const hardlyReused = rule({ code: 'hint.connection-pool', kind: 'hint', claim: 'cause' }, (facts) => {
  const { connections } = facts;
  const { opened, reused, needed, broken, planned } = connections;
  const all = opened + reused;
  const closed = opened - needed - broken;
  if (planned || opened < MIN_OPENED || closed < all * 0.5) return null;
  return {
    title: 'Connections are rarely reused',
    evidence: `${whole(opened)} of ${whole(all)} requests opened a new connection, though at most ${whole(needed)} were ever needed at once${broken === 0 ? '' : ` and ${whole(broken)} broke with a failed request`}.`,
    suggestion:
      'The target or a proxy closes connections after a response: allow keep-alive there, and pool connections in its clients.',
    explains: closed / all,
  };
});

const rateLimited = rule({ code: 'hint.rate-limit', kind: 'hint', claim: 'cause' }, (facts) => {
  const { rateLimits, failures } = facts;
  const [worst] = rateLimits.toSorted((a, b) => b.refused - a.refused);
  if (worst === undefined) return null;
  const refused = sum(rateLimits, (limit) => limit.refused);
  const rows = failures.filter((row) => row.code === 'http.429');
  const each = rateLimits.map(
    ({ service, okPerSecond }) => `${formatRate(okPerSecond)} got through at ${service}`,
  );
  return {
    title: 'The target limits the rate',
    evidence: `${whole(refused)} responses were 429 (${formatPercent((worst.refused / Math.max(1, worst.finished)) * 100)} of the responses of ${worst.service} in those seconds)${rows.length === 0 ? '' : `, ${whenAll(rows)}`}; ${list(each)}.`,
    suggestion: 'Raise the limit for the test, or treat it as the capacity and stay below it.',
    explains: ofFailures(refused, facts),
  };
});

const sequence = rule({ code: 'messages.sequence', kind: 'bad', claim: 'fact' }, ({ streams }) => {
  const wrongIn = (stream: StreamFact) => sum(WRONG, ([key]) => stream[key]);
  const wrong = streams.filter((stream) => wrongIn(stream) > 0);
  if (wrong.length === 0) return null;
  const each = wrong.map((stream) => {
    const what = stream.isEvents === true ? 'events' : 'messages';
    const how = WRONG.flatMap(([key, , went]) => (stream[key] > 0 ? [`${whole(stream[key])} ${went}`] : []));
    return `${stream.service}: of ${whole(stream.messagesIn)} ${what} ${list(how)}`;
  });
  const messages = sum(wrong, ({ messagesIn }) => messagesIn);
  return {
    title: `Messages ${WRONG.find(([key]) => wrong.some((stream) => stream[key] > 0))?.[1] ?? ''}`,
    evidence: `${each.join('; ')}, by their ${wrong.every((stream) => stream.isEvents === true) ? 'ids' : 'sequence numbers'}.`,
    suggestion:
      'Check how the service resends and fans out messages, and what it does when a reader is slow.',
    explains: Math.min(1, sum(wrong, wrongIn) / Math.max(1, messages)),
  };
});

/** What can be wrong with a sequence, the worst first: how it is titled, and how it is told of so many. */
const WRONG = [
  ['missed', 'went missing', 'went missing'],
  ['duplicates', 'arrived more than once', 'were duplicates'],
  ['outOfOrder', 'arrived out of order', 'arrived out of order'],
] as const;

/** Open for less of the time than this, streams are not what they are taken for. */
const MOSTLY_OPEN_PERCENT = 90;

/** Streams that the service ends in order fail nothing, and tell nothing for the rest of the time. */
const streamsShort = rule({ code: 'streams.short', kind: 'hint', claim: 'fact' }, ({ streams }) => {
  const short = streams
    .map((stream) => ({ ...stream, openPercent: stream.openPercent ?? 100, ended: endedBy(stream, 'ended') }))
    .filter(({ openPercent, ended }) => openPercent < MOSTLY_OPEN_PERCENT && ended > 0)
    .toSorted((a, b) => a.openPercent - b.openPercent);
  const [worst] = short;
  if (worst === undefined) return null;
  const each = short.map(
    ({ service, ended, reconnects, openPercent }) =>
      `${service} ended ${whole(ended)} streams in order, ${whole(reconnects)} were opened again, and they were open for ${formatPercent(openPercent)} of the time`,
  );
  return {
    title: `Streams were open for only ${formatPercent(worst.openPercent)} of the time`,
    evidence: `${list(each)}. In between no event could arrive, and no gap was measured.`,
    suggestion:
      'If streams should stay open, look for what ends them: a time limit of the service, or of a proxy in front of it. If they should end, a shorter retry: from the service opens the next one sooner.',
    explains: 1 - worst.openPercent / 100,
  };
});

export const STREAM_RULES: readonly Rule[] = [streamsShort];
export const CONNECTION_RULES: readonly Rule[] = [connectionsFailed, sequence, rateLimited, hardlyReused];
