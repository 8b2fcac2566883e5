import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TargetCheckRow } from '../../src/contract/target-checks.ts';
import { KnownSecrets } from '../../src/main/services/secrets/known-secrets.ts';
import { TargetTools } from '../../src/main/services/target-checks/target-tools.ts';
import { makePlan } from '../support/made-plan.ts';
import { unusedPort } from '../support/ports.ts';
import { ScriptedEngine } from '../support/scripted-engine.ts';

const STARTED_AT = Date.parse('2026-11-30T19:30:00Z');
const TOKEN = 'opaque-7hXq81Wm-token';
const ID = 'feedbeefcafe'.padEnd(64, '0');

/** A line as the engine sends it: eight bytes before it say where it was written, and how long it is. */
function line(stream: 1 | 2, at: string, text: string): Buffer {
  const body = Buffer.from(`2026-11-30T19:${at}Z ${text}\n`);
  const head = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
  head.writeUInt32BE(body.length, 4);
  return Buffer.concat([head, body]);
}

let url: string;

function toolsFor(env: Readonly<Record<string, string>> = { SHOP_TOKEN: TOKEN }): TargetTools {
  const plan = makePlan({
    services: [{ name: 'shop', url, healthPath: '/health' }],
    values: { token: { env: 'SHOP_TOKEN' }, region: { env: 'REGION', default: 'eu' } },
  });
  return new TargetTools({
    allowedHosts: [],
    platform: 'linux',
    known: new KnownSecrets(),
    now: () => STARTED_AT + 60_000,
    env: () => env,
    services: () => [{ id: 's1', url, healthPath: null }],
    runOf: (runId) => (runId === 'run-1' ? { plan, startedAt: STARTED_AT } : null),
    readMachineLimits: async () => ({ cores: 2, openFiles: null, localPorts: null, freeMemoryBytes: 1e9 }),
    recognise: async () => [],
  });
}

beforeEach(async () => {
  url = `http://127.0.0.1:${await unusedPort()}`;
});

describe('checks of a service (S-68)', () => {
  async function rowsOf(tools: TargetTools, asked: Parameters<TargetTools['check']>[0]) {
    const answer = await tools.check(asked);
    if (!answer.ok) throw new Error(answer.failure.message);
    return new Map(answer.value.rows.map((row): [string, TargetCheckRow] => [row.check, row]));
  }
  const run = { of: 'run', runId: 'run-1', service: 'shop' } as const;

  it('of a run go where the run went, and look at the tokens that its plan names', async () => {
    const rows = await rowsOf(toolsFor(), run);
    expect(rows.get('health')).toMatchObject({
      sentence: 'GET /health: connection refused.',
      command: `curl -v --max-time 3 ${url}/health`,
    });
    expect(rows.get('token')).toMatchObject({
      state: 'not here',
      sentence: 'SHOP_TOKEN is opaque: only the service can tell whether it is still good.',
    });
    expect((await rowsOf(toolsFor({}), run)).get('token')).toMatchObject({
      state: 'failed',
      sentence: 'SHOP_TOKEN is not set.',
    });
  });

  it('of the workspace go to the address that was chosen, and ask no page where it has none', async () => {
    const rows = await rowsOf(toolsFor(), { of: 'service', serviceId: 's1' });
    expect(rows.get('tcp')?.command).toBe(`nc -vz -w 3 127.0.0.1 ${new URL(url).port}`);
    expect(rows.get('health')).toMatchObject({ state: 'not here', command: null });
  });

  it('that are not there are said to be missing', async () => {
    const answer = await toolsFor().check({ ...run, service: 'nowhere' });
    expect(answer).toMatchObject({ ok: false, failure: { code: 'check.no_service' } });
  });
});

describe('containers (S-72)', () => {
  let engine: ScriptedEngine;
  beforeEach(async () => {
    engine = await ScriptedEngine.start();
    vi.stubEnv('DOCKER_HOST', `unix://${engine.socket}`);
    const base = { state: 'running', startedAt: '2026-11-30T19:00:00Z' };
    engine.containers.push(
      { ...base, name: 'old', id: 'e'.repeat(64), state: 'exited', exitCode: 137, wasOutOfMemory: true },
      { ...base, name: 'shop', id: ID, stats: stats() },
      { ...base, name: 'db', id: 'd'.repeat(64) },
    );
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await engine.close();
  });
  let reading = 0;
  /** Each reading half a second and a quarter of CPU time later. */
  function stats() {
    return {
      get read() {
        reading += 1;
        return `2026-11-30T19:31:${String(reading).padStart(2, '0')}.000000000Z`;
      },
      get cpu_stats() {
        return { cpu_usage: { total_usage: reading * 0.25e9 } };
      },
      memory_stats: { usage: 1_000, stats: { inactive_file: 400 } },
    };
  }

  it('are listed, those that run first', async () => {
    const answer = await toolsFor().containers();
    expect(answer.ok && answer.value.map(({ name, state, ports }) => [name, state, ports])).toEqual([
      ['db', 'running', [15432]],
      ['shop', 'running', [15432]],
      ['old', 'exited', [15432]],
    ]);
  });

  it('have figures while they run, and say why not else', async () => {
    const shop = await toolsFor().containerStats({ container: 'shop' });
    const gauges = shop.ok ? shop.value.gauges : [];
    const of = (name: string) => gauges.find((one) => one.name === name)?.value;
    expect([of('target_cpu_usage_cores'), of('target_memory_resident_bytes')]).toEqual([0.25, 600]);
    expect(await toolsFor().containerStats({ container: 'old' })).toEqual({
      ok: true,
      value: {
        container: 'old',
        readAt: '2026-11-30T19:31:00.000Z',
        gauges: [],
        gap: 'Container old is not running (exited, code 137, out of memory).',
      },
    });
    expect(await toolsFor().containerStats({ container: 'none' })).toMatchObject({
      failure: { code: 'engine.no_container' },
    });
  });

  it('tell what they wrote around a second of a run, in its time, and all without secrets', async () => {
    const [, shop] = engine.containers;
    if (shop === undefined) throw new Error('no container');
    shop.log = Buffer.concat([
      line(1, '30:11.250000000', `GET /cart with ${TOKEN}`),
      line(2, '30:12.500000000', 'Authorization: Bearer abc123.DEF456'),
    ]);
    const asked = { container: 'shop', runId: 'run-1', second: 12, before: 2, after: 1 };
    expect(await toolsFor().containerLogs(asked)).toEqual({
      ok: true,
      value: {
        container: 'shop',
        fromMs: 10_000,
        toMs: 14_000,
        lines: [
          { atMs: 11_250, stream: 'out', text: 'GET /cart with [secret SHOP_TOKEN]' },
          { atMs: 12_500, stream: 'err', text: expect.not.stringContaining('abc123') },
        ],
        cut: false,
      },
    });
    expect(engine.asked.at(-1)).toContain('since=1796067010.000000000&until=1796067014.000000000');
    const tools = toolsFor();
    await tools.containerLogs(asked);
    expect(await tools.containerStats({ container: TOKEN })).toMatchObject({
      failure: { message: 'No container named [secret SHOP_TOKEN].' },
    });
    expect(await toolsFor().containerLogs({ ...asked, runId: 'none' })).toMatchObject({
      failure: { code: 'run.not_found' },
    });
  });

  it('are not there without an engine, which is said in one sentence', async () => {
    await engine.close();
    expect(await toolsFor().containers()).toMatchObject({
      failure: { code: 'engine.no_socket', message: 'Docker socket not there.' },
    });
  });
});
