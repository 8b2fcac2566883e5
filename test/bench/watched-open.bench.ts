/**
 * How long a stored run of twenty minutes takes to open, with five watches and without, from the thread that a window asks, as
 * it is when the program has just been started: the figures, as a window opens it, and the document with all of its seconds.
 * Run, after a build: `npm run bench watched-open`. Bounds: a second until the figures are there, and what five watches take in
 * the file.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keysOf } from '../../src/contract/keys.ts';
import { TARGET_GAUGES } from '../../src/contract/target-gauges.ts';
import type { RunSecond } from '../../src/contract/tick.ts';
import type { Watch, WatchedGauge } from '../../src/contract/watch.ts';
import { Reads } from '../../src/main/services/reads/reads.ts';
import { NO_HEADLINE } from '../../src/main/storage/run-rows.ts';
import { openStorage, type Storage } from '../../src/main/storage/storage.ts';
import { untilCalm } from '../support/calm-machine.ts';
import { requestSeconds, requestsPlan } from '../support/made-requests.ts';
import { COMPLETED, makeRun } from '../support/made-seconds.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { TruthReport } from '../support/truth-report.ts';

const [SECONDS, ENDPOINTS, RATE] = [1_200, 30, 1_000];
const MOST_MS = 1_000;
/** CPU time of opening, against the same run without watches. */
const MOST_MORE = 1.5;
const MOST_BYTES = 3_000;
const TIMES = 5;
const WATCHES: readonly Watch[] = ['gateway', 'worker', 'database', 'node', 'postgres'].map((label, nth) => ({
  label,
  service: null,
  source: nth < 3 ? { kind: 'pid', pid: nth + 1 } : { kind: 'metrics', url: 'http://127.0.0.1:9187/metrics' },
}));
const random = seededRandom(7);

/** Of a process all that there is, of a page fifteen metrics. */
function gaugesOf(watch: number): WatchedGauge[] {
  if (watch < 3)
    return keysOf(TARGET_GAUGES).map((name) => {
      const { unit } = TARGET_GAUGES[name];
      const value = unit === 'count' ? 40 : unit.startsWith('bytes') ? Math.floor(1e9 * random()) : random();
      return { name, unit, value };
    });
  return Array.from({ length: 15 }, (_, nth) => ({
    name: `pg_stat_database_metric_${nth}_per_second`,
    unit: 'per second',
    value: 1_000 * random(),
  }));
}

function withWatches(second: RunSecond): RunSecond {
  const watched = WATCHES.map((_, watch) => ({ second: second.second, watch, gauges: gaugesOf(watch) }));
  return { ...second, watched };
}

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-watched-'));
const report = new TruthReport('watched-open');

function openFolder(name: string): Storage {
  const opened = openStorage(join(folder, name));
  if (!opened.ok) throw new Error(opened.failure.message);
  return opened.value;
}

/** @returns bytes of the file */
function write(name: string, watches: readonly Watch[]): number {
  const { runs, close } = openFolder(name);
  const run = makeRun({ ...requestsPlan({ seconds: SECONDS, endpoints: ENDPOINTS }), watches });
  runs.create({ ...run, planText: '', overrides: {} });
  for (const second of requestSeconds({ seconds: SECONDS, endpoints: ENDPOINTS, rate: RATE, seed: 1 }))
    runs.appendSecond(run.runId, watches.length === 0 ? second : withWatches(second), NO_HEADLINE);
  const end = { durationMs: SECONDS * 1_000, reason: '', headline: NO_HEADLINE };
  runs.finish(run.runId, { ...COMPLETED, ...end, environment: run.environment });
  close();
  return statSync(join(folder, name, 'plimsoll.db')).size;
}

interface Opened {
  readonly ms: number;
  /** Of all threads. */
  readonly cpuMs: number;
  readonly gauges: number;
}

/** By a thread of its own each time, as right after the program was started. */
async function open(name: string, withSeconds: boolean): Promise<Opened> {
  const { runs, history, baselines, close } = openFolder(name);
  const entry = new URL('../../out/main/run-reader.js', import.meta.url);
  const reads = new Reads(
    { host: 'web', runReaderEntry: entry, dataDir: join(folder, name) },
    { runs, history, baselines },
    console.error,
  );
  const [listed] = runs.list(1, false);
  const runId = listed?.runId ?? '';
  const before = performance.now();
  const cpu = process.cpuUsage();
  // As a window asks: what sets slow requests apart is searched for afterwards, and seconds are read then.
  const answer = await reads.ask('document', { runId, withSeconds, withCauses: false });
  const ms = performance.now() - before;
  const { user, system } = process.cpuUsage(cpu);
  reads.close();
  close();
  if (!answer.ok) throw new Error(answer.failure.message);
  return { ms, cpuMs: (user + system) / 1_000, gauges: answer.value.gauges?.length ?? 0 };
}

const median = (times: readonly Opened[], of: 'ms' | 'cpuMs') =>
  times.map((one) => one[of]).toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;

try {
  const plain = write('plain', []);
  const watched = write('watched', WATCHES);
  const isCalm = await untilCalm(60_000);
  const times: Record<'plain' | 'watched', Opened[]> = { plain: [], watched: [] };
  const whole: typeof times = { plain: [], watched: [] };
  for (let nth = 0; nth < TIMES; nth += 1)
    for (const name of ['plain', 'watched'] as const) {
      times[name].push(await open(name, false));
      whole[name].push(await open(name, true));
    }
  const grown = (watched - plain) / SECONDS;
  report.note('database without watches, a second of run', `${(plain / SECONDS / 1_000).toFixed(1)} kB`);
  report.check('… five watches', `${(grown / 1_000).toFixed(2)} kB`, {
    bound: `at most ${MOST_BYTES / 1_000} kB`,
    met: grown <= MOST_BYTES,
  });
  const figureOf = (all: readonly Opened[]) =>
    `${median(all, 'ms').toFixed(0)} ms, CPU of all threads ${median(all, 'cpuMs').toFixed(0)} ms`;
  report.note('opens without watches', figureOf(times.plain));
  report.note('… with all seconds', figureOf(whole.plain));
  const what = `opens with five watches, ${times.watched[0]?.gauges} gauges`;
  const met = median(times.watched, 'ms') <= MOST_MS;
  // Where others use the machine, the run without watches takes as long.
  if (met || (isCalm && median(times.plain, 'ms') <= MOST_MS))
    report.check(what, figureOf(times.watched), { bound: `at most ${MOST_MS} ms`, met });
  else report.unproven(what, `${figureOf(times.watched)}, on a machine that others use`);
  const more = median(times.watched, 'cpuMs') / median(times.plain, 'cpuMs');
  report.check('… CPU, with watches against without', `${more.toFixed(2)} ×`, {
    bound: `at most ${MOST_MORE}`,
    met: more <= MOST_MORE,
  });
  report.note('… with all seconds', figureOf(whole.watched));
} finally {
  rmSync(folder, { recursive: true });
}
report.finish();
