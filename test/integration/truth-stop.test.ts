/** Stopping many connections; the times, at 1,000 of them, in test/bench/truth-stop.bench.ts. */
import { expect, test } from 'vitest';
import { stopRun } from '../support/truth-stop.ts';

const CONNECTIONS = 300;

test('now: hanging requests and endless bodies are cut, none is sent any more, what was measured is kept', async () => {
  const figures = await stopRun('now', CONNECTIONS, { hang: 0.5, endless: 0.5 });
  expect(figures).toMatchObject({ connections: CONNECTIONS, state: 'stopped', breaches: [] });
  expect(figures.totals).toMatchObject({
    planned: CONNECTIONS,
    sent: CONNECTIONS,
    ok: 0,
    inFlight: CONNECTIONS,
  });
  expect(figures.lastByteUs).toBeLessThan(0);
  expect(figures.closedUs).toBeLessThan(1_000_000);
});

test('graceful: who is answered ends, nobody asks again', async () => {
  const figures = await stopRun('graceful', CONNECTIONS, { slow: 1 });
  expect(figures).toMatchObject({ state: 'stopped', breaches: [] });
  expect(figures.totals.sent).toBeGreaterThanOrEqual(CONNECTIONS);
  expect(figures.totals.ok + figures.totals.inFlight).toBe(figures.totals.sent);
  expect(figures.lastByteUs).toBeLessThan(1_000_000);
});
