import { describe, expect, it } from 'vitest';
import { ReadingCost } from '../../../../../src/workers/target-watch/metrics/reading-cost.ts';

/** What is said after each of so many readings, of which each takes this many ms of CPU in two parts. */
function saidOf(costs: readonly number[]) {
  let usedUs = 0;
  const cost = new ReadingCost(() => usedUs);
  return costs.map((ms) => {
    for (const share of [0.25, 0.75])
      cost.count(() => {
        usedUs += ms * 1_000 * share;
      });
    // Others use the thread in between.
    usedUs += 1_000_000;
    return cost.read();
  });
}
const readings = (count: number, ms: number) => Array.from({ length: count }, () => ms);

describe('a page that costs more than 1% of a core', () => {
  it('says so once, by the mean of ten readings, the first five left out', () => {
    const said = saidOf([
      ...readings(5, 900),
      ...readings(5, 100),
      ...readings(5, 260),
      ...readings(30, 500),
    ]);
    expect(said.flatMap((text, nth) => (text === null ? [] : [[nth, text]]))).toEqual([
      [14, 'Reading this page takes 180 ms of CPU a second.'],
    ]);
  });

  it('says so when it has grown, and nothing where it costs no more than that', () => {
    expect(saidOf([...readings(5, 900), ...readings(60, 10)]).every((text) => text === null)).toBe(true);
    const said = saidOf([...readings(25, 2), ...readings(10, 11), ...readings(10, 99)]);
    expect(said.filter((text) => text !== null)).toEqual(['Reading this page takes 11 ms of CPU a second.']);
  });
});
