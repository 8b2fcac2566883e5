/**
 * What it costs to read a long run: made-up seconds are stored, then the questions of the Analysis tab are asked of them, in
 * the thread that a window asks, and the run is shown in a terminal. Held against the bounds at the end of each line.
 * Run: `node test/bench/reading-runs.bench.ts [seconds] [endpoints] [rate]`; default 1,200 s, 30 endpoints, 1,000/s.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LATENCY_BANDS } from '../../src/contract/latency-bands.ts';
import { EncodedRun } from '../../src/main/services/analysis/reading/encoded-run.ts';
import type { Asked, Question } from '../../src/main/services/reads/questions.ts';
import { Reads } from '../../src/main/services/reads/reads.ts';
import { NO_HEADLINE } from '../../src/main/storage/run-rows.ts';
import { openStorage } from '../../src/main/storage/storage.ts';
import { requestSeconds, requestsPlan } from '../support/made-requests.ts';
import { COMPLETED, makeRun } from '../support/made-seconds.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { differences } from '../support/straightforward-selection.ts';

const [seconds = 1_200, endpoints = 30, rate = 1_000] = process.argv.slice(2).map(Number);
const root = fileURLToPath(new URL('../../', import.meta.url));
const WHOLE = { service: null, endpoint: null, clock: 'intended' } as const;
let isMissed = false;

function line(what: string, value: number, unit: string, bound: number | null = null): void {
  const isOver = bound !== null && value > bound;
  if (isOver) isMissed = true;
  const limit = bound === null ? '' : `  (at most ${bound}${isOver ? ', MISSED' : ''})`;
  console.log(`${what.padEnd(52)}${value.toFixed(value < 10 ? 1 : 0).padStart(8)} ${unit}${limit}`);
}

const rssMb = () => process.memoryUsage.rss() / 1e6;

/** Times of all answers, in ms. */
async function timed<Name extends Question>(
  reads: Reads,
  name: Name,
  all: readonly Asked<Name>[],
): Promise<number[]> {
  const times: number[] = [];
  for (const asked of all) {
    const before = performance.now();
    const answer = await reads.ask(name, asked);
    if (!answer.ok) throw new Error(answer.failure.message);
    times.push(performance.now() - before);
  }
  return times.sort((a, b) => a - b);
}

async function question<Name extends Question>(
  reads: Reads,
  name: Name,
  all: readonly Asked<Name>[],
  bound: number,
): Promise<void> {
  const times = await timed(reads, name, all);
  const at = (share: number) => times[Math.floor(share * (times.length - 1))] ?? 0;
  line(`${name}: median of ${times.length}`, at(0.5), 'ms', bound);
  line(`${name}: p95`, at(0.95), 'ms');
}

/** A command of the terminal: how long it took, and the most memory it had. */
async function terminal(folder: string, ...words: string[]): Promise<{ ms: number; peakMb: number }> {
  const before = performance.now();
  const child = spawn(process.execPath, [join(root, 'out/main/cli.js'), ...words, '--data-dir', folder], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let peakMb = 0;
  const look = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      peakMb = Math.max(peakMb, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_000);
    } catch {
      // It has ended.
    }
  }, 20);
  await new Promise((done) => child.on('exit', done));
  clearInterval(look);
  return { ms: performance.now() - before, peakMb };
}

const folder = mkdtempSync(join(tmpdir(), 'reading-runs-'));
try {
  const plan = requestsPlan({ seconds, endpoints });
  const run = makeRun(plan);
  const { runId } = run;
  const opened = openStorage(folder);
  if (!opened.ok) throw new Error(opened.failure.message);
  const { runs, close } = opened.value;
  runs.create({ ...run, planText: '', overrides: {} });
  for (const second of requestSeconds({ seconds, endpoints, rate, seed: 1 }))
    runs.appendSecond(runId, second, NO_HEADLINE);
  runs.finish(runId, {
    ...COMPLETED,
    durationMs: seconds * 1_000,
    reason: '',
    headline: NO_HEADLINE,
    environment: run.environment,
  });
  line('database, a second of run', statSync(join(folder, 'plimsoll.db')).size / seconds / 1_000, 'kB', 50);

  const before = rssMb();
  const reads = new Reads(
    {
      host: 'web',
      runReaderEntry: new URL('../../src/main/services/reads/read-thread.ts', import.meta.url),
      dataDir: folder,
    },
    runs,
  );
  const [first = 0] = await timed(reads, 'heatmap', [{ runId, scope: WHOLE }]);
  line('first heatmap, thread and all', first, 'ms', 1_000);
  line('memory of it', rssMb() - before, 'MB', 200);

  const random = seededRandom(5);
  const pick = (limit: number) => Math.floor(random() * limit);
  const area = (isTime: boolean) => {
    const [a, b] = [pick(seconds), pick(seconds)];
    return {
      fromSecond: Math.min(a, b),
      toSecond: Math.max(a, b),
      fromBand: isTime ? 0 : 40,
      toBand: LATENCY_BANDS - 1,
    };
  };
  const scoped = (each: number) => (each % 3 === 0 ? WHOLE : { ...WHOLE, ...pickedEndpoint(each) });
  const pickedEndpoint = (each: number) => {
    const { service = '', endpoint = '' } = plan.series[each % endpoints] ?? {};
    return { service, endpoint };
  };
  const many = Array.from({ length: 60 }, (_, each) => each);
  await question(
    reads,
    'heatmap',
    many.map((each) => ({ runId, scope: scoped(each) })),
    100,
  );
  await question(
    reads,
    'select',
    many.map(() => ({ runId, scope: WHOLE, area: area(true) })),
    100,
  );
  await question(
    reads,
    'select',
    many.map(() => ({ runId, scope: WHOLE, area: area(false) })),
    100,
  );
  await question(
    reads,
    'requests',
    many.map(() => ({ runId, filter: { area: area(false) }, limit: 200 })),
    100,
  );
  await question(
    reads,
    'request',
    many.map((each) => ({ runId, id: `${pick(seconds)}.${each % 20}` })),
    100,
  );
  await question(
    reads,
    'why',
    many
      .slice(0, 6)
      .map((each) => (each % 2 === 0 ? { runId, scope: WHOLE } : { runId, scope: WHOLE, area: area(true) })),
    1_000,
  );
  line('memory with all roll-ups', rssMb() - before, 'MB', 200);
  reads.close();

  const encoded = new EncodedRun({ plan, precision: 'tick' });
  const stored = [...runs.eachSecond(runId)];
  for (const second of stored) encoded.add(second);
  while (encoded.rollUpNext());
  line('encoded, with roll-ups', encoded.bytes / 1e6, 'MB');
  const wrong = differences(encoded, { plan, seconds: stored, questions: 200, seed: 9 });
  line('selections of 200 that differ from a plain merge', wrong.length, '', 0);
  for (const one of wrong.slice(0, 5)) console.log(`  ${one}`);

  const shown = await terminal(folder, 'show', runId);
  line('show', shown.ms, 'ms', 1_000);
  line('memory of show, at most', shown.peakMb, 'MB');
  close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(isMissed ? 1 : 0);
