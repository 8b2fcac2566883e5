import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { decodeLightRequests, type LightRequest } from '../../../src/contract/light-requests.ts';
import type { RunPlan } from '../../../src/contract/run-plan.ts';
import { PHASES, type Phase } from '../../../src/contract/tick.ts';
import { measuredFrom } from '../../../src/contract/warm-up.ts';
import type { Cause, Names } from '../../../src/main/services/analysis/causes/cause.ts';
import { rankCauses } from '../../../src/main/services/analysis/causes/rank-causes.ts';
import { BandCounts } from '../../../src/main/services/analysis/reading/band-counts.ts';
import { EncodedRun } from '../../../src/main/services/analysis/reading/encoded-run.ts';
import { observedRun } from '../../../src/main/services/analysis/reading/observed-run.ts';
import { constantRate, constantUsers, httpPlan } from '../engine-plan.ts';
import type { Isolation } from '../isolation.ts';
import { startScriptedResolver } from '../scripted-resolver.ts';
import { MAX_STOLEN } from '../stolen-time.ts';
import { histogramOf, proofIn, runPlan, type TruthRun } from '../truth-run.ts';
import { type Delayed, type DelayLog, type Delays, PHASE_OF } from './delays.ts';
import { withSynDevice } from './syn-detour.ts';

/** From the delay to the end at most: later ones a stop may have cut. */
const END_US = 1_500_000;
const WARM_UP_MS = 1_000;
/** Head and body of the first that is delayed. */
const ANSWER_BYTES = 1_041;
/** A name of two addresses, and where a name server is asked for it. */
const BALANCED = { name: 'balanced.test', addresses: ['127.0.0.1', '127.0.0.2'], resolverPort: 53 } as const;
const SERVER = fileURLToPath(new URL('delaying-server.ts', import.meta.url));

/** Which surroundings a run needs. */
export function isolationOf(what: Delayed): Isolation | null {
  if (what === 'connect') return { network: true };
  return what === 'slow-address' ? { network: true, ownResolver: true } : null;
}

/** What came of a run; it is handed from process to process. */
export interface DelayedFigures {
  /** Of the requests that the server says it delayed, those above the 99th percentile of the run. */
  readonly above: number;
  /** Of those, the ones that were kept; of those, the ones whose time is in the phase it was spent in. */
  readonly kept: number;
  readonly right: number;
  /** What the product names, first to last, and whether the first is what was planted; in a clean run, whether it is nothing. */
  readonly causes: readonly string[];
  readonly isNamed: boolean;
  readonly perSecond: number;
  /** Why it proves nothing: the generator, the server or the machine had other things to do. Empty: it proves. */
  readonly troubles: readonly string[];
}

interface Asked {
  readonly seconds: number;
  readonly seed: number;
}

/** A run at about 1,000 requests a second against a server of its own process that delays what it is told to. */
export async function delayedRun(what: Delayed, asked: Asked): Promise<DelayedFigures> {
  const resolver =
    what === 'slow-address'
      ? await startScriptedResolver(
          { kind: 'addresses', addresses: BALANCED.addresses },
          BALANCED.resolverPort,
        )
      : null;
  const own = { command: process.execPath, args: [SERVER, JSON.stringify(delaysOf(what, asked.seed))] };
  const { command, args } = what === 'connect' ? withSynDevice(own) : own;
  const server = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: server.stdout });
  try {
    const gone = once(server, 'exit').then(() => {
      throw new Error('the server ended');
    });
    const [port] = await Promise.race([once(lines, 'line'), gone]);
    const run = await runPlan(planOf(what, Number(port), asked));
    const printed = once(lines, 'line');
    server.stdin.write('log\n');
    const [text] = await printed;
    return figuresOf(what, run, JSON.parse(String(text)) as DelayLog);
  } finally {
    server.kill('SIGKILL');
    await resolver?.close();
  }
}

/** One in a hundred requests; of those of one connection, which waits for each, all, and less long. */
function delaysOf(what: Delayed, seed: number): Delays {
  if (what === 'slow-connection') return { what, share: 1, fromMs: 60, toMs: 240, seed };
  // Of the fewer handshakes a larger share: twenty slow requests are the least that can be asked about.
  const share = what === 'tls' ? 0.04 : what === 'slow-address' ? 0.02 : 0.01;
  return { what, share, fromMs: 200, toMs: 900, seed };
}

function planOf(what: Delayed, port: number, { seconds, seed }: Asked): RunPlan {
  const host = what === 'slow-address' ? BALANCED.name : '127.0.0.1';
  const url = `${what === 'tls' ? 'https' : 'http'}://${host}:${port}`;
  const ms = seconds * 1_000;
  const common = { url, limits: { verifyTls: false }, plan: { seed, warmupMs: WARM_UP_MS } };
  if (what === 'slow-connection') {
    // With what an answer takes, each of the fifty asks about every 50 ms.
    const scenario = { connections: 'per-user', thinkTime: { minMs: 30, maxMs: 58 } } as const;
    return httpPlan({ ...common, profile: constantUsers(50, ms), scenario });
  }
  const isNew = what === 'connect' || what === 'tls';
  const scenario = { connections: isNew ? 'new-each-time' : 'shared' } as const;
  // Handshakes of TLS cost both ends a millisecond each.
  return httpPlan({ ...common, profile: constantRate(what === 'tls' ? 150 : 1_000, ms), scenario });
}

