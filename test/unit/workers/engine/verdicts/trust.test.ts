import { describe, expect, test } from 'vitest';
import type { RunSecond, SeriesCounts } from '../../../../../src/contract/tick.ts';
import {
  gaugesOfVersion1,
  type MachineVersion1,
  type ThreadVersion1,
} from '../../../../../src/main/storage/stored-gauges.ts';
import {
  disturbancesOf,
  disturbanceText,
  trustOf,
} from '../../../../../src/workers/engine/verdicts/trust.ts';

const calm: ThreadVersion1 = {
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
    generator?: Partial<ThreadVersion1>;
    machine?: Partial<MachineVersion1>;
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
    ...gaugesOfVersion1([calm, { ...calm, thread: 1, ...change.generator }], {
      processCpu: 0.3,
      machineCpu: 0.6,
      rssBytes: 1,
      sleptUs: 0,
      ...change.machine,
    }),
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
    ).toBe('load thread blocked 150 ms; CPU busy 100%');
  });

  test('a busy loop is no disturbance in spin mode', () => {
    expect(disturbancesOf(secondOf(0, { generator: { loopUtilisation: 1 } }), 'spin')).toEqual([]);
  });
});

describe('who is behind a disturbed second', () => {
  const codes = (change: Parameters<typeof secondOf>[1]) =>
    disturbancesOf(secondOf(0, change)).map(({ code }) => code);
  const late = { latenessP99Us: 35_000 };
  const busyBeside = { machineCpu: 0.95, othersCpu: 0.7, processCpu: 0.25 };

  test('another program that uses the CPU, where starts were late', () => {
    expect(disturbancesOf(secondOf(0, { generator: late, machine: busyBeside }))).toEqual([
      { code: 'lateness', value: 35, limit: 20, unit: 'ms' },
      { code: 'others', value: 70, limit: 20, unit: '%' },
    ]);
    expect(disturbanceText(secondOf(0, { generator: late, machine: busyBeside }))).toBe(
      'starts late 35 ms; CPU used by other programs 70%',
    );
  });

  test('the hypervisor, where a load thread was blocked', () => {
    const change = { generator: { loopDelayMaxUs: 80_000 }, machine: { stolen: 0.12 } };
    expect(codes(change)).toEqual(['loop', 'stolen']);
  });

  test.each([['a busy machine that disturbed nothing', { machine: { ...busyBeside, stolen: 0.2 } }]])(
    'nobody: %s',
    (_, change) => {
      expect(codes(change)).toEqual([]);
    },
  );

  test.each([
    ['another program beside cores that are free', { ...busyBeside, othersCpu: 0.4, processCpu: 0.2 }],
    ['a program that uses next to nothing', { othersCpu: 0.1, processCpu: 0.9 }],
    ['steal below one in a hundred', { stolen: 0.01 }],
    ['a system that does not say', {}],
  ])('a late start alone: %s', (_, machine) => {
    expect(codes({ generator: late, machine })).toEqual(['lateness']);
  });

  test('garbage collection that was long by itself is not blamed on others', () => {
    expect(codes({ generator: { gcPauseUs: 120_000 }, machine: busyBeside })).toEqual(['gc']);
  });
});

