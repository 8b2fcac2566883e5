import { createHash } from 'node:crypto';
import type { AppliedLoad, LoadSegment } from '../../../contract/applied-load.ts';
import type { Comparison } from '../../../contract/comparison.ts';
import { printDuration } from '../../../contract/duration.ts';
import { formatClock, formatNumber } from '../../../contract/format.ts';
import { profilePeak } from '../../../contract/profile.ts';
import type { Summary } from '../../../contract/summary.ts';
import type { Millis } from '../../../contract/units.ts';
import { shortWatchSource } from '../../../contract/watch.ts';
import type { RunRecord } from '../../storage/run-record.ts';

type Context = Comparison['context'][number];

/** What of a run has to be the same before its figures may be held against another's. */
export interface RunContext {
  readonly record: Pick<RunRecord, 'plan' | 'planText' | 'environment'>;
  readonly summary: Summary;
}

const ASPECTS: readonly (readonly [
  aspect: string,
  severity: Context['severity'],
  read: (run: RunContext) => string,
])[] = [
  ['Plan', 'warning', ({ record }) => `${record.plan.name} (${markOf(record.planText)})`],
  ['Load', 'warning', loadOf],
  ['Search', 'warning', searchOf],
  ['Steered', 'warning', steeredOf],
  ['Duration', 'note', durationOf],
  ['Part of the run', 'warning', partOf],
  ['Ended', 'warning', endOf],
  ['Target', 'warning', targetsOf],
  ['Watched', 'note', watchedOf],
  ['Machine', 'warning', machineOf],
  ['Software', 'note', softwareOf],
  ['Load threads', 'note', ({ record }) => String(record.environment.threads)],
  ['Switched on', 'warning', ({ record }) => record.environment.deviations.join('; ') || 'nothing'],
  ['Latency definition', 'warning', clockOf],
  ['Thresholds', 'note', thresholdsOf],
  ['Trust', 'warning', ({ summary }) => summary.trust.verdict],
];

/** What differs between two runs besides their figures, the gravest kinds first in a fixed order. */
export function contextOf(a: RunContext, b: RunContext): Context[] {
  return ASPECTS.flatMap(([aspect, severity, read]) => {
    const [inA, inB] = [read(a), read(b)];
    return inA === inB ? [] : [{ aspect, a: inA, b: inB, severity }];
  });
}

function endOf({ summary: { run, stopRule } }: RunContext): string {
  return stopRule === undefined ? run.state : `${run.state}, by the rule ${stopRule.rule}`;
}

/** A short mark of a text, so that two plans of one name can be told apart. */
function markOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

function loadOf({ record }: RunContext): string {
  return loadText(record.plan);
}

/** What load a plan asks for, in a line. */
export function loadText({ load }: Pick<RunRecord['plan'], 'load'>): string {
  return load.map(classLoad).join('; ');
}

function searchOf({ summary: { capacity } }: RunContext): string {
  return capacity === undefined ? 'none' : `${capacity.objectives.join(', ')}, by ${capacity.by}`;
}

/** What was done to the load while the run went on; what a search orders is no choice of anybody. */
function steeredOf({ summary: { steering = [], capacity } }: RunContext): string {
  if (capacity !== undefined) return 'by the search';
  if (steering.length === 0) return 'no';
  const acts = steering.slice(0, MAX_PIECES).map(({ atMs, sentence }) => `${formatClock(atMs)} ${sentence}`);
  const more = steering.length - acts.length;
  return `${acts.join(' ')}${more > 0 ? ` And ${more} more.` : ''}`;
}

function classLoad(load: AppliedLoad): string {
  const peak = formatNumber(profilePeak(load));
  const open = load.model === 'open';
  const unit = open ? 'arrivals/s' : load.protocol === 'http' ? 'users' : 'connections';
  const messages = load.demand.flatMap(({ per, count }) =>
    per === 'second' ? [`, ${formatNumber(count)} messages/s each`] : [],
  );
  const think = load.protocol === 'http' && !open ? `, think ${thinkOf(load.thinkTime)}` : '';
  return `${load.name}: ${peak} ${unit}${messages.join('')}${think}${shapeOf(load.segments)}`;
}

