import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { decodeLightRequests, type LightRequest } from '../../../src/contract/light-requests.ts';
import type { RunPlan } from '../../../src/contract/run-plan.ts';
import { PHASES, type Phase, type ThreadTick } from '../../../src/contract/tick.ts';
import type { Cause } from '../../../src/main/services/analysis/causes/cause.ts';
import { rankCauses } from '../../../src/main/services/analysis/causes/rank-causes.ts';
import { BandCounts } from '../../../src/main/services/analysis/reading/band-counts.ts';
import { EncodedRun } from '../../../src/main/services/analysis/reading/encoded-run.ts';
import { observedRun } from '../../../src/main/services/analysis/reading/observed-run.ts';
import { LightBudget } from '../../../src/workers/threads/light-budget.ts';
import { mergeTicks } from '../../../src/workers/threads/merge-ticks.ts';
import { KeptRequestPicker } from '../../../src/workers/threads/pick-kept-requests.ts';
import { constantRate, constantUsers, httpPlan } from '../engine-plan.ts';
import { runHere } from '../engine-run.ts';

/** What a server of its own process delays: a share of its requests in one phase, or of its connections, or one connection. */
export type Delayed = 'wait' | 'receive' | 'tls' | 'slow-connection' | 'nothing';

/** The phase in which a request that was delayed has spent its time. */
export const PHASE_OF: Readonly<Record<Exclude<Delayed, 'nothing'>, Phase>> = {
  wait: 'wait',
  receive: 'receive',
  tls: 'tls',
  'slow-connection': 'wait',
};

/** From the delay to the end at most. */
const END_MS = 1_500;
/** Head and body of the first that is delayed. */
const ANSWER_BYTES = 1_041;
const SERVER = fileURLToPath(new URL('delaying-server.ts', import.meta.url));

interface DelayedRun {
  /** Requests that the server says it delayed, but for those of the end, which a stop may have cut. */
  readonly delayed: number;
  /** Of those, the ones that were kept. */
  readonly kept: readonly LightRequest[];
  readonly causes: readonly Cause[];
}

/** A run at about 1,000 requests a second against a server that delays what it is told to. */
export async function delayedRun(what: Delayed, seconds: number, seed: number): Promise<DelayedRun> {
  // Of the few connections that a second opens, a larger share: twenty slow requests are the least that can be asked about.
  const share = what === 'nothing' ? 0 : what === 'tls' ? 0.03 : 0.01;
  const args = [SERVER, what === 'nothing' ? 'wait' : what, String(share), '200', '900', String(seed)];
  const server = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: server.stdout });
  try {
    const [port] = await once(lines, 'line');
    const plan = planOf(what, Number(port), { seconds, seed });
    const { ticks } = await runHere(plan);
    const printed = once(lines, 'line');
    server.stdin.write('log\n');
    const [text] = await printed;
    const log: readonly number[] = JSON.parse(String(text));
    const untilMs = 1_000 * seconds - END_MS;
    const kept = keptOf(ticks).filter(({ bytesIn }) => (log[bytesIn - ANSWER_BYTES] ?? 0) < untilMs);
    const causes = causesOf(plan, ticks);
    return { causes, delayed: log.filter((atMs) => atMs < untilMs).length, kept };
  } finally {
    server.kill();
  }
}

function planOf(what: Delayed, port: number, { seconds, seed }: { seconds: number; seed: number }): RunPlan {
  const url = `${what === 'tls' ? 'https' : 'http'}://127.0.0.1:${port}`;
  const ms = seconds * 1_000;
  const common = { url, limits: { verifyTls: false }, plan: { seed } };
  if (what === 'tls')
    return httpPlan({
      ...common,
      profile: constantRate(60, ms),
      scenario: { connections: 'new-each-time' },
    });
  if (what !== 'slow-connection') return httpPlan({ ...common, profile: constantRate(1_000, ms) });
  const scenario = { connections: 'per-user', thinkTime: { minMs: 30, maxMs: 70 } } as const;
  return httpPlan({ ...common, profile: constantUsers(50, ms), scenario });
}

/** What the product names of it, asked about the whole run. */
function causesOf(plan: RunPlan, ticks: readonly ThreadTick[]): readonly Cause[] {
  const frame = {
    machine: [],
    carriedOver: [],
    picker: new KeptRequestPicker(),
    budget: new LightBudget(60),
  };
  const run = new EncodedRun({ plan, precision: 'tick' });
  for (const tick of ticks) {
    run.add(mergeTicks([tick], { ...frame, second: tick.second, lengthUs: 1_000_000 }));
  }
  const scope = { service: null, endpoint: null, clock: 'intended' } as const;
  const { observed } = observedRun(run, new BandCounts(run), scope);
  return rankCauses(observed, null).causes;
}

/** The server answers what it delayed, and nothing else, with at least so many bytes. */
function keptOf(ticks: readonly ThreadTick[]): LightRequest[] {
  const rows = ticks.flatMap(({ light }) => (light === undefined ? [] : decodeLightRequests(light)));
  return rows.filter(({ bytesIn }) => bytesIn >= ANSWER_BYTES);
}

/** The phase in which most of the time of a request went. */
export function longestPhase({ phasesUs }: LightRequest): Phase {
  return PHASES.reduce((most, phase, place) =>
    (phasesUs[place] ?? 0) > (phasesUs[PHASES.indexOf(most)] ?? 0) ? phase : most,
  );
}
