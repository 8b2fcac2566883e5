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
import { startCrew } from '../../src/workers/threads/crew.ts';
import type { StartCrew } from '../../src/workers/threads/crew-port.ts';
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

/** Load threads on a machine that nobody else uses: a second in which it is busy is no evidence, and breaks a window. */
const calmCrew: StartCrew = ({ onSecond, ...options }) =>
  startCrew({ ...options, onSecond: (second) => onSecond({ ...second, gauges: [] }) });

/** A run as `plimsoll run` has it, with load threads of its own. */
async function run(action: RuleAction): Promise<{ code: number; summary: Summary }> {
  const dir = createTempDir();
  const app = openApp(dir.path, { env: {}, startCrew: calmCrew });
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

it.each([
  ['stop', 0, 'Stopped by the rule'],
  ['fail', 4, 'Failed by the rule'],
] as const)('%s ends the run with %i, as soon as two seconds were slow', async (action, code, sentence) => {
  const ended = await run(action);
  const { stopRule, run: ran } = ended.summary;
  expect(ended.code).toBe(code);
  const { atSecond = 0, fromSecond = 0, figure = 0 } = stopRule ?? {};
  // Not before it turned slow, and before the plan would have ended.
  expect(atSecond).toBeGreaterThanOrEqual(WINDOW_S);
  expect(atSecond).toBeLessThan(DURATION_S);
  expect(atSecond - fromSecond).toBe(WINDOW_S);
  expect(figure).toBeGreaterThan(200);
  expect(ran).toMatchObject({ state: 'stopped', endReason: expect.stringContaining(sentence) });
  expect(ran.durationMs).toBeLessThan(DURATION_S * 1_000);
});

it('hold keeps the load at what it is then, to the end of the plan', async () => {
  const { code, summary } = await run('hold');
  const { holdRules = [], steering = [], segments, run: ran } = summary;
  expect([code, ran.state]).toEqual([0, 'completed']);
  expect(summary).not.toHaveProperty('stopRule');
  const atSecond = holdRules[0]?.atSecond ?? 0;
  expect(atSecond).toBeGreaterThanOrEqual(WINDOW_S);
  expect(atSecond).toBeLessThan(DURATION_S);
  expect(steering).toMatchObject([{ act: { kind: 'hold' }, by: 'rule' }]);
  const heldMs = steering[0]?.atMs ?? 0;
  expect(heldMs).toBeGreaterThanOrEqual(atSecond * 1_000);
  const last = segments?.rows.at(-1);
  const [held] = last?.levels ?? [];
  expect([last?.fromMs, held?.from]).toEqual([heldMs, held?.to]);
  expect(held?.to).toBeCloseTo(40 + (40 * heldMs) / (DURATION_S * 1_000), 1);
});
