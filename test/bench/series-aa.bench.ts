/**
 * A/A series on the sample services: both sides are the same, so whatever a verdict names is false. Each is taken as a user
 * takes one: alternated, five runs a side, their number declared; nine endpoints of the gateway, p95 and error rate of each.
 * Beside it, as the control, what Welch's t-test says of the requests of both sides, which takes them for independent.
 * Run: `npm run bench series-aa [-- --series 20 --seconds 8]`. Twenty series of eight seconds a run take half an hour.
 * Bound: a false verdict in at most 2 of 20 families. A series that cannot be judged, because others used the machine, proves nothing.
 */
import { parseArgs } from 'node:util';
import type { SeriesVerdict } from '../../src/contract/series-verdict.ts';
import type { App } from '../../src/main/services/app-port.ts';
import { twoSidedP } from '../../src/main/services/compare/statistics/t-distribution.ts';
import { openStorage } from '../../src/main/storage/storage.ts';
import { Histogram } from '../../src/workers/engine/measure/histogram.ts';
import { openApp } from '../support/opened-app.ts';
import { createTempDir } from '../support/temp-dir.ts';
import { TruthReport } from '../support/truth-report.ts';

const { values } = parseArgs({
  options: { series: { type: 'string', default: '20' }, seconds: { type: 'string', default: '8' } },
});
const [series, seconds] = [Number(values.series), Number(values.seconds)];
const RUNS = 5;
const MOST_FALSE = 0.1;
const ALPHA = 0.05;
/** Ranks of a histogram that stand for all its samples. */
const RANKS = 2_000;

const PLAN = `
plimsoll: 1
name: A against A
use: { suite: access-layer, classes: { GatewayRESTUser: { users: 60, thinkTime: 150ms } } }
load: { duration: ${seconds}s, warmup: 1s }
`;

const report = new TruthReport('series of one side against itself');
const dir = createTempDir();
const app = openApp(dir.path);

/** Requests of a side by endpoint: how many, their mean, and their variance, in milliseconds. */
interface Sample {
  readonly n: number;
  readonly mean: number;
  readonly variance: number;
}

async function takeSeries(of: App): Promise<SeriesVerdict | null> {
  const side = { plan: { kind: 'text' as const, text: PLAN }, onSamples: true };
  const started = await of.series.start({ a: side, b: side, runsPerSide: RUNS, looks: 'declared' });
  if (!started.ok) throw new Error(started.failure.message);
  await started.value.done;
  const found = await of.handlers['series.get']({ seriesId: started.value.seriesId });
  if (!found.ok) throw new Error(found.failure.message);
  const { document } = found.value;
  process.stdout.write(`${document.series.state}: ${document.lead} ${document.series.endReason}\n`);
  return document.series.state === 'completed' ? document.verdict : null;
}

/** Endpoints of which Welch's t-test over the requests of both sides says that they differ. */
function falseByRequests({ cells }: SeriesVerdict): number {
  const storage = openStorage(dir.path);
  if (!storage.ok) throw new Error(storage.failure.message);
  try {
    const runs = new Map((cells[0]?.runs ?? []).map(({ id, side }) => [id, side]));
    const samples = { A: new Map<number, Histogram>(), B: new Map<number, Histogram>() };
    for (const [runId, side] of runs)
      for (const second of storage.value.runs.eachSecond(runId))
        for (const { series: number, histograms } of second.series) {
          const into = samples[side].get(number) ?? new Histogram();
          samples[side].set(number, into);
          if (histograms.response !== null) into.mergeEncoded(histograms.response);
        }
    const differ = [...samples.A].filter(([number, a]) => {
      const [ofA, ofB] = [a, samples.B.get(number) ?? new Histogram()].map(sampleOf);
      return ofA !== undefined && ofB !== undefined && welchP(ofA, ofB) < ALPHA;
    });
    return differ.length;
  } finally {
    storage.value.close();
  }
}

function sampleOf(histogram: Histogram): Sample {
  const n = histogram.count;
  if (n < 2) return { n, mean: 0, variance: 0 };
  const ranks = Array.from({ length: RANKS }, (_, k) => Math.max(1, Math.ceil(((k + 0.5) / RANKS) * n)));
  const times = ranks.map((rank) => histogram.valueAtRank(rank) / 1_000);
  const mean = times.reduce((sum, time) => sum + time, 0) / RANKS;
  return { n, mean, variance: times.reduce((sum, time) => sum + (time - mean) ** 2, 0) / (RANKS - 1) };
}

/** Welch (1947), with Satterthwaite's degrees of freedom. */
function welchP(a: Sample, b: Sample): number {
  if (a.n < 2 || b.n < 2) return 1;
  const [va, vb] = [a.variance / a.n, b.variance / b.n];
  if (va + vb === 0) return 1;
  const df = (va + vb) ** 2 / (va ** 2 / (a.n - 1) + vb ** 2 / (b.n - 1));
  return twoSidedP((a.mean - b.mean) / Math.sqrt(va + vb), df);
}

const families = { judged: 0, false: 0, byRequests: 0 };
try {
  const samples = await app.handlers['samples.start']({ profile: 'healthy' });
  if (!samples.ok) throw new Error(samples.failure.message);
  for (let nth = 0; nth < series; nth += 1) {
    const verdict = await takeSeries(app);
    if (verdict === null) continue;
    const named = verdict.cells.filter(
      ({ verdict: said }) => said === 'worse' || said === 'better' || said === 'changed',
    );
    families.judged += 1;
    families.false += named.length > 0 ? 1 : 0;
    families.byRequests += falseByRequests(verdict) > 0 ? 1 : 0;
  }
} finally {
  await app.close();
  dir.remove();
}
const most = Math.floor(series * MOST_FALSE);
report.check('families with a false verdict', `${families.false} of ${families.judged}`, {
  bound: `at most ${most} of ${series}`,
  met: families.false <= most,
});
report.note("the same by Welch's t over requests", `${families.byRequests} of ${families.judged}`);
if (families.judged < series) report.unproven('series that were judged', `${families.judged} of ${series}`);
report.finish();
