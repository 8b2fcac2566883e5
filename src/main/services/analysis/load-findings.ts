import { formatMs, formatNumber, formatPercent, formatRate } from '../../../contract/format.ts';
import type { Facts, Finding, Rule } from './finding.ts';
import { BROKEN_SHARE, breakingPoint, WINDOW_SECONDS } from './load-trace.ts';

const LEAST_WINDOWS = 4;
/** With fewer successes in a window, chance alone moves the rate by more than a tenth. */
const LEAST_PER_WINDOW = 100;

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Spread of the rate while the plan holds its level still. */
function stableThroughput({ plateau }: Facts): Finding | null {
  if (plateau.length < LEAST_WINDOWS || plateau.some((window) => window.ok < LEAST_PER_WINDOW)) return null;
  const rates = plateau.map((window) => window.okPerSecond);
  const average = mean(rates);
  const spread = Math.sqrt(mean(rates.map((rate) => (rate - average) ** 2))) / average;
  if (spread >= 0.15) return null;
  return {
    code: 'throughput.stable',
    kind: 'good',
    title: 'Stable throughput',
    evidence: `${formatRate(average)} with a spread of ${formatPercent(spread * 100)} over ${plateau.length} windows of ${WINDOW_SECONDS} s at a steady load.`,
    suggestion: '',
  };
}

/** The last third of a steady load against the first: more than 20 % less, and more than chance would make it. */
function throughputDegradation({ plateau }: Facts): Finding | null {
  if (plateau.length < 6) return null;
  const third = Math.floor(plateau.length / 3);
  const first = plateau.slice(0, third);
  const last = plateau.slice(-third);
  const before = first.reduce((sum, window) => sum + window.ok, 0);
  const after = last.reduce((sum, window) => sum + window.ok, 0);
  const byChance = 3 * Math.sqrt(before + after);
  if (after >= before * 0.8 || before - after <= byChance) return null;
  return {
    code: 'throughput.degraded',
    kind: 'bad',
    title: 'Throughput degraded',
    evidence: `At a steady load it fell from ${formatRate(mean(first.map((w) => w.okPerSecond)))} to ${formatRate(mean(last.map((w) => w.okPerSecond)))}.`,
    suggestion: 'Look for something that grows in the target: memory, a queue, a table, a log.',
  };
}

/** Latency grew with the load, but no faster than the load, and nothing broke. */
function gracefulDegradation({ windows, loadUnit }: Facts): Finding | null {
  const timed = windows.filter((window) => window.p95Ms !== null && window.load > 0);
  if (timed.length < LEAST_WINDOWS || breakingPoint(windows) !== null) return null;
  const byLoad = timed.toSorted((a, b) => a.load - b.load);
  const low = byLoad[0];
  const high = byLoad.at(-1);
  if (low === undefined || high === undefined) return null;
  const load = high.load / low.load;
  const latency = (high.p95Ms ?? 0) / (low.p95Ms || 1);
  if (load < 2 || latency < 1.2 || latency > load) return null;
  return {
    code: 'degradation.graceful',
    kind: 'good',
    title: 'Graceful degradation',
    evidence: `From ${formatNumber(low.load)} to ${formatNumber(high.load)} ${loadUnit} the p95 grew from ${formatMs(low.p95Ms)} to ${formatMs(high.p95Ms)}, less than the load, and errors stayed at or below ${BROKEN_SHARE * 100} %.`,
    suggestion: '',
  };
}

/** A stretch with more than 5 % errors that ended within the run and stayed over. */
function recovery({ windows }: Facts): Finding | null {
  const broke = windows.findIndex((window) => window.errorShare > BROKEN_SHARE && window.errors >= 5);
  if (broke === -1) return null;
  const healed = windows.findIndex(
    (window, i) => i > broke && window.errorShare < 0.01 && (windows[i + 1]?.errorShare ?? 1) < 0.01,
  );
  const from = windows[broke]?.fromSecond ?? 0;
  if (healed === -1) {
    // It broke and may have healed, but too late in the run to tell.
    if ((windows.at(-1)?.errorShare ?? 0) <= BROKEN_SHARE) return null;
    return {
      code: 'recovery.none',
      kind: 'bad',
      title: 'No recovery seen',
      evidence: `More than 5 % failed in the ${WINDOW_SECONDS} s from second ${from} on, and still in the last ${WINDOW_SECONDS} s of the run.`,
      suggestion: 'Let the load fall at the end of the plan, so that recovery can be measured.',
    };
  }
  const seconds = (windows[healed]?.fromSecond ?? 0) - from;
  if (seconds > 2 * WINDOW_SECONDS) return null;
  return {
    code: 'recovery.quick',
    kind: 'good',
    title: 'Quick recovery',
    evidence: `Errors above 5 % began in the ${WINDOW_SECONDS} s from second ${from} on, and were over ${seconds} s later.`,
    suggestion: '',
  };
}

/** More users, no more answers, and slower ones: something is full. */
function saturation({ windows, loadUnit }: Facts): Finding | null {
  const timed = windows
    .filter((w) => w.p95Ms !== null && w.ok >= LEAST_PER_WINDOW)
    .toSorted((a, b) => a.load - b.load);
  if (timed.length < LEAST_WINDOWS) return null;
  const low = timed[Math.floor(timed.length / 2)];
  const high = timed.at(-1);
  if (low === undefined || high === undefined) return null;
  if (high.load < low.load * 1.25 || high.okPerSecond > low.okPerSecond * 1.05) return null;
  if ((high.p95Ms ?? 0) < (low.p95Ms ?? 0) * 1.25) return null;
  return {
    code: 'hint.saturation',
    kind: 'hint',
    title: 'More load, no more throughput',
    evidence: `From ${formatNumber(low.load)} to ${formatNumber(high.load)} ${loadUnit} throughput stayed at ${formatRate(high.okPerSecond)} while the p95 rose from ${formatMs(low.p95Ms)} to ${formatMs(high.p95Ms)}.`,
    suggestion:
      'A resource is used up: find which (processor, connections of a pool, locks), then scale that one.',
  };
}

/** Findings about how the target behaved as the load and the time went on. */
export const LOAD_RULES: readonly Rule[] = [
  stableThroughput,
  throughputDegradation,
  gracefulDegradation,
  recovery,
  saturation,
];
