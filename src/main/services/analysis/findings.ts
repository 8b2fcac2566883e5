import { formatMs, formatPercent, formatRate } from '../../../contract/format.ts';
import { sayFailedSetup } from './failed-setup.ts';
import type { Facts, Finding, Rule } from './finding.ts';
import { LOAD_RULES } from './load-findings.ts';
import { BROKEN_SHARE } from './load-trace.ts';
import { notSent } from './not-sent.ts';

/** Good signs (S-59), bad signs (S-60) and hints (S-61) that one run can decide; those it cannot are left unsaid. */
export function findingsOf(facts: Facts): Finding[] {
  return [...RULES, ...LOAD_RULES]
    .flatMap((rule) => rule(facts) ?? [])
    .toSorted((a, b) => rankOf(a) - rankOf(b));
}

const rankOf = (finding: Finding) => ['bad', 'good', 'hint'].indexOf(finding.kind);
const LITTLE_SHARE = 0.01;
const WHOLE = (n: number) => n.toLocaleString('en-US');
const nameOf = (place: { service: string; endpoint: string | null }) =>
  place.endpoint === null ? place.service : `${place.service} ${place.endpoint}`;

function setups({ failedSetups = [] }: Facts): Finding | null {
  const [first] = failedSetups;
  if (first === undefined) return null;
  return {
    code: 'setup.failed',
    kind: 'bad',
    title: 'A setup never succeeded',
    evidence: failedSetups.slice(0, 4).map(sayFailedSetup).join(' '),
    suggestion: `What class ${first.className} sends afterwards lacks what its setup was to bring: mend that first.`,
  };
}

function thresholds({ grades }: Facts): Finding | null {
  const graded = grades.filter((row) => row.grade !== 'no-data' && row.grade !== 'not-applicable');
  if (graded.length === 0) return null;
  const poor = graded.filter((row) => row.grade === 'poor');
  if (poor.length === 0) {
    const evidence = `${graded.length} of ${graded.length} graded figures lie inside their Acceptable bound.`;
    return { code: 'thresholds.within', kind: 'good', title: 'Within thresholds', evidence, suggestion: '' };
  }
  const named = poor.slice(0, 4).map((row) => `${nameOf(row)} ${row.metric}`);
  const more = poor.length > named.length ? ` and ${poor.length - named.length} more` : '';
  return {
    code: 'thresholds.exceeded',
    kind: 'bad',
    title: 'Thresholds exceeded',
    evidence: `${poor.length} of ${graded.length} graded figures are Poor: ${named.join(', ')}${more}.`,
    suggestion: 'Begin with the grade that misses its bound by most.',
  };
}

function errorShare({ ok, targetErrors }: Facts): Finding | null {
  const all = ok + targetErrors;
  if (all === 0) return null;
  const share = targetErrors / all;
  const evidence = `${WHOLE(targetErrors)} of ${WHOLE(all)} failed by target or network (${formatPercent(share * 100)}).`;
  if (share < LITTLE_SHARE) {
    return { code: 'errors.few', kind: 'good', title: 'Errors below 1 %', evidence, suggestion: '' };
  }
  if (share <= BROKEN_SHARE) return null;
  return {
    code: 'errors.many',
    kind: 'bad',
    title: 'Errors above 5 %',
    evidence,
    suggestion: 'The error table names each cause with an example; the most frequent one first.',
  };
}

/** What says that a connection was not made, or did not last. */
const CONNECTION_CODES =
  /^(connect|dns|tls|reset|closed)\.|^ws\.(handshake|closed|abnormal|peer_silent|close_timeout)|^sse\.closed$/;

function connections({ errors }: Facts): Finding | null {
  const rows = errors.filter((row) => {
    const ours = row.side === 'client' || row.side === 'guard';
    return !ours && CONNECTION_CODES.test(row.code);
  });
  if (rows.length === 0) return null;
  const count = rows.reduce((sum, row) => sum + row.count, 0);
  const codes = [...new Set(rows.map((row) => row.code))].slice(0, 4).join(', ');
  return {
    code: 'connections.failed',
    kind: 'bad',
    title: 'Connection failures',
    evidence: `${WHOLE(count)} connections were refused, reset or closed early: ${codes}.`,
    suggestion:
      'Check that the target listens and has room for the connections (backlog, file descriptors, limits of a proxy before it).',
  };
}

