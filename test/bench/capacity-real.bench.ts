/**
 * Searches of capacity against real processes: a server that is a queue of theory and logs what it does, and the product's own
 * command line. Run, after a build: `npm run bench capacity-real [-- --rounds 5] [--only B,I,bounded,unbounded,limited]`; half an
 * hour. Ends with 1 where a bound is missed, with 3 where this machine was too busy to prove it.
 *
 * | part      | server                                    | bound                                                               |
 * |-----------|-------------------------------------------|---------------------------------------------------------------------|
 * | B         | M/M/8/100, 5 ms, p95 < 20 ms, errors < 1% | found within 8% of 1,368/s                                          |
 * | I         | M/M/4/64, 5 ms, p95 < 20 ms, errors < 1%  | found within 8% of 588/s                                            |
 * | bounded   | B, frozen for 4 s as load falls back      | recovery within 1 s of the server's log                             |
 * | unbounded | B without a bound, the same               | recovery within 1 s of the server's log                             |
 * | limited   | B, and other programs on all processors   | the limit of this machine is said, no figure as if it were the target's |
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Summary } from '../../src/contract/summary.ts';
import { startHosted } from '../support/hosted.ts';
import type { QueueLog, QueueServer, QueueServerOptions } from '../support/queue-server.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, only: { type: 'string' } },
  allowPositionals: true,
});
const rounds = Number(values.rounds);
const root = fileURLToPath(new URL('../../', import.meta.url));
const SERVER = new URL('../support/queue-server-process.ts', import.meta.url);
const B = { servers: 8, meanServiceMs: 5, room: 100 };
const I = { servers: 4, meanServiceMs: 5, room: 64 };
const B_CARRIES = 1_368.1;
const I_CARRIES = 588.3;
const WITHIN = 0.08;
const FREEZE_MS = 4_000;
/** The longest that the processors are kept busy, also where nobody ends it. */
const BUSY_MS = 240_000;
const OBJECTIVES = ['--objective', 'p95<20ms', '--objective', 'errors<1%'];

interface Searched {
  readonly summary: Summary;
  readonly code: number | null;
  readonly log: QueueLog;
  readonly seconds: number;
}

