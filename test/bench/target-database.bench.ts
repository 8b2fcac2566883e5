/**
 * A run that watches a real PostgreSQL by its exporter and by a real Prometheus, while sessions are opened and closed: what its
 * document says of each second against what `pg_stat_activity` said then. PostgreSQL, exporters and Prometheus are packages of
 * Debian; what is missing is fetched by apt, unpacked into a folder of this user's and never installed.
 * Run: `npm run bench target-database` (half a minute). Bound: no second differs.
 */
import { createServer } from 'node:http';
import { openApp } from '../support/opened-app.ts';
import { listenOnLoopback } from '../support/ports.ts';
import type { PostgresSession } from '../support/real-peers/postgres-session.ts';
import { proveWithPeer } from '../support/real-peers/prove-with-peer.ts';
import { startWatchedDatabase, type WatchedDatabase } from '../support/real-peers/watched-database.ts';
import { createTempDir } from '../support/temp-dir.ts';
import { TruthReport } from '../support/truth-report.ts';

const SECONDS = 26;
const STEP_MS = 4_000;
/** Sessions held, changed every four seconds, amid a second. */
const HELD = [3, 20, 8, 31, 1, 12];
const COUNT = 'SELECT count(*) FROM pg_stat_activity WHERE datname IS NOT NULL';
/** Behind the end of a second. */
const AMID_MS = 400;
const ASK_EVERY_MS = 100;
/** Around the end of a second: when its page was read, and how old a sample of Prometheus may be, which reads each second. */
const PAGE_WINDOW_MS = [-250, 850] as const;
const SERVER_WINDOW_MS = [-2_300, 850] as const;

interface Counted {
  readonly atMs: number;
  readonly sessions: number;
}

const report = new TruthReport('sessions of a real PostgreSQL on the timeline of a run');
await proveWithPeer(
  report,
  'PostgreSQL, its exporter and Prometheus',
  await startWatchedDatabase(true),
  prove,
);

async function prove(peers: WatchedDatabase): Promise<void> {
  const service = createServer((_, response) => response.end('ok'));
  const url = `http://127.0.0.1:${await listenOnLoopback(service)}`;
  using folder = createTempDir();
  const app = openApp(folder.path);
  const text = `
plimsoll: 1
name: sessions
services: { pages: { url: ${url} } }
watch:
  database: { prometheus: '${peers.postgresExporter}' }
  server: { prometheus: '${peers.prometheus}', queries: { sessions: sum(pg_stat_activity_count) } }
  machine: { prometheus: '${peers.nodeExporter}' }
classes: { reader: { service: pages, tasks: { root: { get: / } } } }
load: { rate: 50, duration: ${SECONDS}s }
`;
  const counts: Counted[] = [];
  const asking = await peers.open();
  const started = await app.runs.start({ plan: { kind: 'text', text } });
  if (!started.ok) throw new Error(JSON.stringify(started.failure));
  const isOver = started.value.done.then(() => true);
  // A second is told when it is over, or a little later: the earliest of them says when the run began.
  let startMs = Number.POSITIVE_INFINITY;
  const begun = Promise.withResolvers<void>();
  app.on('run.second', ({ second: { second } }) => {
    startMs = Math.min(startMs, Date.now() - (second + 1) * 1_000);
    begun.resolve();
  });
  const steps = begun.promise.then(() => later(AMID_MS)).then(() => changeSessions(peers));
  while (!(await Promise.race([isOver, later(ASK_EVERY_MS)])))
    counts.push({ atMs: Date.now(), sessions: Number((await asking.ask(COUNT))[0]) });
  await steps;
  asking.close();
  const read = await app.handlers['runs.get']({ runId: started.value.runId });
  await app.close();
  service.close();
  if (!read.ok) throw new Error(read.failure.message);
  const { summary } = read.value;
  const column = (watch: string, name: string) =>
    summary.gauges?.find((one) => one.watch === watch && one.name === name)?.perSecond ?? [];
  compare('by the exporter', column('database', 'pg_stat_activity_count'), {
    startMs,
    counts,
    window: PAGE_WINDOW_MS,
  });
  compare('by Prometheus', column('server', 'sessions'), { startMs, counts, window: SERVER_WINDOW_MS });
  report.note('other gauges of the exporters', String((summary.gauges?.length ?? 0) - 2));
  for (const { watch, gaps, remarks } of summary.watches ?? [])
    report.note(
      `${watch}: gaps, remarks`,
      [...gaps.map(({ reason }) => reason), ...remarks].join(' ') || 'none',
    );
}

async function changeSessions(peers: WatchedDatabase): Promise<void> {
  let held: PostgresSession[] = [];
  for (const wanted of HELD) {
    for (const session of held) session.close();
    held = await Promise.all(Array.from({ length: wanted }, () => peers.open()));
    await later(STEP_MS);
  }
  for (const session of held) session.close();
}

/** Each second has to say what was counted about its end. */
function compare(
  what: string,
  column: readonly (number | null)[],
  {
    startMs,
    counts,
    window: [from, to],
  }: { startMs: number; counts: readonly Counted[]; window: readonly [number, number] },
): void {
  const told = column.flatMap((value, second) => (value === null ? [] : [{ value, second }]));
  const differing = told.filter(({ value, second }) => {
    const endMs = startMs + (second + 1) * 1_000;
    const seen = counts.filter(({ atMs }) => atMs >= endMs + from && atMs <= endMs + to);
    return !seen.some(({ sessions }) => sessions === value);
  });
  const most = Math.max(...told.map(({ value }) => value));
  const least = Math.min(...told.map(({ value }) => value));
  report.check(`${what}: seconds told`, `${told.length} of ${SECONDS}`, {
    bound: `≥ ${SECONDS - 2}`,
    met: told.length >= SECONDS - 2,
  });
  report.check(`${what}: seconds that differ from pg_stat_activity`, String(differing.length), {
    bound: '0',
    met: differing.length === 0,
  });
  report.check(`${what}: least and most sessions`, `${least} and ${most}`, {
    bound: '≤ 6 and ≥ 32',
    met: least <= 6 && most >= 32,
  });
}

function later(ms: number): Promise<false> {
  return new Promise((resolve) => setTimeout(resolve, ms, false));
}
