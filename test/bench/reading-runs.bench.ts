/**
 * What it costs to read a long run: made-up seconds are stored, then the questions of the Analysis tab are asked of them by a
 * fresh process, in the thread that a window asks; the document of the run is asked for, and shown in a terminal.
 * Run, after a build: `node test/bench/reading-runs.bench.ts [seconds] [endpoints] [rate]`; default 1,200 s, 30 endpoints, 1,000/s. Ends with 1
 * where a bound is missed; times are those of an idle machine.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { LATENCY_BANDS } from '../../src/contract/latency-bands.ts';
import { EncodedRun } from '../../src/main/services/analysis/reading/encoded-run.ts';
import type { Asked, Question } from '../../src/main/services/reads/questions.ts';
import { Reads } from '../../src/main/services/reads/reads.ts';
import { NO_HEADLINE } from '../../src/main/storage/run-rows.ts';
import { openStorage, type Storage } from '../../src/main/storage/storage.ts';
import { withExchanges } from '../support/made-exchanges.ts';
import { requestSeconds, requestsPlan } from '../support/made-requests.ts';
import { COMPLETED, makeRun } from '../support/made-seconds.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { differences } from '../support/straightforward-selection.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Each in a process of its own, so that none has memory that another left. */
const PARTS = { floor, questions, anew, figures, compared };
const [part, folderOfPart = '', ...sizesOfPart] = process.argv.slice(2);
const ownPart = Object.entries(PARTS).find(([name]) => name === part)?.[1];
const sizes = ownPart === undefined ? process.argv.slice(2) : sizesOfPart;
const [seconds = 1_200, endpoints = 30, rate = 1_000] = sizes.map(Number);
const each = { scope: 'every-endpoint', excellent: 50, good: 100, acceptable: 250 } as const;
const plan = {
  ...requestsPlan({ seconds, endpoints }),
  thresholds: ['gateway', 'auth'].flatMap((service) => [
    { service, metric: 'latency', statistic: 'p95', ...each } as const,
    { service, metric: 'latency', statistic: 'p99', excellent: 100, good: 250, acceptable: 500 } as const,
    { service, metric: 'errorRate', ...each, excellent: 0.1, good: 0.5, acceptable: 1 } as const,
  ]),
};
const run = makeRun(plan);
const { runId } = run;
const WHOLE = { service: null, endpoint: null, clock: 'intended' } as const;
let isMissed = false;

function line(what: string, value: number, unit: string, bound: number | null = null): void {
  const isOver = bound !== null && value > bound;
  if (isOver) isMissed = true;
  const limit = bound === null ? '' : `  (at most ${bound}${isOver ? ', MISSED' : ''})`;
  console.log(`${what.padEnd(56)}${value.toFixed(value < 10 ? 1 : 0).padStart(8)} ${unit}${limit}`);
}

/** Of this process, with all of its threads: what they have, and the most they had. */
const rssMb = () => process.memoryUsage.rss() / 1e6;
const peakMb = () => (process.resourceUsage().maxRSS * 1_024) / 1e6;

function openFolder(folder: string): Storage {
  const opened = openStorage(folder);
  if (!opened.ok) throw new Error(opened.failure.message);
  return opened.value;
}

/** Times of all answers, in ms, the shortest first; on a busy machine look at the CPU time of one beside it. */
async function timed<Name extends Question>(
  reads: Reads,
  name: Name,
  all: readonly Asked<Name>[],
): Promise<number[]> {
  const times: number[] = [];
  const cpu = process.cpuUsage();
  for (const asked of all) {
    const before = performance.now();
    const answer = await reads.ask(name, asked);
    if (!answer.ok) throw new Error(answer.failure.message);
    times.push(performance.now() - before);
  }
  const { user, system } = process.cpuUsage(cpu);
  line(`${name}: CPU time of one, on average`, (user + system) / 1_000 / all.length, 'ms');
  return times.sort((a, b) => a - b);
}

