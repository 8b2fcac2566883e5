/** Stop rules with real load threads, against a server that turns slow at a moment. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import pc from 'picocolors';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RuleAction } from '../../src/contract/stop-rule.ts';
import type { Summary } from '../../src/contract/summary.ts';
import { runPlan } from '../../src/main/hosts/cli/run-job.ts';
import type { Terminal } from '../../src/main/hosts/cli/terminal.ts';
import { findPlaces } from '../../src/main/hosts/places.ts';
import { openApp } from '../support/opened-app.ts';
import { createTempDir } from '../support/temp-dir.ts';

const INDEX = new URL('../../src/main/hosts/cli/index.ts', import.meta.url).href;
/** How long requests take before and after it turns slow, and when it does, since the first request to a path. */
const [QUICK_MS, SLOW_MS, TURNS_AT_MS] = [2, 400, 1_000];
const DURATION_S = 5;
const WINDOW_S = 2;

let server: Server;
const firstAtMs = new Map<string, number>();

beforeAll(async () => {
  server = createServer(({ url = '' }, response) => {
    const nowMs = performance.now();
    if (!firstAtMs.has(url)) firstAtMs.set(url, nowMs);
    const isSlow = nowMs - (firstAtMs.get(url) ?? nowMs) >= TURNS_AT_MS;
    setTimeout(() => response.end('{}'), isSlow ? SLOW_MS : QUICK_MS);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Arrivals that grow all the time, so that a load which is held stands out. */
const planOf = (action: RuleAction) => `
plimsoll: 1
name: Turns slow
services: { api: { url: "http://127.0.0.1:${(server.address() as AddressInfo).port}" } }
classes: { reader: { service: api, tasks: { list: { get: /${action} } } } }
load: { rate: 40, stages: [{ to: 80, duration: ${DURATION_S}s }], model: open }
stopWhen: ["p95>200ms for ${WINDOW_S}s then ${action}"]
`;

const colors = pc.createColors(false);
const quiet: Terminal = {
  out: () => undefined,
  document: () => undefined,
  err: () => undefined,
  isInteractive: false,
  columns: 80,
  outColumns: null,
  colors,
  errColors: colors,
};

/** A run as `plimsoll run` has it, with load threads of its own. */
async function run(action: RuleAction): Promise<{ code: number; summary: Summary }> {
  const dir = createTempDir();
  const app = openApp(dir.path, { env: {} });
  try {
    const code = await runPlan({ places: findPlaces(INDEX), terminal: quiet }, app, {
      plan: { kind: 'text', text: planOf(action) },
      flags: { quiet: true },
      onSamples: false,
    });
    const rows = await app.handlers['runs.list']({});
    const runId = rows.ok ? (rows.value[0]?.runId ?? '') : '';
    const detail = await app.handlers['runs.get']({ runId });
    if (!detail.ok) throw new Error(detail.failure.message);
    return { code, summary: detail.value.summary };
  } finally {
    await app.close();
    dir.remove();
  }
}

/**
 * By when the rule has fired: after the first window of undisturbed seconds in which all was slow. Null: this machine, which
 * others load as well, had no such window, and nothing of the target can be said.
 */
function firedBy({ trust, perSecond }: Summary): number | null {
  const whole = perSecond.filter(({ lengthMs }) => lengthMs === 1_000).map(({ second }) => second);
  const calm = new Set(whole.filter((second) => !trust.badSeconds.includes(second)));
  // The last requests before it turned slow are answered in the second after the one in which it did.
  const from = whole.find(
    (second) => second > TURNS_AT_MS / 1_000 && calm.has(second) && calm.has(second + 1),
  );
  return from === undefined ? null : from + WINDOW_S;
}

it.each([
  ['stop', 0, 'Stopped by the rule'],
  ['fail', 4, 'Failed by the rule'],
] as const)('%s ends the run with %i, as soon as two seconds were slow', async (action, code, sentence) => {
  const ended = await run(action);
  const { stopRule, run: ran } = ended.summary;
  if (stopRule === undefined) {
    expect([ended.code, firedBy(ended.summary)]).toEqual([0, null]);
    return;
  }
  expect(ended.code).toBe(code);
  // Not before it turned slow.
  expect(stopRule.atSecond).toBeGreaterThanOrEqual(WINDOW_S);
  expect(stopRule.atSecond).toBeLessThanOrEqual(firedBy(ended.summary) ?? Number.POSITIVE_INFINITY);
  expect(stopRule.atSecond - stopRule.fromSecond).toBe(WINDOW_S);
  expect(stopRule.figure).toBeGreaterThan(200);
  expect(ran).toMatchObject({ state: 'stopped', endReason: expect.stringContaining(sentence) });
  expect(ran.durationMs).toBeLessThan(DURATION_S * 1_000);
});

it('hold keeps the load at what it is then, to the end of the plan', async () => {
  const { code, summary } = await run('hold');
  const { holdRules = [], steering = [], segments, run: ran } = summary;
  expect([code, ran.state]).toEqual([0, 'completed']);
  expect(summary).not.toHaveProperty('stopRule');
  const [fired] = holdRules;
  if (fired === undefined) {
    expect(firedBy(summary)).toBeNull();
    return;
  }
  expect(fired.atSecond).toBeLessThanOrEqual(firedBy(summary) ?? Number.POSITIVE_INFINITY);
  // In the last second it is too late to hold anything.
  if (fired.atSecond === DURATION_S) return;
  expect(steering).toMatchObject([{ act: { kind: 'hold' }, by: 'rule' }]);
  const heldMs = steering[0]?.atMs ?? 0;
  expect(heldMs).toBeGreaterThanOrEqual(fired.atSecond * 1_000);
  const last = segments?.rows.at(-1);
  const [held] = last?.levels ?? [];
  expect([last?.fromMs, held?.from]).toEqual([heldMs, held?.to]);
  expect(held?.to).toBeCloseTo(40 + (40 * heldMs) / (DURATION_S * 1_000), 1);
});
