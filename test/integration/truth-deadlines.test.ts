/** Deadlines up to 2 s, all in one run; up to 10 s in test/bench/truth-deadlines.bench.ts. */
import { expect, test } from 'vitest';
import { passDeadlines } from '../support/truth-deadlines.ts';

test('no deadline fires early, none later than 20 ms and what held up the thread', async () => {
  const { figures, heldUpUs } = await passDeadlines([50, 100, 250, 500, 1_000, 2_000]);
  for (const { kind, deadlineMs, count, firstUs, lastUs, codes } of figures) {
    expect(count).toBeGreaterThanOrEqual(5);
    expect(firstUs).toBeGreaterThanOrEqual(deadlineMs * 1_000);
    expect(lastUs).toBeLessThanOrEqual(deadlineMs * 1_000 + 20_000 + heldUpUs);
    const right = kind === 'hang' ? ['timeout.headers'] : ['timeout.total', 'timeout.body_idle'];
    expect(Object.keys(codes).filter((code) => !right.includes(code))).toEqual([]);
  }
});
