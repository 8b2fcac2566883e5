import { expect, test } from 'vitest';
import { countedFor } from '../../../../../../src/main/services/analysis/capacity/objective-counts.ts';
import { FEW_ERRORS, latencyObjective } from '../../../../../support/capacity-servers/servers.ts';

const slot = {
  slot: 8,
  starts: 122,
  ok: 90,
  failures: { 'http.429': 10, 'connect.refused': 5, 'timeout.total': 3, 'client.fd_limit': 4 },
  open: 10,
  beyond: [17, 13],
  latencies: [],
};

test('the population of latency is successes, timeouts and what is open; fast refusals are none of it', () => {
  expect(countedFor(latencyObjective(20), slot, [20_000, 50_000])).toEqual({ counted: 103, beyond: 17 });
  expect(countedFor(latencyObjective(50, 0.99), slot, [20_000, 50_000])).toEqual({
    counted: 103,
    beyond: 13,
  });
});

test('errors are of what finished, without what this machine did', () => {
  expect(countedFor(FEW_ERRORS, slot, [20_000, 50_000])).toEqual({ counted: 108, beyond: 18 });
});