describe('the sentence of a verdict names the main reason', () => {
  const sentence = (change: Parameters<typeof secondOf>[1], bad = 30) =>
    trustOf(
      minute((second) => (second < bad ? change : {})),
      { warmupMs: 0 },
    ).sentence;
  const blocked = { loopDelayMaxUs: 150_000 };

  test.each([
    [
      { generator: blocked, machine: { othersCpu: 0.74, processCpu: 0.2 } },
      'other programs on this machine, the target included if it runs here, used up to 74% of the CPU',
    ],
    [{ generator: blocked, machine: { stolen: 0.31 } }, 'the hypervisor gave up to 31% of the CPU to others'],
    [{ generator: blocked }, 'a load thread was blocked for up to 150 ms'],
    [{ generator: { ...blocked, gcPauseUs: 140_000 } }, 'garbage collection took up to 140 ms of a second'],
    [{ generator: { latenessP99Us: 90_000 } }, 'requests started up to 90 ms late'],
    [{ machine: { machineCpu: 1 } }, 'up to 100% of the CPU was used'],
    [{ generator: { loopUtilisation: 0.99 } }, 'a load thread was busy up to 99% of the time'],
    [{ generator: { clientErrors: 7 } }, 'up to 7 requests a second failed on this machine'],
    [{ machine: { sleptUs: 5_000_000 } }, 'the machine slept for up to 5000 ms'],
  ] as const)('%j', (change, why) => {
    expect(sentence(change)).toBe(
      `The load generator itself was disturbed in 30 of 60 seconds (${why}): the figures say more about this machine than about the target.`,
    );
  });

  test('a cause that holds for a few of the disturbed seconds is not the main one', () => {
    const seconds = minute((second) =>
      second < 12 ? { generator: blocked, machine: second < 2 ? { stolen: 0.3 } : {} } : {},
    );
    expect(trustOf(seconds, { warmupMs: 0 }).sentence).toBe(
      'The load generator itself was disturbed in 12 of 60 seconds (a load thread was blocked for up to 150 ms): read the figures without those seconds.',
    );
  });
});

describe('a run', () => {
  const judge = (seconds: readonly RunSecond[], warmupMs = 0) => trustOf(seconds, { warmupMs });

  test('seconds in which only a cap was reached lower the verdict, and are not left out: a stall does that too', () => {
    const capped = judge(minute((second) => (second < 20 ? { counts: { dropped: 400 } } : {})));
    expect([capped.verdict, capped.badSeconds]).toEqual(['untrustworthy', []]);
    expect(capped.sentence).toBe(
      'The load generator itself was not disturbed. In 20 of 60 seconds the in-flight limit was reached: due requests were dropped or delayed, whether the target stalled or the limit is too low.',
    );
    const blocked = judge(
      minute((second) =>
        second < 20 ? { counts: { dropped: 400 }, generator: { loopDelayMaxUs: 90_000 } } : {},
      ),
    );
    expect(blocked.badSeconds).toHaveLength(20);
  });

  test('that measured nothing outside its warm-up has nothing to be judged by', () => {
    for (const seconds of [[], [secondOf(0)]]) {
      const { verdict, sentence } = judge(seconds, 5_000);
      expect(verdict).toBe('not judged');
      expect(sentence).toBe('No second was measured outside the warm-up: there is nothing to judge.');
    }
  });

  test('that was over before its first second is trusted by nothing, and distrusted only for what was seen', () => {
    expect(judge([{ ...secondOf(0), lengthUs: 300_000 }])).toMatchObject({
      verdict: 'not judged',
      sentence: 'Only 0.3 s were measured: too short to judge the load generator.',
    });
    const busy = secondOf(0, { machine: { machineCpu: 1 }, generator: { loopUtilisation: 1 } });
    expect(judge([{ ...busy, lengthUs: 20_000 }]).verdict).toBe('not judged');
    expect(judge([busy]).verdict).toBe('untrustworthy');
    const late = secondOf(0, { generator: { loopDelayMaxUs: 60_000 } });
    expect(judge([{ ...late, lengthUs: 300_000 }])).toMatchObject({
      verdict: 'untrustworthy',
      badSeconds: [0],
    });
    expect(judge([secondOf(0), { ...secondOf(1), lengthUs: 300_000 }]).verdict).toBe('trusted');
  });

  test('without disturbance is trusted', () => {
    expect(judge(minute(() => ({})))).toEqual({
      verdict: 'trusted',
      sentence: 'The load generator stayed on schedule in every second.',
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
      sentence:
        'The load generator stayed on schedule; it was disturbed in 1 of 100 seconds (a load thread was blocked for up to 60 ms).',
    });
    hundred[40] = secondOf(40, { machine: { sleptUs: 30_000_000 } });
    expect(judge(hundred).verdict).toBe('degraded');
  });

  test('is not judged by its warm-up', () => {
    const seconds = minute((second) => (second < 5 ? { machine: { machineCpu: 1 } } : {}));
    expect(judge(seconds, 5_000)).toMatchObject({ verdict: 'trusted', badSeconds: [] });
  });
});
