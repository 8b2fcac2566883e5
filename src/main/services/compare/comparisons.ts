import type { Comparison, Difference } from '../../../contract/comparison.ts';
import { leadOf, OVERALL } from '../../../contract/comparison-lead.ts';
import { showPercentile } from '../../../contract/evidence.ts';
import { formatMs, formatNumber } from '../../../contract/format.ts';
import { PERCENTILES, type Percentile } from '../../../contract/percentiles.ts';
import type { Rates } from '../../../contract/rates.ts';
import type { Distribution, Summary } from '../../../contract/summary.ts';
import type { RunSecond } from '../../../contract/tick.ts';
import { byWorsening } from '../../../contract/worsening.ts';
import type { RunRecord } from '../../storage/run-record.ts';
import { CURVE_PERCENTILES, type LatencyCurve, latencyCurves } from '../analysis/seconds/latency-curves.ts';
import { compareCapacity } from './compare-capacity.ts';
import { contextOf } from './run-context.ts';

/** A stored run, ready to be held against another. */
export interface ComparedRun {
  readonly record: RunRecord;
  readonly summary: Summary;
  readonly seconds: readonly RunSecond[];
}

/**
 * Two runs side by side: first what worsened most and what else differs, then every figure, then the percentile curves. One run against one
 * gives no verdict: between-run drift is larger than the error within a run, so a test over their requests would cry
 * wolf every other time.
 */
export function compareRuns(a: ComparedRun, b: ComparedRun): Comparison {
  const differences = byWorsening(differencesOf(a, b));
  const context = contextOf(a, b);
  const capacity = compareCapacity(a.summary.capacity, b.summary.capacity);
  return {
    schema: 'plimsoll.comparison/1',
    a: headOf(a.summary),
    b: headOf(b.summary),
    kind: 'descriptive',
    // Of a search, figures of requests are of all its loads together.
    lead: capacity?.sentence ?? leadOf(differences, !context.some(({ aspect }) => aspect === 'Load')),
    sentence: sentenceOf(a.summary, b.summary, capacity !== null),
    ...(capacity === null ? {} : { capacity }),
    context,
    differences,
    curves: inOrderOf(
      differences.filter(({ figure }) => figure === 'p95'),
      curvesOf(latencyCurves(a.record, a.seconds), latencyCurves(b.record, b.seconds)),
    ),
  };
}

function headOf({ run, overall }: Summary): Comparison['a'] {
  return { id: run.id, name: run.name, startedAt: run.startedAt, overall: overall.grade };
}

function sentenceOf(a: Summary, b: Summary, areSearches: boolean): string {
  const [from, to] = [
    showPercentile(a.overallTimeMs, 'p95').value,
    showPercentile(b.overallTimeMs, 'p95').value,
  ];
  const drift = `One run against one can only be described: runs of the same plan differ by about 15% on their own. Repeat both for a verdict.${trustNote(a, b)}`;
  if (areSearches) return drift;
  const unknown = evidenceNote('p95', a.overallTimeMs, b.overallTimeMs);
  if (from === null || to === null) return unknown === '' ? drift : `${drift} The overall p95: ${unknown}.`;
  if (from === 0) return drift;
  const percent = ((to - from) / from) * 100;
  const change = Math.abs(percent) < 0.5 ? 'stayed' : percent > 0 ? 'rose' : 'fell';
  const size = change === 'stayed' ? '' : ` by ${formatNumber(Math.abs(percent))}%`;
  const movement =
    change === 'stayed'
      ? `stayed at ${formatMs(to)}`
      : `${change}${size}, from ${formatMs(from)} to ${formatMs(to)}`;
  const doubt = unknown === '' ? '' : ` (${unknown})`;
  return `${drift} From A to B the overall p95 ${movement}${doubt}.`;
}

/** Where neither generator is to be trusted in the same way, which is no difference but has to be said. */
function trustNote(a: Summary, b: Summary): string {
  const { verdict } = a.trust;
  if (verdict !== b.trust.verdict || verdict === 'trusted') return '';
  return ` The load generator was ${verdict} in both runs.`;
}

/** `unknown in A, estimate in B`; empty where both are sure, or measured nothing. */
function evidenceNote(name: Percentile, a: Distribution | undefined, b: Distribution | undefined): string {
  const words = [
    ['A', a],
    ['B', b],
  ] as const;
  return words
    .flatMap(([run, time]) =>
      time === undefined || time.count === 0 || time.evidence[name] === 'sure'
        ? []
        : [`${time.evidence[name]} in ${run}`],
    )
    .join(', ');
}