/** Pieces of a load shape that are named one by one; a longer staircase is summed up. */
const MAX_PIECES = 6;

/**
 * A load shape in words. A climb to a level that is then held, however many steps it takes (users shared out over
 * classes start in steps), is the time it takes to get there; the length of the hold is the run's duration.
 */
function shapeOf(segments: readonly LoadSegment[]): string {
  const levels = segments.flatMap(({ from, to }) => [from, to]);
  const peak = Math.max(...levels);
  if (levels.every((level) => level === peak)) return '';
  const climbs = levels.every((level, index) => index === 0 || level >= (levels[index - 1] ?? 0));
  const last = segments.at(-1);
  if (climbs && last !== undefined && last.from === last.to) {
    const climbMs = segments.slice(0, -1).reduce((sum, { durationMs }) => sum + durationMs, 0);
    return `, reached in ${shortDuration(climbMs)}`;
  }
  const pieces = segments
    .slice(0, MAX_PIECES)
    .map(
      ({ from, to, durationMs }) =>
        `${formatNumber(from)}→${formatNumber(to)} in ${shortDuration(durationMs)}`,
    );
  const more = segments.length > MAX_PIECES ? `, and ${segments.length - MAX_PIECES} more pieces` : '';
  return ` (${pieces.join(', ')}${more})`;
}

/** Of users shared out over classes, a climb takes thirds and sevenths of seconds. */
function shortDuration(ms: Millis): string {
  return printDuration(Math.round(ms / 10) * 10);
}

function thinkOf({ minMs, maxMs }: { minMs: number; maxMs: number }): string {
  return minMs === maxMs ? printDuration(minMs) : `${printDuration(minMs)} to ${printDuration(maxMs)}`;
}

function durationOf({ record: { plan } }: RunContext): string {
  return `${printDuration(plan.durationMs)}, warm-up ${printDuration(plan.warmupMs)}`;
}

function partOf({ summary: { run } }: RunContext): string {
  const part = run.range === null ? 'all' : `seconds ${run.range.fromSecond} to ${run.range.toSecond}`;
  return run.badSecondsExcluded ? `${part}, without disturbed seconds` : part;
}

function targetsOf({ record: { environment } }: RunContext): string {
  return environment.targets
    .map(({ service, url, address }) => `${service} ${url}${address === null ? '' : ` (${address})`}`)
    .join('; ');
}

/** The sample services are another process each time. */
function watchedOf({ record: { plan } }: RunContext): string {
  const named = (plan.watches ?? []).map(({ label, source }) => {
    const read = source.kind === 'pid' ? 'a process' : shortWatchSource(source);
    return label.includes(` ${read}`) ? label : `${label} (${read})`;
  });
  return named.join(', ') || 'nothing';
}

function machineOf({ record: { environment: env } }: RunContext): string {
  return `${env.hostname}: ${env.cpu}, ${env.cores} cores, ${env.os}`;
}

function softwareOf({ record: { environment: env } }: RunContext): string {
  return `Plimsoll ${env.plimsoll}, engine ${env.engine}, Node ${env.node}`;
}

function clockOf({ summary }: RunContext): string {
  const clock = (endpoint: Summary['endpoints'][number]) =>
    endpoint.responseTimeMs.clock === 'intended' ? 'response time' : 'service time';
  const kinds = [...new Set(summary.endpoints.map((endpoint) => `${endpoint.protocol}: ${clock(endpoint)}`))];
  return kinds.toSorted().join(', ');
}

function thresholdsOf({ record: { plan } }: RunContext): string {
  const n = plan.thresholds.length;
  return n === 0 ? 'none' : `${n} (${markOf(JSON.stringify(plan.thresholds))}), gate ${plan.gate}`;
}
