import { describe, expect, test } from 'vitest';
import { LoopWatch } from '../../../../src/workers/threads/loop-watch.ts';

const T0 = 1_000_000_000;
const SECOND = 1_000_000;

/** A watch that turned every millisecond of a run so far, but for the gaps given as [from, to] after its start. */
function turnedUntil(untilUs: number, gaps: readonly (readonly [number, number])[]): LoopWatch {
  const watch = new LoopWatch(T0);
  watch.begin(T0, T0);
  for (let at = 1_000; at <= untilUs; at += 1_000) {
    if (!gaps.some(([from, to]) => at > from && at < to)) watch.turned(T0 + at);
  }
  return watch;
}

describe('a block of the loop', () => {
  test('counts in its second, and is dated from the start of the run', () => {
    const watch = turnedUntil(SECOND, [[300_000, 450_000]]);
    expect(watch.take(T0 + SECOND)).toMatchObject({
      loopDelayMaxUs: 149_000,
      blocks: [{ atUs: 300_000, lengthUs: 150_000 }],
    });
    watch.turned(T0 + SECOND + 1_000);
    expect(watch.take(T0 + 2 * SECOND)).toMatchObject({ loopDelayMaxUs: 0, blocks: [] });
    watch.close();
  });

  test('that lasts into the next second counts in both, and is listed once', () => {
    const watch = turnedUntil(1_010_000, [[860_000, 1_010_000]]);
    expect(watch.take(T0 + SECOND)).toMatchObject({
      loopDelayMaxUs: 149_000,
      blocks: [{ atUs: 860_000, lengthUs: 150_000 }],
    });
    for (let at = 1_011_000; at <= 2 * SECOND; at += 1_000) watch.turned(T0 + at);
    expect(watch.take(T0 + 2 * SECOND)).toMatchObject({ loopDelayMaxUs: 149_000, blocks: [] });
    watch.turned(T0 + 2 * SECOND + 1_000);
    expect(watch.take(T0 + 3 * SECOND).loopDelayMaxUs).toBe(0);
    watch.close();
  });

  test('longer than a second counts in every second it touches', () => {
    const watch = turnedUntil(3_200_000, [[500_000, 3_200_000]]);
    const delays = [1, 2, 3].map((second) => watch.take(T0 + second * SECOND).loopDelayMaxUs);
    expect(delays).toEqual([2_699_000, 2_699_000, 2_699_000]);
    watch.close();
  });
});