async function question<Name extends Question>(
  reads: Reads,
  { name, what, bound }: { readonly name: Name; readonly what: string; readonly bound: number },
  all: readonly Asked<Name>[],
): Promise<void> {
  const times = await timed(reads, name, all);
  const at = (share: number) => times[Math.floor(share * (times.length - 1))] ?? 0;
  line(`${name}, ${what}: median of ${times.length}`, at(0.5), 'ms');
  line(`${name}, ${what}: p95`, at(0.95), 'ms', bound);
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

function write(folder: string): void {
  const { runs, close } = openFolder(folder);
  runs.create({ ...run, planText: '', overrides: {} });
  for (const second of withExchanges(requestSeconds({ seconds, endpoints, rate, seed: 1 }))) {
    runs.appendSecond(runId, second, NO_HEADLINE);
  }
  const end = { durationMs: seconds * 1_000, reason: '', headline: NO_HEADLINE };
  runs.finish(runId, { ...COMPLETED, ...end, environment: run.environment });
  close();
  line('database, a second of run', statSync(join(folder, 'plimsoll.db')).size / seconds / 1_000, 'kB', 50);
}

function readsOf(folder: string) {
  const { runs, history, baselines, close } = openFolder(folder);
  const entry = new URL('../../out/main/run-reader.js', import.meta.url);
  const reads = new Reads(
    { host: 'web', runReaderEntry: entry, dataDir: folder },
    { runs, history, baselines },
    console.error,
  );
  const end = () => {
    reads.close();
    close();
  };
  return { runs, reads, end };
}

/** What Node, the database and a thread take, before any run is read. */
async function floor(folder: string): Promise<void> {
  line('memory of Node and this bench', rssMb(), 'MB');
  const { reads, end } = readsOf(folder);
  line('… with the database open', rssMb(), 'MB');
  await reads.ask('request', { runId: 'none', id: '0.0' });
  line('… and a thread that reads nothing', rssMb(), 'MB');
  end();
}

async function questions(folder: string): Promise<void> {
  const { reads, end } = readsOf(folder);
  const before = rssMb();
  const [picture = 0] = await timed(reads, 'heatmap', [{ runId, scope: WHOLE }]);
  line('first heatmap, thread and all', picture, 'ms', 1_000);
  line('memory of its thread, at most', peakMb() - before, 'MB', 200);

  const random = seededRandom(5);
  const pick = (limit: number) => Math.floor(random() * limit);
  const area = (isTime: boolean) => {
    const [a, b] = [pick(seconds), pick(seconds)];
    const time = { fromSecond: Math.min(a, b), toSecond: Math.max(a, b) };
    return { ...time, fromBand: isTime ? 0 : 40, toBand: LATENCY_BANDS - 1 };
  };
  const scoped = (each: number) => {
    const { service = '', endpoint = '' } = plan.series[each % endpoints] ?? {};
    return each % 3 === 0 ? WHOLE : { ...WHOLE, service, endpoint };
  };
  const many = Array.from({ length: 60 }, (_, each) => each);
  const blocked = monitorEventLoopDelay({ resolution: 5 });
  blocked.enable();
  await question(
    reads,
    { name: 'heatmap', what: 'all and single endpoints', bound: 200 },
    many.map((each) => ({ runId, scope: scoped(each) })),
  );
  await question(
    reads,
    { name: 'select', what: 'time alone, all endpoints', bound: 100 },
    many.map(() => ({ runId, scope: WHOLE, area: area(true) })),
  );
  await question(
    reads,
    { name: 'select', what: 'time and latency, all endpoints', bound: 100 },
    many.map(() => ({ runId, scope: WHOLE, area: area(false) })),
  );
  await question(
    reads,
    { name: 'grades', what: 'of a stretch, of all but it', bound: 100 },
    many.map((each) => {
      const { fromSecond, toSecond } = area(true);
      return { runId, fromSecond, toSecond, outside: each % 2 === 1 };
    }),
  );
  await question(
    reads,
    { name: 'requests', what: '200 of an area', bound: 100 },
    many.map(() => ({ runId, filter: { area: area(false) }, limit: 200 })),
  );
  await question(
    reads,
    { name: 'request', what: 'one', bound: 100 },
    many.map((each) => ({ runId, id: `${pick(seconds)}.${each % 20}` })),
  );
  await question(
    reads,
    { name: 'why', what: 'run and areas', bound: 1_000 },
    many
      .slice(0, 6)
      .map((each) => ({ runId, scope: WHOLE, ...(each % 2 === 0 ? {} : { area: area(true) }) })),
  );
  line('main held up by them, at most', blocked.max / 1e6 - 5, 'ms', 50);
  line('memory of all that, at most', peakMb() - before, 'MB', 200);
  await setTimeout(1_000);
  line('memory with all sums, a second later', rssMb() - before, 'MB', 200);
  end();
}

/** Of a run of which nobody has searched the causes: interrupted, or of an older version. */
async function anew(folder: string): Promise<void> {
  const { runs, reads, end } = readsOf(folder);
  const before = rssMb();
  const [figures = 0] = await timed(reads, 'document', [{ runId, withSeconds: false, withCauses: false }]);
  line('figures of the document, causes to come, thread and all', figures, 'ms', 1_000);
  const [causes = 0] = await timed(reads, 'causes', [{ runId }]);
  line('the causes after it', causes, 'ms', 2_000);
  line('memory of its thread, at most', peakMb() - before, 'MB', 200);
  const found = await reads.ask('causes', { runId });
  if (found.ok) runs.keepCauses(runId, found.value);
  end();
}

async function figures(folder: string): Promise<void> {
  const { reads, end } = readsOf(folder);
  const before = rssMb();
  const [figures = 0] = await timed(reads, 'document', [{ runId, withSeconds: false }]);
  line('figures of the document, thread and all', figures, 'ms', 1_000);
  line('memory of its thread, at most', peakMb() - before, 'MB', 200);
  const blocked = monitorEventLoopDelay({ resolution: 5 });
  blocked.enable();
  const slices = Array.from({ length: Math.ceil(seconds / 120) }, (_, slice) => slice * 120);
  const times = await timed(
    reads,
    'seconds',
    slices.map((fromSecond) => ({ runId, fromSecond, count: 120 })),
  );
  line(
    'rows of all seconds, in slices',
    times.reduce((sum, ms) => sum + ms, 0),
    'ms',
  );
  line('main held up by them, at most', blocked.max / 1e6 - 5, 'ms', 50);
  line('memory with these', rssMb() - before, 'MB');
  end();
}

/** Selections against a plain merge of the seconds. */
function compared(folder: string): void {
  const { runs, close } = openFolder(folder);
  const encoded = new EncodedRun({ plan, precision: 'tick' });
  const stored = [...runs.eachSecond(runId)];
  for (const second of stored) encoded.add(second);
  while (encoded.rollUpNext());
  line('encoded, with sums', encoded.bytes / 1e6, 'MB');
  const wrong = differences(encoded, { plan, seconds: stored, questions: 200, seed: 9 });
  line('selections of 200 that differ from a plain merge', wrong.length, '', 0);
  for (const one of wrong.slice(0, 5)) console.log(`  ${one}`);
  close();
}

if (ownPart !== undefined) {
  await ownPart(folderOfPart);
} else {
  const folder = mkdtempSync(join(tmpdir(), 'reading-runs-'));
  try {
    write(folder);
    for (const name of Object.keys(PARTS)) {
      const words = [name, folder, seconds, endpoints, rate].map(String);
      const { status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), ...words], {
        stdio: 'inherit',
      });
      if (status !== 0) isMissed = true;
    }
    const shown = await terminal(folder, 'show', runId);
    line('show', shown.ms, 'ms', 1_000);
    line('memory of show, at most', shown.peakMb, 'MB', 200);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
process.exit(isMissed ? 1 : 0);
