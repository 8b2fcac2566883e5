/**
 * Searches of capacity against real processes: a server that is a queue of theory and logs what it does, and the product's own
 * command line. Run, after a build: `npm run bench capacity-real [-- --rounds 5] [--only B,I,bounded,unbounded,limited]`; half an
 * hour. Ends with 1 where a bound is missed, with 3 where this machine was too busy to prove it. Each round says how busy its
 * processors were, and how many steps were void for that.
 *
 * | part      | server                                    | bound                                                               |
 * |-----------|-------------------------------------------|---------------------------------------------------------------------|
 * | B         | M/M/8/100, 5 ms, p95 < 20 ms, errors < 1% | found within 8% of 1,368/s, in at most 12 steps                     |
 * | I         | M/M/4/64, 5 ms, p95 < 20 ms, errors < 1%  | found within 8% of 588/s, in at most 12 steps                       |
 * | bounded   | B, frozen for 4 s as load falls back      | recovery within 1 s of the server's log                             |
 * | unbounded | B without a bound, the same               | recovery within 1 s of the server's log                             |
 * | limited   | B, and other programs on all processors   | said within a minute, no figure as if it were the target's          |
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Summary } from '../../src/contract/summary.ts';
import { startHosted } from '../support/hosted.ts';
import { fellBackUs, recoveredUs } from '../support/queue-log.ts';
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
const MOST_STEPS = 12;
const LIMIT_MS = 20;
/** A machine that cannot generate the load knows it after two looks at one level. */
const LIMITED_WITHIN_S = 60;
const FREEZE_MS = 4_000;
/** The longest that the processors are kept busy, also where nobody ends it. */
const BUSY_MS = 240_000;
const OBJECTIVES = ['--objective', 'p95<20ms', '--objective', 'errors<1%'];

interface Searched {
  readonly summary: Summary;
  readonly code: number | null;
  readonly log: QueueLog;
  readonly seconds: number;
  /** Share of all processors that was in use meanwhile, by any program. */
  readonly busy: number;
}

/** Time that all processors were in use, and all of their time, in ms. */
function processorTimes(): { readonly used: number; readonly all: number } {
  let [used, all] = [0, 0];
  for (const { times } of cpus()) {
    const { user, nice, sys, idle, irq } = times;
    used += user + nice + sys + irq;
    all += user + nice + sys + irq + idle;
  }
  return { used, all };
}

/** A search by the command line, against a server of its own. */
async function searched(server: QueueServerOptions, ...words: string[]): Promise<Searched> {
  const folder = mkdtempSync(join(tmpdir(), 'capacity-real-'));
  const hosted = await startHosted<QueueServer>(SERVER, server);
  try {
    const url = `http://127.0.0.1:${String(hosted.facts.port)}/`;
    const args = ['capacity', url, ...OBJECTIVES, ...words, '--json', '-', '--quiet', '--data-dir', folder];
    const begun = performance.now();
    const before = processorTimes();
    const child = spawn(process.execPath, [join(root, 'out/main/cli.js'), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [text, said] = [collected(child.stdout), collected(child.stderr)];
    const [code] = (await once(child, 'close')) as [number | null];
    const seconds = (performance.now() - begun) / 1_000;
    if (text() === '') throw new Error(`plimsoll ${args.join(' ')} ended with ${code}: ${said()}`);
    const after = processorTimes();
    const busy = (after.used - before.used) / Math.max(1, after.all - before.all);
    return { summary: JSON.parse(text()), code, log: await hosted.remote.log(), seconds, busy };
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

/** How long it took, and how this machine fared meanwhile. */
function roundText({ summary, seconds, busy }: Searched): string {
  const steps = (summary.capacity?.steps ?? []).filter(({ stage }) => stage !== 'probe');
  const voided = summary.capacity?.steps.filter(({ verdict }) => verdict === 'void').length ?? 0;
  return `${steps.length} steps (${voided} void), ${seconds.toFixed(0)} s, processors ${(100 * busy).toFixed(0)}% in use, generator ${summary.trust.verdict}`;
}

/** What this machine could not prove it has to say itself. */
function limitedText({ capacity, trust }: Summary): string | null {
  const [reason] = trust.reasons;
  if (capacity?.outcome === 'limited') return capacity.sentence;
  return trust.verdict === 'untrustworthy' ? `not trusted: ${reason?.sentence}` : null;
}

type Verdict = 'met' | 'missed' | 'not proven';
interface Told {
  readonly text: string;
  readonly verdict: Verdict;
}

async function found(server: Omit<QueueServerOptions, 'seed'>, carries: number, seed: number): Promise<Told> {
  const one = await searched({ ...server, seed }, '--precise', '--no-recovery');
  const { capacity } = one.summary;
  const value = capacity?.highest?.value ?? 0;
  const off = value / carries - 1;
  const figures = `${value.toFixed(1)}/s (${(100 * off).toFixed(1)}%), ${capacity?.outcome}, exit ${one.code}, ${roundText(one)}`;
  const steps = capacity?.steps.filter(({ stage }) => stage !== 'probe').length ?? 0;
  const isWithin = Math.abs(off) <= WITHIN && steps <= MOST_STEPS;
  if (capacity?.outcome === 'found' && one.code === 0 && isWithin) return { text: figures, verdict: 'met' };
  const why = limitedText(one.summary);
  return why === null
    ? { text: figures, verdict: 'missed' }
    : { text: `${figures}: ${why}`, verdict: 'not proven' };
}

async function recovers(room: number, seed: number): Promise<Told> {
  const level = 1_300;
  const freeze = { afterPerSecond: 1.5 * level * 0.9, forMs: FREEZE_MS };
  const asked = { ...B, room, seed, freeze };
  const one = await searched(asked, '--recovery', '--from', String(level));
  const { summary, log, code } = one;
  const recovery = summary.capacity?.recovery;
  const truth = recoveredUs(log, { limitMs: LIMIT_MS });
  const frozen = log.frozenUs;
  if (recovery == null || frozen === null || truth === null || recovery.afterMs === null)
    return {
      text: `exit ${code}: ${recovery?.sentence ?? 'no recovery'}; truth ${truth}`,
      verdict: 'missed',
    };
  // Both from the moment the load fell back: the server froze within its look of half a second after it.
  const trueMs = (truth - fellBackUs(log)) / 1_000;
  const off = recovery.afterMs - trueMs;
  const text = `after ${(recovery.afterMs / 1_000).toFixed(2)} s, by the server's log ${(trueMs / 1_000).toFixed(2)} s (${(off / 1_000).toFixed(2)}), backlog ${recovery.backlog}, ${roundText(one)}`;
  const why = limitedText(summary);
  if (Math.abs(off) <= 1_000) return { text, verdict: 'met' };
  return why === null ? { text, verdict: 'missed' } : { text: `${text}: ${why}`, verdict: 'not proven' };
}

async function limited(seed: number): Promise<Told> {
  const busy: ChildProcess[] = Array.from({ length: 2 * availableParallelism() }, () =>
    spawn(process.execPath, ['-e', `const end = Date.now() + ${BUSY_MS}; while (Date.now() < end);`]),
  );
  try {
    const one = await searched({ ...B, seed }, '--no-recovery', '--max-time', '3m');
    const { capacity } = one.summary;
    const text = `exit ${one.code}, ${capacity?.outcome}, ${roundText(one)}: ${capacity?.sentence}`;
    const isSaid = capacity?.outcome === 'limited' && one.code === 6 && one.seconds <= LIMITED_WITHIN_S;
    return { text, verdict: isSaid ? 'met' : 'missed' };
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
