import { formatMs, formatNumber, formatPercent, formatRate } from '../../../../contract/format.ts';
import type { Millis } from '../../../../contract/units.ts';
import { BROKEN_SHARE, isBroken, type TraceSecond, WINDOW_SECONDS } from '../seconds/load-trace.ts';
import { type Rule, rule } from './finding.ts';
import { EVERYWHERE, shownFrom } from './finding-places.ts';
import { lookFirst, plannedSeconds, sum, whole } from './finding-words.ts';

const MIN_WINDOWS = 4;
/** With fewer successes in a window, chance alone moves the rate by more than a tenth. */
const MIN_PER_WINDOW = 100;

const mean = (values: readonly number[]) => values.reduce((total, value) => total + value, 0) / values.length;

/** Spread of the rate while the plan holds its level still, of a run that is well and serves what it is asked for. */
const stableThroughput = rule({ code: 'throughput.stable', kind: 'good', claim: 'good' }, (facts) => {
  const { plateau, loadUnit, ok, failed } = facts;
  if (plateau.length < MIN_WINDOWS || plateau.some((window) => window.ok < MIN_PER_WINDOW)) return null;
  if (failed > (ok + failed) * BROKEN_SHARE) return null;
  const rates = plateau.map((window) => window.okPerSecond);
  const average = mean(rates);
  const spread = Math.sqrt(mean(rates.map((rate) => (rate - average) ** 2))) / average;
  const isServed = loadUnit === 'users' || average >= mean(plateau.map((window) => window.load)) * 0.9;
  if (spread >= 0.15 || !isServed) return null;
  return {
    title: 'Stable throughput',
    evidence: `${formatRate(average)} with a spread of ${formatPercent(spread * 100)} over ${plateau.length} windows of ${WINDOW_SECONDS} s at a steady load.`,
  };
});

/** The last third of a steady load against the first: more than 20% less, and more than chance would make it. */
const throughputDegradation = rule({ code: 'throughput.degraded', kind: 'bad', claim: 'cause' }, (facts) => {
  const { plateau } = facts;
  const trusted = plateau.filter((window) => window.trusted);
  if (trusted.length < 6) return null;
  const [first, last] = outerThirds(trusted);
  const before = sum(first, (window) => window.ok);
  const after = sum(last, (window) => window.ok);
  const byChance = 3 * Math.sqrt(before + after);
  if (after >= before * 0.8 || before - after <= byChance) return null;
  return {
    title: 'Throughput degraded',
    evidence: `At a steady load it fell from ${formatRate(mean(first.map((w) => w.okPerSecond)))} to ${formatRate(mean(last.map((w) => w.okPerSecond)))}.`,
    suggestion: 'Look for something that grows in the target: memory, a queue, a table, a log.',
    explains: (before - after) / before,
  };
});

/** Latency grew with the load, but no faster than the load; the throughput grew with it, and nothing broke. */
const gracefulDegradation = rule({ code: 'degradation.graceful', kind: 'good', claim: 'good' }, (facts) => {
  const { windows, loadUnit, broke } = facts;
  const timed = windows.filter((window) => window.p95Ms !== null && window.load > 0 && window.trusted);
  if (timed.length < MIN_WINDOWS || broke || windows.some(isBroken)) return null;
  const byLoad = timed.toSorted((a, b) => a.load - b.load);
  const [low, high] = [byLoad[0], byLoad.at(-1)];
  if (low === undefined || high === undefined) return null;
  const load = high.load / low.load;
  const latency = (high.p95Ms ?? 0) / (low.p95Ms || 1);
  if (load < 2 || latency < 1.2 || latency > load || high.okPerSecond < low.okPerSecond * 1.25) return null;
  return {
    title: 'Graceful degradation',
    evidence: `From ${formatNumber(low.load)} to ${formatNumber(high.load)} ${loadUnit} the p95 grew from ${formatMs(low.p95Ms)} to ${formatMs(high.p95Ms)}, less than the load, and errors stayed at or below ${BROKEN_SHARE * 100}%.`,
  };
});

