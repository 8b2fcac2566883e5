/** `localhost` with a service on one family only, whatever the resolver of this machine knows of it. */
import { describe, expect, test } from 'vitest';
import { askHealth } from '../../src/main/services/target/health.ts';
import { constantUsers, httpPlan } from '../support/engine-plan.ts';
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
