import { describe, expect, test } from 'vitest';
import type { MachineLimits } from '../../../../../src/contract/machine.ts';
import type { WebSocketScenario } from '../../../../../src/contract/protocols/websocket.ts';
import type { RunPlan } from '../../../../../src/contract/run-plan.ts';
import { needsOf, preflight } from '../../../../../src/workers/engine/verdicts/preflight.ts';
import { constantRate, constantUsers, httpPlan } from '../../../../support/engine-plan.ts';
import { makeWebSocket } from '../../../../support/made-plan.ts';

const roomy: MachineLimits = {
  cores: 4,
  openFiles: { limit: 10_000, inUse: 36 },
  localPorts: { first: 32_768, last: 60_999 },
  freeMemoryBytes: 8_000_000_000,
};

describe('what a plan needs', () => {
  test('an open plan: a connection per request open for a second, and its processor time', () => {
    expect(needsOf(httpPlan({ profile: constantRate(2_000, 1_000) }))).toEqual({
      connections: 2_000,
      openFiles: 10_000,
      localPorts: 2_000,
      cores: 0.07,
    });
  });

  test('descriptors of requests that hang to their timeout, as those of a stalled target do', () => {
    const rate = {
      profile: constantRate(100, 1_000),
      limits: { requestTimeoutMs: 10_000, maxInFlight: 2_000 },
    };
    expect(needsOf(httpPlan(rate))).toMatchObject({ connections: 100, openFiles: 1_000 });
    const capped = httpPlan({ ...rate, limits: { ...rate.limits, maxInFlight: 300 } });
    expect(needsOf(capped)).toMatchObject({ connections: 100, openFiles: 300 });
    const machine = { ...roomy, openFiles: { limit: 1_024, inUse: 36 } };
    expect(preflight(httpPlan(rate), machine).refusals.map(({ code }) => code)).toEqual([
      'preflight.open_files',
    ]);
    expect(preflight(capped, machine).refusals).toEqual([]);
    expect(needsOf(httpPlan({ profile: constantUsers(100, 1_000) }))).toMatchObject({ openFiles: 100 });
  });

  test('caps bound the connections', () => {
    const plan = httpPlan({ profile: constantRate(2_000, 1_000), limits: { maxConnections: 50 } });
    expect(needsOf(plan).connections).toBe(50);
  });

  test('new connections each time keep their ports for a minute', () => {
    const plan = httpPlan({
      profile: constantUsers(100, 1_000),
      scenario: { connections: 'new-each-time', thinkTime: { minMs: 500, maxMs: 1_500 } },
    });
    expect(needsOf(plan)).toMatchObject({ connections: 100, localPorts: 100 + 100 * 60 });
  });

  test('WebSockets: a connection each, and two messages per message sent', () => {
    const socket = {
      kind: 'websocket',
      profile: constantUsers(1_000, 1_000),
      messageRatePerConnection: 10,
    } as unknown as WebSocketScenario;
    const plan: RunPlan = { ...httpPlan(), scenarios: [socket] };
    expect(needsOf(plan)).toEqual({ connections: 1_000, openFiles: 1_000, localPorts: 1_000, cores: 0.3 });
  });
});

describe('the verdict', () => {
  test('a plan within 80% of everything may begin', () => {
    const { figures, refusals } = preflight(httpPlan({ profile: constantUsers(100, 1_000) }), roomy);
    expect(refusals).toEqual([]);
    expect(figures.map(({ code, needed, share }) => [code, needed, share])).toEqual([
      ['open_files', 200, 0.02],
      ['local_ports', 100, 100 / 28_232],
      ['cores', 0, 0],
      ['memory', 6_000_000, 0.00075],
      ['connections', 100, 0.01],
    ]);
  });

  test('a plan beyond is refused with the figure and the way out', () => {
    const machine = { ...roomy, openFiles: { limit: 1_024, inUse: 36 } };
    expect(preflight(httpPlan({ profile: constantUsers(900, 1_000) }), machine).refusals).toEqual([
      {
        code: 'preflight.open_files',
        side: 'client',
        message: 'The plan needs 1,000 of 1,024 file descriptors (98%): results would measure this machine.',
        hint: 'Raise the limit: ulimit -n. Or continue with --force.',
      },
    ]);
  });

  test('streams of a class are not held back by the cap on open requests, and are counted in full', () => {
    const plan = httpPlan({ limits: { maxInFlight: 10, maxConnections: 60 } });
    const streams = makeWebSocket(0, { profile: constantUsers(100, 1_000) });
    expect(preflight({ ...plan, scenarios: [streams] }, roomy).figures.at(-1)).toMatchObject({
      code: 'connections',
      needed: 60,
      refused: false,
    });
  });

  test('exactly 80% is still allowed', () => {
    const machine = { ...roomy, openFiles: { limit: 250, inUse: 36 } };
    expect(preflight(httpPlan({ profile: constantUsers(100, 1_000) }), machine).refusals).toEqual([]);
  });

  test('processor: 100,000 requests per second on four cores', () => {
    const plan = httpPlan({
      profile: constantRate(100_000, 1_000),
      limits: { maxConnections: 1_000 },
    });
    expect(preflight(plan, roomy).refusals.map(({ message }) => message)).toEqual([
      'The plan needs 3.5 of 4 CPU cores (88%): results would measure this machine.',
    ]);
  });

  test('what the machine does not tell is no reason to refuse', () => {
    const silent = { ...roomy, openFiles: null, localPorts: null };
    const { figures, refusals } = preflight(httpPlan({ profile: constantUsers(9_000, 1_000) }), silent);
    expect(refusals).toEqual([]);
    expect(figures.slice(0, 2).map(({ available, share }) => [available, share])).toEqual([
      [null, null],
      [null, null],
    ]);
  });
});
