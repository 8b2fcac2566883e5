import { expect, test } from 'vitest';
import { reconnectDelayUs } from '../../../../../src/workers/engine/streams/reconnect-delay.ts';

const ending = { opened: true, failuresInRow: 1, random: 0 };

test.each([
  ['off', ending, null],
  ['after-close', ending, 500_000],
  ['after-close', { ...ending, opened: false }, null],
  ['after-close', { ...ending, failuresInRow: 10 }, 500_000],
  ['after-close', { ...ending, failuresInRow: 13 }, 2_000_000],
  ['back-off', ending, 500_000],
  ['back-off', { ...ending, opened: false }, 500_000],
  ['back-off', { ...ending, failuresInRow: 3 }, 2_000_000],
  ['back-off', { ...ending, failuresInRow: 3, random: 0.5 }, 1_500_000],
  ['back-off', { ...ending, failuresInRow: 500 }, 30_000_000],
] as const)('%s after %o waits %s µs', (policy, how, delayUs) => {
  expect(reconnectDelayUs(policy, 500, how)).toBe(delayUs);
});

test('a delay longer than the longest back-off is kept', () => {
  expect(reconnectDelayUs('back-off', 60_000, { ...ending, failuresInRow: 5 })).toBe(60_000_000);
});

test('a service that closes at once is not hammered, even with no delay', () => {
  const delays = [1, 10, 11, 12, 20].map((failuresInRow) =>
    reconnectDelayUs('after-close', 0, { ...ending, failuresInRow }),
  );
  expect(delays).toEqual([0, 0, 100_000, 200_000, 30_000_000]);
});
