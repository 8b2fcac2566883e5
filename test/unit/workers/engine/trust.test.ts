import { describe, expect, test } from 'vitest';
import type { GeneratorSecond, RunSecond, SeriesCounts } from '../../../../src/contract/tick.ts';
import { disturbancesOf, disturbanceText, trustOf } from '../../../../src/workers/engine/trust.ts';

const calm: GeneratorSecond = {
  thread: 0,
  kind: 'http',
  loopDelayMaxUs: 4_000,
  loopUtilisation: 0.4,
  gcPauseUs: 3_000,
  blocks: [],
  latenessMaxUs: 3_000,
  latenessP99Us: 1_500,
  queuedMaxUs: 0,
  clientErrors: 0,
};

function secondOf(
  second: number,
  change: {
    generator?: Partial<GeneratorSecond>;
    machine?: Partial<RunSecond['machine']>;
    counts?: Partial<SeriesCounts>;
  } = {},
): RunSecond {
  const counts = { planned: 1_000, sent: 1_000, dropped: 0, ...change.counts } as SeriesCounts;
  return {
    second,
    lengthUs: 1_000_000,
    users: 0,
    series: [{ series: 0, counts, histograms: {} as never }],
    failures: [],
    exemplars: [],
    streams: [],
    generators: [calm, { ...calm, thread: 1, ...change.generator }],
    machine: { processCpu: 0.3, machineCpu: 0.6, rssBytes: 1, sleptUs: 0, ...change.machine },
  };
}

const minute = (change: (second: number) => Parameters<typeof secondOf>[1]) =>
  Array.from({ length: 60 }, (_, second) => secondOf(second, change(second)));

describe('a second', () => {
  test.each([
    [{ machine: { sleptUs: 1_500_000 } }, { code: 'slept', value: 1_500, limit: 1_000, unit: 'ms' }],
    [{ generator: { loopDelayMaxUs: 150_000 } }, { code: 'loop', value: 150, limit: 50, unit: 'ms' }],
    [{ generator: { latenessP99Us: 20_001 } }, { code: 'lateness', value: 20.001, limit: 20, unit: 'ms' }],
    [{ generator: { loopUtilisation: 0.96 } }, { code: 'utilisation', value: 96, limit: 95, unit: '%' }],
    [{ generator: { gcPauseUs: 120_000 } }, { code: 'gc', value: 120, limit: 100, unit: 'ms' }],
    [{ machine: { machineCpu: 0.99 } }, { code: 'cpu', value: 99, limit: 97, unit: '%' }],
    [{ generator: { clientErrors: 2 } }, { code: 'limits', value: 2, limit: 0, unit: 'requests' }],
    [{ counts: { dropped: 10 } }, { code: 'dropped', value: 1, limit: 0.1, unit: '%' }],
    [{ generator: { queuedMaxUs: 250_000 } }, { code: 'queued', value: 250, limit: 100, unit: 'ms' }],
  ] as const)('disturbed by %j', (change, disturbance) => {
    expect(disturbancesOf(secondOf(0, change))).toEqual([disturbance]);
  });

  test('without disturbance says nothing; with two it names both', () => {
    expect(disturbanceText(secondOf(0))).toBe('');
    expect(
      disturbanceText(secondOf(0, { generator: { loopDelayMaxUs: 150_400 }, machine: { machineCpu: 1 } })),
    ).toBe('load thread blocked 150 ms; processor busy 100 %');
  });

  test('a busy loop is no disturbance in spin mode', () => {
    expect(disturbancesOf(secondOf(0, { generator: { loopUtilisation: 1 } }), 'spin')).toEqual([]);
  });
});

describe('a run', () => {
  const judge = (seconds: readonly RunSecond[], warmupMs = 0) => trustOf(seconds, { warmupMs });

  test('seconds in which only a cap was reached lower the verdict, and are not left out: a stall does that too', () => {
    const capped = judge(minute((second) => (second < 20 ? { counts: { dropped: 400 } } : {})));
    expect([capped.verdict, capped.badSeconds]).toEqual(['untrustworthy', []]);
    expect(capped.sentence).toBe(
      'The load generator itself was not disturbed. In 20 of 60 seconds as many requests were open as the plan allows: what was due then was not sent or waited, whether the target stalled or the cap is too low.',
    );
    const blocked = judge(
      minute((second) =>
        second < 20 ? { counts: { dropped: 400 }, generator: { loopDelayMaxUs: 90_000 } } : {},
      ),
    );
    expect(blocked.badSeconds).toHaveLength(20);
  });

  test('that measured nothing outside its warm-up has nothing to be judged by', () => {
    expect(judge([secondOf(0)], 5_000).sentence).toBe(
      'No second was measured outside the warm-up: there is nothing to judge yet.',
    );
  });

  test('without disturbance is trusted', () => {
    expect(judge(minute(() => ({})))).toEqual({
      verdict: 'trusted',
      sentence: 'The load generator kept to the plan in every second.',
      reasons: [],
      badSeconds: [],
      blocks: [],
    });
  });

  test('with a 150 ms block every five seconds is degraded, the blocks located', () => {
    const trust = judge(
      minute((second) =>
        second % 5 === 2
          ? {
              generator: {
                loopDelayMaxUs: 150_000,
                blocks: [{ atUs: second * 1_000_000 + 400_000, lengthUs: 150_000 }],
              },
            }
          : {},
      ),
    );
    expect(trust.verdict).toBe('degraded');
    expect(trust.badSeconds).toEqual([2, 7, 12, 17, 22, 27, 32, 37, 42, 47, 52, 57]);
    expect(trust.blocks[1]).toEqual({ thread: 1, atMs: 7_400, lengthMs: 150 });
    expect(trust.reasons.map(({ code, sentence }) => [code, sentence])).toEqual([
      ['generator.loop', 'A load thread was blocked in 12 of 60 s, at worst 150 ms.'],
    ]);
  });

  test('is untrustworthy when a third of its seconds are bad, or one request in twenty was never sent', () => {
    const busy = { machine: { machineCpu: 1 } };
    expect(judge(minute((second) => (second < 18 ? busy : {}))).verdict).toBe('degraded');
    expect(judge(minute((second) => (second < 19 ? busy : {}))).verdict).toBe('untrustworthy');
    expect(judge(minute((second) => (second === 3 ? { counts: { dropped: 3_100 } } : {}))).verdict).toBe(
      'untrustworthy',
    );
  });

  test('bears one bad second in a hundred, but never a sleep', () => {
    const hundred = Array.from({ length: 100 }, (_, second) => secondOf(second));
    hundred[40] = secondOf(40, { generator: { loopDelayMaxUs: 60_000 } });
    expect(judge(hundred)).toMatchObject({
      verdict: 'trusted',
      sentence: 'The load generator kept to the plan; it was disturbed in 1 of 100 seconds.',
    });
    hundred[40] = secondOf(40, { machine: { sleptUs: 30_000_000 } });
    expect(judge(hundred).verdict).toBe('degraded');
  });

  test('is not judged by its warm-up', () => {
    const seconds = minute((second) => (second < 5 ? { machine: { machineCpu: 1 } } : {}));
    expect(judge(seconds, 5_000)).toMatchObject({ verdict: 'trusted', badSeconds: [] });
  });
});