/** More users, no more answers, and slower ones: something is full. */
const saturation = rule({ code: 'hint.saturation', kind: 'hint', claim: 'cause' }, (facts) => {
  const { windows, loadUnit } = facts;
  const timed = windows
    .filter((w) => w.p95Ms !== null && w.ok >= MIN_PER_WINDOW && w.trusted)
    .toSorted((a, b) => a.load - b.load);
  if (timed.length < MIN_WINDOWS) return null;
  const [low, high] = [timed[Math.floor(timed.length / 2)], timed.at(-1)];
  if (low === undefined || high === undefined) return null;
  if (high.load < low.load * 1.25 || high.okPerSecond > low.okPerSecond * 1.05) return null;
  if ((high.p95Ms ?? 0) < (low.p95Ms ?? 0) * 1.25) return null;
  return {
    title: 'More load, no more throughput',
    evidence: `From ${formatNumber(low.load)} to ${formatNumber(high.load)} ${loadUnit} throughput went from ${formatRate(low.okPerSecond)} to ${formatRate(high.okPerSecond)}, while the p95 rose from ${formatMs(low.p95Ms)} to ${formatMs(high.p95Ms)}.`,
    suggestion: lookFirst(
      facts,
      'A resource is exhausted: find which (CPU, pooled connections, locks), then scale that one.',
    ),
    explains: 1 - low.load / high.load,
  };
});

const MIN_DUE = 100;
/** Served less than this share of what was due. */
const SERVED_SHARE = 0.9;
const TIMEOUTS = /timeout/;

/**
 * More is due than the target serves: what is missing waits or ran out of time instead of being refused, and the times
 * of what is answered grow while the plan goes on.
 */
const overload = rule({ code: 'load.overload', kind: 'bad', claim: 'cause' }, (facts) => {
  const seconds = plannedSeconds(facts);
  const trusted = seconds.filter((second) => second.trusted).length;
  const due = sum(seconds, (second) => second.planned);
  const ok = sum(seconds, (second) => second.ok);
  if (facts.loadUnit !== 'requests/s' || trusted < seconds.length * 0.8) return null;
  if (due < MIN_DUE || ok > due * SERVED_SHARE) return null;
  const others = facts.failures.filter((row) => row.inTotals && !TIMEOUTS.test(row.code));
  const refused = sum(others, (row) => row.count);
  const grown = growthOf(seconds);
  if (refused > (due - ok) / 2 || grown === null) return null;
  const [, last] = outerThirds(seconds);
  const open = seconds.at(-1)?.inFlight ?? 0;
  const perSecond = (read: (second: TraceSecond) => number) =>
    formatRate((sum(last, read) * 1_000) / sum(last, (second) => second.lengthMs));
  const served = perSecond((second) => second.ok);
  return {
    title: 'Overloaded',
    evidence: `In the last third of the load ${perSecond((second) => second.planned)} were due and ${served} succeeded; the mean response time rose from ${formatMs(grown.fromMs)} in the first third to ${formatMs(grown.toMs)}${open === 0 ? '' : `, and ${whole(open)} were still in flight when the load ended`}.`,
    suggestion: lookFirst(
      facts,
      `Find what is exhausted first (CPU, a pool, a lock), or plan for what succeeded: ${served}.`,
    ),
    explains: (due - ok) / due,
    shown: shownFrom(EVERYWHERE, (last[0]?.second ?? 0) * 1_000, facts.plannedMs),
  };
});

function outerThirds<Item>(items: readonly Item[]): [first: readonly Item[], last: readonly Item[]] {
  const third = Math.max(1, Math.floor(items.length / 3));
  return [items.slice(0, third), items.slice(-third)];
}

/** Mean times of the first and the last third; null where they did not at least double. */
function growthOf(seconds: readonly TraceSecond[]): { fromMs: Millis; toMs: Millis } | null {
  const [fromMs = null, toMs = null] = outerThirds(seconds).map(meanOf);
  if (fromMs === null || toMs === null || seconds.length < 3) return null;
  return toMs >= fromMs * 2 && toMs - fromMs >= 50 ? { fromMs, toMs } : null;
}

function meanOf(seconds: readonly TraceSecond[]): Millis | null {
  const timed = seconds.filter((second) => second.meanMs !== null && second.ok > 0);
  const ok = sum(timed, (second) => second.ok);
  return ok === 0 ? null : sum(timed, (second) => (second.meanMs ?? 0) * second.ok) / ok;
}

/** Findings about how the target behaved as the load and the time went on. */
export const LOAD_RULES: readonly Rule[] = [
  overload,
  throughputDegradation,
  saturation,
  gracefulDegradation,
  stableThroughput,
];