/** Slow endpoints whose time goes into waiting for the first byte: the server is at work, not the network. */
function serverTime({ grades, endpoints }: Facts): Finding | null {
  const slow = grades.filter(
    (row) => row.metric === 'latency' && (row.grade === 'poor' || row.grade === 'acceptable'),
  );
  const waiting = slow.flatMap((row) => {
    const endpoint = endpoints.find((e) => e.service === row.service && e.endpoint === row.endpoint);
    const wait = endpoint?.phasesMs.wait?.mean ?? null;
    const all = endpoint?.serviceTimeMs.mean ?? null;
    return endpoint !== undefined && wait !== null && all !== null && all > 0 && wait / all >= 0.8
      ? [{ endpoint, share: wait / all, mean: all }]
      : [];
  });
  const [worst] = waiting.toSorted((a, b) => b.mean - a.mean);
  if (worst === undefined) return null;
  return {
    code: 'hint.server-time',
    kind: 'hint',
    title: 'The time is spent in the server',
    evidence: `${nameOf(worst.endpoint)} spends ${formatPercent(worst.share * 100)} of its ${formatMs(worst.mean)} waiting for the first byte${waiting.length > 1 ? `; so do ${waiting.length - 1} other slow endpoints` : ''}.`,
    suggestion: 'Look at its database queries and indexes first, then at caching what it computes.',
  };
}

/** A tail far above the median: most answers are cheap, some are not, as with a cache that misses. */
function longTail({ endpoints }: Facts): Finding | null {
  const tails = endpoints.flatMap((endpoint) => {
    const { p50, p99 } = endpoint.serviceTimeMs;
    return p50 !== null && p99 !== null && p50 > 0 && p99 >= 50 && p99 / p50 >= 8
      ? [{ endpoint, p50, p99 }]
      : [];
  });
  const [worst] = tails.toSorted((a, b) => b.p99 / b.p50 - a.p99 / a.p50);
  if (worst === undefined) return null;
  return {
    code: 'hint.long-tail',
    kind: 'hint',
    title: 'A long tail',
    evidence: `${nameOf(worst.endpoint)}: p99 ${formatMs(worst.p99)} is ${Math.round(worst.p99 / worst.p50)} times its p50 ${formatMs(worst.p50)}.`,
    suggestion:
      'Rare slow answers point to cache misses, lock contention or garbage collection in the target rather than to its usual work.',
  };
}

function newConnections({ endpoints }: Facts): Finding | null {
  const http = endpoints.filter((endpoint) => endpoint.protocol === 'http');
  const fresh = http.reduce((sum, endpoint) => sum + endpoint.newConnections, 0);
  const reused = http.reduce((sum, endpoint) => sum + endpoint.reusedConnections, 0);
  if (fresh < 100 || fresh / (fresh + reused) < 0.5) return null;
  return {
    code: 'hint.connection-pool',
    kind: 'hint',
    title: 'Connections are hardly reused',
    evidence: `${WHOLE(fresh)} of ${WHOLE(fresh + reused)} requests opened a new connection.`,
    suggestion:
      'If the plan does not ask for it, the target or a proxy closes connections after each answer: allow keep-alive, and pool connections in its callers.',
  };
}

function rateLimited({ errors }: Facts): Finding | null {
  const rows = errors.filter((row) => row.code === 'http.429');
  if (rows.length === 0) return null;
  const count = rows.reduce((sum, row) => sum + row.count, 0);
  return {
    code: 'hint.rate-limit',
    kind: 'hint',
    title: 'The target limits the rate',
    evidence: `${WHOLE(count)} answers were 429, on ${[...new Set(rows.map((row) => row.service))].join(', ')}.`,
    suggestion: 'Raise the limit for the test, or take the limit as the capacity and plan below it.',
  };
}

function timeouts({ errors, windows }: Facts): Finding | null {
  const rows = errors.filter((row) => row.code.startsWith('timeout.'));
  const count = rows.reduce((sum, row) => sum + row.count, 0);
  if (count === 0) return null;
  const peak = windows.reduce((most, window) => Math.max(most, window.okPerSecond), 0);
  return {
    code: 'hint.timeouts',
    kind: 'hint',
    title: 'Requests ran into their deadline',
    evidence: `${WHOLE(count)} requests timed out; the most the target answered well was ${formatRate(peak)}.`,
    suggestion:
      'Work piles up in the target: bound its queues, shed load early, or add instances behind a load balancer.',
  };
}

const RULES: readonly Rule[] = [
  setups,
  thresholds,
  errorShare,
  connections,
  serverTime,
  longTail,
  newConnections,
  rateLimited,
  timeouts,
  notSent,
];
