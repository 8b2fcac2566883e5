import { describe, expect, it } from 'vitest';
import { noCounts, noHistograms } from '../../../../src/contract/counts.ts';
import { gaugesOf, readGauge } from '../../../../src/contract/gauges.ts';
import type { RunSecond, ThreadTick } from '../../../../src/contract/tick.ts';
import type { WatchedSecond } from '../../../../src/contract/watch.ts';
import { SecondCounters } from '../../../../src/workers/threads/second-counters.ts';
import { makeTick } from '../../../support/made-tick.ts';

const reading = (second: number, watch = 0): WatchedSecond => ({ second, watch, gauges: [] });

/** A thread that sent something in each second, and a sampler that is heard when the test says so. */
function watchedRun(seconds: number) {
  const emitted: RunSecond[] = [];
  let arrived: WatchedSecond[] = [];
  let heard = -1;
  let machineReads = 0;
  const book = new SecondCounters(
    {
      threads: [0],
      seconds,
      watches: {
        take: () => {
          const taken = arrived;
          arrived = [];
          return taken;
        },
        hasAllOf: (second) => heard >= second,
      },
    },
    () => gaugesOf({ 'machine.cpu': machineReads++ }),
    (second) => emitted.push(second),
  );
  const hear = (...entries: WatchedSecond[]) => {
    arrived.push(...entries);
    heard = Math.max(heard, ...entries.map(({ second }) => second));
    book.hearWatches();
  };
  const tick = (second: number, change: Partial<ThreadTick> = {}): void =>
    book.add(
      makeTick(0, second, {
        series: [{ series: 0, counts: { ...noCounts(), ok: 1, sent: 1 }, histograms: noHistograms() }],
        ...change,
      }),
    );
  const told = () => emitted.map(({ second, watched }) => [second, watched?.map((one) => one.second)]);
  return { book, emitted, hear, tick, told };
}

describe('seconds of a run that is watched', () => {
  it('are given on with what was heard by then, and wait for nothing', () => {
    const { hear, tick, told } = watchedRun(10);
    hear(reading(0));
    tick(0);
    tick(1);
    hear(reading(1));
    hear(reading(2));
    tick(2);
    expect(told()).toEqual([
      [0, [0]],
      [1, undefined],
      [2, [1, 2]],
    ]);
  });

  it('the last of the plan waits for its own readings, and no longer', () => {
    const { book, emitted, hear, tick, told } = watchedRun(2);
    hear(reading(0));
    tick(0);
    tick(1);
    tick(2, { last: true, series: [] });
    expect(told()).toEqual([[0, [0]]]);
    book.loadOver();
    hear(reading(1));
    expect(told()).toEqual([
      [0, [0]],
      [1, [1]],
    ]);
    book.close(2_000_400);
    expect(told()).toHaveLength(2);
    // Read when the second was over, not when it was given on.
    expect(emitted.map((second) => readGauge(second, 'machine.cpu'))).toEqual([0, 1]);
  });

  it('the last of the plan is given on at the end where its readings never came', () => {
    const { book, tick, told } = watchedRun(1);
    tick(0);
    tick(1, { last: true, series: [] });
    book.loadOver();
    book.close(1_000_400);
    expect(told()).toEqual([[0, undefined]]);
  });

  it('goes on after its plan: the second after the last is not held up by it once it is read', () => {
    const { book, emitted, hear, tick, told } = watchedRun(1);
    tick(0);
    tick(1);
    expect(told()).toEqual([]);
    hear(reading(0));
    expect(told()).toEqual([
      [0, [0]],
      [1, undefined],
    ]);
    tick(2, { last: true });
    book.loadOver();
    book.close(2_300_000);
    expect(emitted.map((second) => readGauge(second, 'machine.cpu'))).toEqual([0, 1, 2]);
  });

  it.each([
    ['ends within the second after', 1_400_000, 100_000],
    ['is over at once', 1_000_300, 300],
    ['is counted to end before', 900_000, 1],
  ])(
    'a run whose threads were all lost and that %s brings what was heard last',
    (_, durationUs, lengthUs) => {
      const { book, emitted, hear, tick, told } = watchedRun(60);
      tick(0);
      book.lose(0);
      book.loadOver();
      hear(reading(0), reading(1));
      book.close(durationUs);
      expect(told()).toEqual([
        [0, undefined],
        [1, [0, 1]],
      ]);
      expect(emitted.map((second) => second.lengthUs)).toEqual([1_000_000, lengthUs]);
    },
  );

  it('no second is added where nothing more was heard', () => {
    const { book, hear, tick, told } = watchedRun(60);
    hear(reading(0));
    tick(0);
    book.lose(0);
    book.loadOver();
    book.close(1_400_000);
    expect(told()).toEqual([[0, [0]]]);
  });

  it('a moment at the end that is no second is one where readings would be lost without it', () => {
    const { book, emitted, hear, tick, told } = watchedRun(60);
    tick(0);
    tick(1, { last: true, series: [] });
    book.loadOver();
    hear(reading(0));
    book.close(1_020_000);
    expect(told()).toEqual([
      [0, undefined],
      [1, [0]],
    ]);
    expect(emitted.map(({ lengthUs }) => lengthUs)).toEqual([1_000_000, 20_000]);
  });
});
