/** `localhost` with a service on one family only, whatever the resolver knows of it; names that stand for several machines. */
import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { decodeLightRequests } from '../../src/contract/light-requests.ts';
import { askHealth } from '../../src/main/services/target/health.ts';
import { constantRate, constantUsers, httpPlan } from '../support/engine-plan.ts';
import { runHere } from '../support/engine-run.ts';
import { okAnswer, rawTarget } from '../support/faults/raw-target.ts';

describe.each(['::1', '127.0.0.1'])('a service that listens on %s alone', (address) => {
  test('is found, and the time to connect is that of its own connection', async () => {
    const target = await rawTarget({ onRequest: (socket) => socket.write(okAnswer('ok')) }, { address });
    try {
      const url = `http://localhost:${target.port}`;
      for (const known of [['127.0.0.1'], ['::1'], ['::1', '127.0.0.1']]) {
        const plan = httpPlan({
          url,
          profile: constantUsers(2, 5_000),
          scenario: { iterations: 2, connections: 'new-each-time' },
        });
        const run = await runHere(plan, { resolve: async () => known });
        expect(run).toMatchObject({ codes: {}, totals: { ok: 4, newConnections: 4 } });
        for (const { dnsUs, startedUs, connectUs } of run.ticks.flatMap((tick) => tick.exemplars)) {
          // Resolved and chosen before the run: no request pays for the address that refused.
          expect(dnsUs).toBeNull();
          expect(Number(connectUs) - startedUs).toBeLessThan(100_000);
        }
      }
      for (const path of ['/', null])
        expect(await askHealth(url, path, { allowedHosts: [] })).toMatchObject({ health: 'up' });
    } finally {
      await target.close();
    }
  });
});

// macOS has one address of IPv4 on loopback.
test.skipIf(process.platform === 'darwin')(
  'a name of several addresses is asked at each that listens, as often',
  async () => {
    const answer = { onRequest: (socket: Socket) => socket.write(okAnswer('ok')) };
    const first = await rawTarget(answer, { address: '127.0.0.1' });
    const second = await rawTarget(answer, { address: '127.0.0.2', port: first.port });
    try {
      const url = `http://balanced.test:${first.port}`;
      const plan = httpPlan({ url, profile: constantRate(100, 1_000) });
      const { ticks, totals } = await runHere(plan, {
        resolve: async () => ['127.0.0.3', '127.0.0.2', '127.0.0.1'],
      });
      expect(totals).toMatchObject({ ok: 100, errors: 0 });
      const asked = new Map<string | null, number>();
      for (const { light } of ticks) {
        for (const { address, weight } of light === undefined ? [] : decodeLightRequests(light))
          asked.set(address, (asked.get(address) ?? 0) + weight);
      }
      expect([...asked.keys()].sort()).toEqual(['127.0.0.1', '127.0.0.2']);
      expect([first.counts().requests, second.counts().requests]).toEqual([50, 50]);
    } finally {
      await Promise.all([first.close(), second.close()]);
    }
  },
);
