import { describe, expect, it } from 'vitest';
import type { WatchedSecond } from '../../../../../../src/contract/watch.ts';
import { analyseStored, createAnalysis } from '../../../../../../src/main/services/analysis/analysis.ts';
import { COMPLETED, makeGenerator, makeRun } from '../../../../../support/made-seconds.ts';
import {
  DATABASE,
  GATEWAY,
  makeCpu,
  makeMemory,
  makeWatched,
  watchedPlan,
  watchedSecond,
} from '../../../../../support/made-watches.ts';

const run = (change = {}) => makeRun(watchedPlan([GATEWAY, DATABASE], change));
/** Memory grows by one each second, from 100 on. */
const growing = (count: number, warmupMs = 0) =>
  analyseStored(
    run({ warmupMs }),
    Array.from({ length: count }, (_, second) =>
      watchedSecond(second, [makeWatched(second, [makeMemory(100 + second)])]),
    ),
    COMPLETED,
  );
const database = (second: number, change: Partial<WatchedSecond>) =>
  makeWatched(second, [], { watch: 1, ...change });

describe('what a document tells of watches', () => {
  it('has no word of them where nothing is watched', () => {
    const document = analyseStored(makeRun(watchedPlan([])), [watchedSecond(0, [])], COMPLETED);
    expect('watches' in document).toBe(false);
    expect('gauges' in document).toBe(false);
  });

  it('names each watch, its service and its source, also where nothing came', () => {
    const { watches, gauges } = analyseStored(run(), [watchedSecond(0, []), watchedSecond(1, [])], COMPLETED);
    expect(watches?.map(({ watch, service, source }) => [watch, service, source])).toEqual([
      ['gateway', 'gateway', 'port:8000'],
      ['database', null, 'prometheus:http://localhost:9187/metrics'],
    ]);
    expect(watches?.[0]?.gaps).toEqual([{ fromSecond: 0, toSecond: 1, reason: 'No reading came.' }]);
    expect(gauges).toEqual([]);
  });

  it('has the figures of each second, wherever they came', () => {
    const { gauges } = analyseStored(
      run(),
      [
        watchedSecond(0, []),
        watchedSecond(1, [makeWatched(0, [makeCpu(0.5)]), makeWatched(1, [makeCpu(0.75)])]),
        watchedSecond(2, []),
        watchedSecond(3, [makeWatched(2, [makeMemory(10)]), makeWatched(3, [makeCpu(1)])]),
      ],
      COMPLETED,
    );
    expect(gauges?.map(({ name, perSecond }) => [name, perSecond])).toEqual([
      ['target_cpu_usage_cores', [0.5, 0.75, null, 1]],
      ['target_memory_resident_bytes', [null, null, 10, null]],
    ]);
    expect(gauges?.[0]).toMatchObject({ watch: 'gateway', unit: 'cores', title: 'CPU' });
  });

  it('misses nothing of a second that the run did not finish', () => {
    const { watches } = analyseStored(
      run(),
      [
        watchedSecond(0, [makeWatched(0, [makeCpu(1)]), database(0, { gap: 'Answered 500.' })]),
        watchedSecond(1, [makeWatched(1, []), database(1, {})], { lengthUs: 20_000 }),
      ],
      COMPLETED,
    );
    expect(watches?.map(({ gaps }) => gaps)).toEqual([
      [],
      [{ fromSecond: 0, toSecond: 0, reason: 'Answered 500.' }],
    ]);
  });

  it('tells what was found missing in a second that the run did not finish', () => {
    const gap = 'Restarted at 0:01.';
    const { watches } = analyseStored(
      run(),
      [
        watchedSecond(0, [makeWatched(0, [makeCpu(1)])]),
        watchedSecond(1, [makeWatched(1, [], { gap })], { lengthUs: 700_000 }),
      ],
      COMPLETED,
    );
    expect(watches?.[0]?.gaps).toEqual([{ fromSecond: 1, toSecond: 1, reason: gap }]);
  });

  it.each([
    ['Restarted at 0:02.', 3],
    ['Its counters began anew. It has no metric x.', 3],
    ['It has no metric x.', 1],
  ])('begins with the first reading since another process may be there: %s', (gap, first) => {
    const seconds = [1, 2, 3, 4].map((value, second) =>
      watchedSecond(second, [makeWatched(second, [makeCpu(value)], second === 2 ? { gap } : {})]),
    );
    expect(analyseStored(run(), seconds, COMPLETED).gauges?.[0]?.statistics).toMatchObject({
      first,
      last: 4,
    });
  });

  it('is aligned with the seconds that were stored where one is lost', () => {
    const { perSecond, gauges } = analyseStored(
      run(),
      [0, 1, 3].map((second) => watchedSecond(second, [makeWatched(second, [makeCpu(second)])])),
      COMPLETED,
    );
    expect(perSecond.map(({ second }) => second)).toEqual([0, 1, 3]);
    expect(gauges?.[0]?.perSecond).toEqual([0, 1, 3]);
  });

  it('has no seconds where none were asked for, and the same statistics', () => {
    const seconds = [watchedSecond(0, [makeWatched(0, [makeCpu(0.5)])])];
    const { gauges } = analyseStored(run(), seconds, { ...COMPLETED, withSeconds: false });
    expect(gauges?.[0]?.perSecond).toEqual([]);
    expect(gauges?.[0]?.statistics).toEqual({
      min: 0.5,
      mean: 0.5,
      p95: 0.5,
      max: 0.5,
      first: 0.5,
      last: 0.5,
      seconds: 1,
    });
  });

  it('leaves the warm-up out of statistics, not out of the seconds', () => {
    const gauge = growing(20, 5_000).gauges?.[0];
    expect(gauge?.statistics).toEqual({
      min: 105,
      mean: 112,
      p95: 119,
      max: 119,
      first: 105,
      last: 119,
      seconds: 15,
    });
    expect(gauge?.perSecond[0]).toBe(100);
  });

  it('tells a chosen part, and a reading of its last second that came later', () => {
    const seconds = Array.from({ length: 10 }, (_, second) =>
      watchedSecond(second, second === 0 ? [] : [makeWatched(second - 1, [makeCpu(second - 1)])]),
    );
    const { gauges } = analyseStored(run(), seconds, { ...COMPLETED, fromSecond: 3, toSecond: 6 });
    expect(gauges?.[0]?.statistics).toMatchObject({ first: 3, last: 6, seconds: 4 });
  });

  it('keeps what was read in disturbed seconds: only the load generator was disturbed', () => {
    const generators = [makeGenerator({ loopDelayMaxUs: 400_000, latenessMaxUs: 400_000 })];
    const seconds = Array.from({ length: 10 }, (_, second) =>
      watchedSecond(second, [makeWatched(second, [makeCpu(second)])], second === 4 ? { generators } : {}),
    );
    const { gauges, trust } = analyseStored(run(), seconds, { ...COMPLETED, excludeBadSeconds: true });
    expect(trust.badSeconds).toEqual([4]);
    expect(gauges?.[0]?.statistics?.seconds).toBe(10);
    expect(gauges?.[0]?.perSecond[4]).toBe(4);
  });

  it('puts seconds without figures together by their reason', () => {
    const nobody = 'Nobody listens on port 8000.';
    const { watches } = analyseStored(
      run(),
      [
        watchedSecond(0, [makeWatched(0, [makeCpu(1)], { found: 'process 7 (node)' })]),
        watchedSecond(1, [makeWatched(1, [], { gap: nobody })]),
        watchedSecond(2, [makeWatched(2, [], { gap: nobody })]),
        watchedSecond(3, [makeWatched(3, [], { gap: 'Restarted at 0:03.', found: 'process 9 (node)' })]),
        watchedSecond(4, [makeWatched(4, [makeCpu(1)]), database(4, { gap: 'Answered 500.' })]),
      ],
      COMPLETED,
    );
    expect(watches?.[0]?.gaps).toEqual([
      { fromSecond: 1, toSecond: 2, reason: nobody },
      { fromSecond: 3, toSecond: 3, reason: 'Restarted at 0:03.' },
    ]);
    expect(watches?.[0]?.found).toEqual([
      { fromSecond: 0, text: 'process 7 (node)' },
      { fromSecond: 3, text: 'process 9 (node)' },
    ]);
    expect(watches?.[1]?.gaps).toEqual([
      { fromSecond: 0, toSecond: 3, reason: 'No reading came.' },
      { fromSecond: 4, toSecond: 4, reason: 'Answered 500.' },
    ]);
  });

  it('tells the gaps of a chosen part only', () => {
    const gap = 'Answered 500.';
    const seconds = Array.from({ length: 10 }, (_, second) =>
      watchedSecond(second, [makeWatched(second, [], { gap })]),
    );
    const of = (choice: object) => {
      const { watches } = analyseStored(run(), seconds, { ...COMPLETED, ...choice });
      return watches?.[0]?.gaps.map(({ fromSecond, toSecond }) => [fromSecond, toSecond]);
    };
    expect(of({ fromSecond: 2, toSecond: 4 })).toEqual([[2, 4]]);
    expect(of({ fromSecond: 2, toSecond: 4, outside: true })).toEqual([
      [0, 1],
      [5, 9],
    ]);
  });

  it('calls nothing missing that may still come while the run goes on', () => {
    const analysis = createAnalysis(run());
    analysis.add(watchedSecond(0, [makeWatched(0, [makeCpu(1)])]));
    analysis.add(watchedSecond(1, []));
    const running = { ...COMPLETED, state: 'running' } as const;
    expect(analysis.summary(running).watches?.[0]?.gaps).toEqual([]);
    expect(analysis.summary(COMPLETED).watches?.[0]?.gaps).toEqual([
      { fromSecond: 1, toSecond: 1, reason: 'No reading came.' },
    ]);
  });

  it('tells remarks once, and takes what is not finite for a gap', () => {
    const remarks = ['This system does not count network bytes per process.'];
    const { watches, gauges } = analyseStored(
      run(),
      [0, 1].map((second) =>
        watchedSecond(second, [makeWatched(second, [makeCpu(Number.NaN)], { remarks })]),
      ),
      COMPLETED,
    );
    expect(watches?.[0]?.remarks).toEqual(remarks);
    expect(gauges).toEqual([]);
  });

  it('lists five hundred gaps, and then one of all that follow', () => {
    const seconds = Array.from({ length: 600 }, (_, second) =>
      watchedSecond(second, [makeWatched(second, [], { gap: `Read ${second} ms late.` })], { requests: 0 }),
    );
    const gaps = analyseStored(run(), seconds, COMPLETED).watches?.[0]?.gaps ?? [];
    expect(gaps).toHaveLength(501);
    expect(gaps.at(-1)).toMatchObject({ fromSecond: 500, toSecond: 599 });
  });

  it('lists a hundred of what was found, and says that there was more', () => {
    const seconds = Array.from({ length: 150 }, (_, second) =>
      watchedSecond(second, [makeWatched(second, [], { found: `process ${second}` })]),
    );
    const [gateway] = analyseStored(run(), seconds, COMPLETED).watches ?? [];
    expect(gateway?.found).toHaveLength(100);
    expect(gateway?.remarks).toEqual(['Found anew more than 100 times: later ones are not listed.']);
  });
});

it('a run that goes on says of its targets what its seconds say, however often it was asked', () => {
  const seconds = Array.from({ length: 400 }, (_, second) =>
    watchedSecond(second, [
      makeWatched(second, [makeCpu(second % 100 < 50 ? 0.5 : 2), makeMemory(1e8 + second * 2e6)]),
    ]),
  );
  const running = { ...COMPLETED, state: 'running', withSeconds: false } as const;
  const asked = createAnalysis(run());
  for (const second of seconds) {
    asked.add(second);
    asked.summary(running);
  }
  const { findings, targetSentences } = asked.summary(running);
  const stored = analyseStored(run(), seconds, running);
  expect(findings).toEqual(stored.findings);
  expect(targetSentences).toEqual(stored.targetSentences);
  // It has no end yet.
  const leak = (all: typeof findings) => all.find(({ code }) => code === 'target.memory-leak')?.evidence;
  expect(leak(findings)).toMatch(/ and was still growing at 6:\d\d\. /);
  expect(leak(asked.summary(COMPLETED).findings)).toContain(' and was still growing at the end. ');
});