/** A search by the command line, against a server of its own. */
async function searched(server: QueueServerOptions, ...words: string[]): Promise<Searched> {
  const folder = mkdtempSync(join(tmpdir(), 'capacity-real-'));
  const hosted = await startHosted<QueueServer>(SERVER, server);
  try {
    const url = `http://127.0.0.1:${String(hosted.facts.port)}/`;
    const args = ['capacity', url, ...OBJECTIVES, ...words, '--json', '-', '--quiet', '--data-dir', folder];
    const begun = performance.now();
    const child = spawn(process.execPath, [join(root, 'out/main/cli.js'), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [text, said] = [collected(child.stdout), collected(child.stderr)];
    const [code] = (await once(child, 'close')) as [number | null];
    const seconds = (performance.now() - begun) / 1_000;
    if (text() === '') throw new Error(`plimsoll ${args.join(' ')} ended with ${code}: ${said()}`);
    return { summary: JSON.parse(text()), code, log: await hosted.remote.log(), seconds };
  } finally {
    await hosted.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function collected(stream: NodeJS.ReadableStream | null): () => string {
  let text = '';
  stream?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return () => text;
}

type Verdict = 'met' | 'missed' | 'not proven';
interface Told {
  readonly text: string;
  readonly verdict: Verdict;
}

async function found(server: Omit<QueueServerOptions, 'seed'>, carries: number, seed: number): Promise<Told> {
  const { summary, code, seconds } = await searched({ ...server, seed }, '--precise', '--no-recovery');
  const { capacity } = summary;
  const value = capacity?.highest?.value ?? 0;
  const off = value / carries - 1;
  const figures = `${value.toFixed(1)}/s (${(100 * off).toFixed(1)}%), ${capacity?.steps.length} steps, ${seconds.toFixed(0)} s, exit ${code}, ${capacity?.outcome}`;
  // What this machine could not prove it has to say itself.
  if (capacity?.outcome === 'limited')
    return { text: `${figures}: ${capacity.sentence}`, verdict: 'not proven' };
  const isFound = capacity?.outcome === 'found' && code === 0 && Math.abs(off) <= WITHIN;
  return { text: figures, verdict: isFound ? 'met' : 'missed' };
}

async function recovers(room: number, seed: number): Promise<Told> {
  const level = 1_300;
  const freeze = { afterPerSecond: 1.5 * level * 0.9, forMs: FREEZE_MS };
  const asked = { ...B, room, seed, freeze };
  const { summary, log, code } = await searched(asked, '--recovery', '--from', String(level));
  const recovery = summary.capacity?.recovery;
  const truth = recoveredUs(log);
  const frozen = log.frozenUs;
  if (recovery == null || frozen === null || truth === null || recovery.afterMs === null)
    return {
      text: `exit ${code}: ${recovery?.sentence ?? 'no recovery'}; truth ${truth}`,
      verdict: 'missed',
    };
  // Both from the moment the load fell back: the server froze within its look of half a second after it.
  const trueMs = (truth - fellBackUs(log)) / 1_000;
  const off = recovery.afterMs - trueMs;
  const text = `after ${(recovery.afterMs / 1_000).toFixed(2)} s, by the server's log ${(trueMs / 1_000).toFixed(2)} s (${(off / 1_000).toFixed(2)}), backlog ${recovery.backlog}`;
  if (summary.trust.verdict === 'untrustworthy')
    return { text: `${text}, not trusted`, verdict: 'not proven' };
  return { text, verdict: Math.abs(off) <= 1_000 ? 'met' : 'missed' };
}

/** Arrivals of a stretch of the log, in slots of so long. */
const SLOT_US = 250_000;

/** When the load fell back: the last slot with three quarters of the rate of the busiest ends. */
function fellBackUs({ arrivedUs, frozenUs }: QueueLog): number {
  const [frozenFrom] = frozenUs ?? [0];
  const begin = arrivedUs[0] ?? 0;
  const counts: number[] = [];
  for (const at of arrivedUs) {
    const slot = Math.floor((at - begin) / SLOT_US);
    counts[slot] = (counts[slot] ?? 0) + 1;
  }
  const before = counts.slice(0, Math.ceil((frozenFrom - begin) / SLOT_US) + 1);
  const busiest = Math.max(...before.map((count) => count ?? 0));
  return begin + (before.findLastIndex((count) => (count ?? 0) > 0.66 * busiest) + 1) * SLOT_US;
}

/** When the last slot after the freeze of which a twentieth was refused, or took more than the objective, ends. */
function recoveredUs({ arrivedUs, releasedUs, frozenUs }: QueueLog): number | null {
  if (frozenUs === null) return null;
  const [from] = frozenUs;
  const slots = new Map<number, { all: number; bad: number }>();
  for (const [row, arrived] of arrivedUs.entries()) {
    if (arrived < from || arrived > from + 60_000_000) continue;
    const slot = Math.floor((arrived - from) / SLOT_US);
    const sum = slots.get(slot) ?? { all: 0, bad: 0 };
    const released = releasedUs[row] ?? 0;
    sum.all += 1;
    if (released === 0 || released - arrived > 20_000) sum.bad += 1;
    slots.set(slot, sum);
  }
  const bad = [...slots].filter(([, { all, bad }]) => bad > 0.2 * all).map(([slot]) => slot);
  // The first stretch of bad slots: a later one is of the retest.
  let last = Math.min(...bad);
  while (bad.includes(last + 1) || bad.includes(last + 2)) last += 1;
  return bad.length === 0 ? null : from + (last + 1) * SLOT_US;
}

async function limited(seed: number): Promise<Told> {
  const busy: ChildProcess[] = Array.from({ length: 2 * availableParallelism() }, () =>
    spawn(process.execPath, ['-e', `const end = Date.now() + ${BUSY_MS}; while (Date.now() < end);`]),
  );
  try {
    const { summary, code } = await searched({ ...B, seed }, '--no-recovery', '--max-time', '3m');
    const { capacity } = summary;
    const text = `exit ${code}, ${capacity?.outcome}: ${capacity?.sentence}`;
    return { text, verdict: capacity?.outcome === 'limited' && code === 6 ? 'met' : 'missed' };
  } finally {
    for (const child of busy) child.kill('SIGKILL');
  }
}

const PARTS: Readonly<Record<string, { readonly times: number; measure(seed: number): Promise<Told> }>> = {
  B: { times: rounds, measure: (seed) => found(B, B_CARRIES, seed) },
  I: { times: rounds, measure: (seed) => found(I, I_CARRIES, seed) },
  bounded: { times: rounds, measure: (seed) => recovers(B.room, seed) },
  unbounded: { times: rounds, measure: (seed) => recovers(Number.MAX_SAFE_INTEGER, seed) },
  limited: { times: 2 * rounds, measure: limited },
};

const verdicts: Verdict[] = [];
for (const [name, { times, measure }] of Object.entries(PARTS)) {
  if (values.only !== undefined && !values.only.split(',').includes(name)) continue;
  let met = 0;
  for (let round = 1; round <= times; round += 1) {
    const { text, verdict } = await measure(round);
    verdicts.push(verdict);
    if (verdict === 'met') met += 1;
    console.log(`${name} ${round}: ${text}${verdict === 'met' ? '' : `, ${verdict.toUpperCase()}`}`);
  }
  console.log(`${name}: ${met} of ${times} met`);
}
process.exit(verdicts.includes('missed') ? 1 : verdicts.includes('not proven') ? 3 : 0);