/** What is compared of an endpoint, or of all together. */
interface Row {
  readonly service: string;
  readonly endpoint: string;
  readonly time: Distribution;
  readonly rates: Rates;
  readonly count: number;
  /** Its times are lengths of connections. */
  readonly isSession: boolean;
}

const FIGURES: readonly (readonly [
  figure: string,
  unit: Difference['unit'],
  better: Difference['better'],
  read: (row: Row) => number | null,
])[] = [
  ['mean', 'ms', 'lower', ({ time }) => time.mean],
  ['p50', 'ms', 'lower', ({ time }) => showPercentile(time, 'p50').value],
  ['p95', 'ms', 'lower', ({ time }) => showPercentile(time, 'p95').value],
  ['p99', 'ms', 'lower', ({ time }) => showPercentile(time, 'p99').value],
  ['max', 'ms', 'lower', ({ time }) => time.max],
  ['error rate', '%', 'lower', ({ rates }) => rates.errorRatePercent],
  ['left out', '%', 'neither', ({ rates }) => rates.leftOutPercent],
  ['throughput', '1/s', 'higher', ({ rates }) => rates.throughputPerSecond],
  ['count', 'count', 'neither', ({ count }) => count],
];

function differencesOf(a: ComparedRun, b: ComparedRun): Difference[] {
  const [inA, inB] = [rowsOf(a), rowsOf(b)];
  const names = new Map([...inA, ...inB].map((row) => [keyOf(row), row]));
  return [...names].flatMap(([key, { service, endpoint }]) => {
    const first = inA.find((row) => keyOf(row) === key);
    const second = inB.find((row) => keyOf(row) === key);
    return FIGURES.map(([figure, unit, better, read]) => {
      const from = first === undefined ? null : read(first);
      const to = second === undefined ? null : read(second);
      const change = from === null || to === null ? null : to - from;
      const changePercent = change === null || from === null || from === 0 ? null : (change / from) * 100;
      // A connection that lasts is no worse for it.
      const isLength = unit === 'ms' && (first ?? second)?.isSession === true;
      const judged = isLength ? 'neither' : better;
      const note = isPercentile(figure) ? evidenceNote(figure, first?.time, second?.time) : '';
      return { service, endpoint, figure, unit, better: judged, a: from, b: to, change, changePercent, note };
    });
  });
}

function rowsOf({ summary, record }: ComparedRun): Row[] {
  const { overallTimeMs, rates } = summary;
  return [
    { ...OVERALL, time: overallTimeMs, rates, count: overallTimeMs.count, isSession: false },
    ...summary.endpoints.map((endpoint, index) => ({
      service: endpoint.service,
      endpoint: endpoint.endpoint,
      time: endpoint.responseTimeMs,
      rates: endpoint.rates,
      count: endpoint.count,
      isSession: record.plan.series[index]?.role === 'session',
    })),
  ];
}

function isPercentile(figure: string): figure is Percentile {
  return PERCENTILES.some((name) => name === figure);
}

function curvesOf(a: readonly LatencyCurve[], b: readonly LatencyCurve[]): Comparison['curves'] {
  const names = new Map([...a, ...b].map((curve) => [keyOf(curve), curve]));
  const none = CURVE_PERCENTILES.map(() => null);
  return [...names].map(([key, { service, endpoint }]) => ({
    service,
    endpoint,
    percentiles: [...CURVE_PERCENTILES],
    aMs: [...(a.find((curve) => keyOf(curve) === key)?.ms ?? none)],
    bMs: [...(b.find((curve) => keyOf(curve) === key)?.ms ?? none)],
  }));
}

/** The curves of what worsened most come first, as its row does. */
function inOrderOf(rows: readonly Difference[], curves: Comparison['curves']): Comparison['curves'] {
  const places = new Map(rows.map((row, place) => [keyOf(row), place]));
  const place = (curve: Comparison['curves'][number]) => places.get(keyOf(curve)) ?? rows.length;
  return curves.toSorted((one, other) => place(one) - place(other));
}

function keyOf({ service, endpoint }: { service: string; endpoint: string }): string {
  return `${service}\n${endpoint}`;
}
