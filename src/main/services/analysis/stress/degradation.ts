import { levelText } from '../../../../contract/capacity-text.ts';
import { formatMs, formatNumber, formatPercent } from '../../../../contract/format.ts';
import type { StressAnswers } from '../../../../contract/stress.ts';
import { climbingSeconds, windowsOf } from './judged-windows.ts';
import type { StressSecond, WindowLength } from './stress-seconds.ts';

type Degradation = StressAnswers['degradation'];
type Point = Degradation['points'][number];

/** At most so many points; between them levels are put together. */
const MAX_POINTS = 12;
/** Loads that differ by less are the same. */
const SAME_LOAD = 1.1;
/** Growth of the p95, and of errors in percent points, that counts as one. */
const GROWN = 1.2;
const GROWN_ERRORS = 0.5;

/** How latency and errors grew with the load of a run, up to its highest. */
export function degradationOf(seconds: readonly StressSecond[], unit: string): Degradation {
  const climb = climbingSeconds(seconds).filter(({ trusted }) => trusted);
  return degradationAnswer(pointsOf(climb), unit);
}

/** The same of points that are known, ascending by load. */
export function degradationAnswer(points: readonly Point[], unit: string): Degradation {
  return { ...sayGrowth(points, unit), points: [...points] };
}

function sayGrowth(points: readonly Point[], unit: string): Pick<Degradation, 'state' | 'sentence'> {
  const low = points.find(({ p95Ms }) => p95Ms !== null);
  const high = points.at(-1);
  if (low === undefined || high === undefined) {
    const isDead = points.some(({ errorShare }) => errorShare === 1) && points.every(neverAnswered);
    const sentence = isDead ? 'No request succeeded, at any load.' : 'Too little was measured.';
    return { state: 'not measurable', sentence };
  }
  if (high.level < low.level * SAME_LOAD) {
    const sentence = `The load stayed at ${levelText(high.level, unit)}, so degradation was not seen.`;
    return { state: 'not measurable', sentence };
  }
  const ratio = high.p95Ms === null ? Number.POSITIVE_INFINITY : high.p95Ms / (low.p95Ms || 1);
  const [from, to] = [low, high].map(({ errorShare }) => (errorShare ?? 0) * 100);
  const errors = `errors ${formatPercent(from ?? 0)} → ${formatPercent(to ?? 0)}`;
  const isGrown = ratio >= GROWN || (to ?? 0) - (from ?? 0) >= GROWN_ERRORS;
  const times = isGrown && ratio >= GROWN && high.p95Ms !== null ? ` (${formatNumber(ratio)}×)` : '';
  const latency =
    high.p95Ms === null
      ? `p95 ${formatMs(low.p95Ms)} → too few successes`
      : `p95 ${formatMs(low.p95Ms)} → ${formatMs(high.p95Ms)}${times}`;
  const span = `${formatNumber(low.level)} to ${levelText(high.level, unit)}`;
  return isGrown
    ? { state: 'measured', sentence: `From ${span}: ${latency}, ${errors}.` }
    : { state: 'not reached', sentence: `None from ${span}: ${latency}, ${errors}.` };
}

const neverAnswered = ({ throughput }: Point) => throughput === 0;

function pointsOf(seconds: readonly StressSecond[]): Point[] {
  const levels = [...new Set(seconds.map(({ level }) => level))].sort((a, b) => a - b);
  const [lowest = 0, highest = 0] = [levels[0], levels.at(-1)];
  const width = (highest - lowest) / MAX_POINTS;
  const binOf = (level: number) =>
    levels.length <= MAX_POINTS
      ? levels.indexOf(level)
      : Math.min(MAX_POINTS - 1, Math.floor((level - lowest) / width));
  const bins = new Map<number, StressSecond[]>();
  for (const second of seconds) {
    const bin = binOf(second.level);
    const known = bins.get(bin);
    if (known === undefined) bins.set(bin, [second]);
    else known.push(second);
  }
  return [...bins].sort(([a], [b]) => a - b).map(([, group]) => pointOf(group));
}

function pointOf(seconds: readonly StressSecond[]): Point {
  const sum = (read: (second: StressSecond) => number) =>
    seconds.reduce((total, second) => total + read(second), 0);
  const [ok, failed] = [sum(({ whole }) => whole.ok), sum(({ whole }) => whole.failed)];
  return {
    level: seconds.map(({ level }) => level).sort((a, b) => a - b)[Math.floor(seconds.length / 2)] ?? 0,
    throughput: ok / Math.max(1, seconds.length),
    p95Ms: medianP95(seconds, 1) ?? medianP95(seconds, 2) ?? medianP95(seconds, 5),
    errorShare: ok + failed === 0 ? null : failed / (ok + failed),
  };
}

function medianP95(seconds: readonly StressSecond[], length: WindowLength): number | null {
  const p95s = windowsOf(seconds, ({ whole }) => whole, length).flatMap(({ p95Ms }) => p95Ms ?? []);
  return p95s.sort((a, b) => a - b)[Math.floor((p95s.length - 1) / 2)] ?? null;
}