function figuresOf(what: Delayed, run: TruthRun, log: DelayLog): DelayedFigures {
  const { plan, seconds, startUs } = run;
  const fromUs = startUs + WARM_UP_MS * 1_000;
  const untilUs = startUs + plan.durationMs * 1_000 - END_US;
  const measured = seconds.filter(({ second }) => second >= measuredFrom(plan));
  const p99Us = histogramOf(measured, 'response').percentile(99) ?? Number.POSITIVE_INFINITY;
  const above = new Set<number>();
  for (const [number, { atUs, ms }] of log.delayed.entries())
    if (atUs >= fromUs && atUs < untilUs && ms * 1_000 > p99Us) above.add(number);
  const rows = seconds.flatMap(({ light }) => (light === undefined ? [] : decodeLightRequests(light)));
  const kept = rows.filter(({ bytesIn }) => above.has(bytesIn - ANSWER_BYTES));
  const { causes, names } = causesOf(run);
  const count = measured.flatMap(({ series }) => series).reduce((sum, { counts }) => sum + counts.ok, 0);
  return {
    above: above.size,
    kept: kept.length,
    right: what === 'nothing' ? 0 : kept.filter((row) => longestPhase(row) === PHASE_OF[what]).length,
    causes: causes.map((cause) => textOf(cause, names)),
    isNamed: isPlanted(what, causes[0], { names, kept }),
    perSecond: (1_000 * count) / (plan.durationMs - WARM_UP_MS),
    troubles: troublesOf(run, log),
  };
}

/** What the product names of it, asked about the whole run. */
function causesOf({ plan, seconds }: TruthRun): {
  readonly causes: readonly Cause[];
  readonly names: Names;
} {
  const run = new EncodedRun({ plan, precision: 'tick' });
  for (const second of seconds) run.add(second);
  const scope = { service: null, endpoint: null, clock: 'intended' } as const;
  const { observed, names } = observedRun(run, new BandCounts(run), scope, measuredFrom(plan));
  return { causes: rankCauses(observed, null).causes, names };
}

function isPlanted(
  what: Delayed,
  first: Cause | undefined,
  { names, kept }: { readonly names: Names; readonly kept: readonly LightRequest[] },
): boolean {
  if (what === 'nothing' || first === undefined) return what === 'nothing' && first === undefined;
  if (first.phase?.name !== PHASE_OF[what]) return false;
  if (what === 'slow-address')
    return first.kind === 'address' && names.addresses[Number(first.value)] === BALANCED.addresses[1];
  if (what !== 'slow-connection') return first.kind === 'phase';
  const [row] = kept;
  const name = row === undefined ? '' : `${row.thread}.${row.connection}`;
  return first.kind === 'connection' && names.connections[Number(first.value)] === name;
}

function textOf({ kind, value, phase, association, span }: Cause, { addresses, connections }: Names): string {
  const named = { address: addresses, connection: connections };
  const what = kind === 'address' || kind === 'connection' ? (named[kind][Number(value)] ?? '') : value;
  const when = span === null ? '' : ` ${span[0]}-${span[1]} s`;
  const { slowMembers, slow } = association;
  return `${kind}${what === '' ? '' : ` ${what}`}${when} (${phase?.name ?? 'no phase'}, ${slowMembers.toFixed(0)} of ${slow.toFixed(0)} slow)`;
}

/** The phase in which most of the time of a request went. */
function longestPhase({ phasesUs }: LightRequest): Phase {
  return PHASES.reduce((most, phase, place) =>
    (phasesUs[place] ?? 0) > (phasesUs[PHASES.indexOf(most)] ?? 0) ? phase : most,
  );
}

function troublesOf(run: TruthRun, { stalls }: DelayLog): string[] {
  const { trusted, stolenShare } = proofIn(run);
  const untilUs = run.startUs + run.plan.durationMs * 1_000;
  const during = stalls.filter(({ atUs }) => atUs >= run.startUs && atUs < untilUs);
  const longest = Math.max(0, ...during.map(({ ms }) => ms));
  return [
    trusted ? '' : 'the generator is not to be trusted',
    stolenShare > MAX_STOLEN ? `${(100 * stolenShare).toFixed(1)}% of the machine was stolen` : '',
    during.length === 0
      ? ''
      : `the server was kept from running ${during.length} times, up to ${longest.toFixed(0)} ms`,
  ].filter((trouble) => trouble !== '');
}
