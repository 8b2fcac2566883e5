import { expect, test } from 'vitest';
import { analyseStored } from '../../../../../../src/main/services/analysis/analysis.ts';
import { makePlan } from '../../../../../support/made-plan.ts';
import {
  COMPLETED,
  makeGenerator,
  makeRun,
  makeSecond,
  makeSeriesSecond,
} from '../../../../../support/made-seconds.ts';

const DISTURBED = 7;
const seconds = Array.from({ length: 20 }, (_, second) =>
  makeSecond(second, [makeSeriesSecond(0, second === DISTURBED ? [900, 950] : [10, 12])], {
    generators: [
      makeGenerator(),
      makeGenerator({ thread: 1, loopDelayMaxUs: second === DISTURBED ? 150_000 : 2_000 }),
    ],
  }),
);
const run = makeRun(makePlan());

test('marks the second in which the generator was disturbed', () => {
  const { trust, perSecond } = analyseStored(run, seconds, COMPLETED);
  expect(trust.badSeconds).toEqual([DISTURBED]);
  expect(trust.verdict).toBe('degraded');
  expect(perSecond[DISTURBED]).toMatchObject({ trusted: false, disturbance: 'load thread blocked 150 ms' });
  expect(perSecond.filter((row) => !row.trusted)).toHaveLength(1);
  expect(perSecond[DISTURBED]?.generator.loopDelayMaxMs).toBe(150);
});

test('shows who else used the CPU, second by second, and null where the system does not say', () => {
  const machine = { processCpu: 0.1, machineCpu: 0.7, rssBytes: 1, sleptUs: 0 };
  const told = makeSecond(0, [makeSeriesSecond(0, [10])], {
    machine: { ...machine, othersCpu: 0.5, stolen: 0.02 },
  });
  const untold = makeSecond(1, [makeSeriesSecond(0, [10])], { machine });
  const { perSecond } = analyseStored(run, [told, untold], COMPLETED);
  expect(perSecond.map(({ generator: { othersCpu, stolen } }) => [othersCpu, stolen])).toEqual([
    [0.5, 0.02],
    [null, null],
  ]);
});

test('leaves it out of the figures on request, never out of the books', () => {
  const whole = analyseStored(run, seconds, COMPLETED);
  const without = analyseStored(run, seconds, { ...COMPLETED, excludeBadSeconds: true });
  expect([whole.overallTimeMs.max, without.overallTimeMs.max]).toEqual([950, 12]);
  expect([whole.totals.sent, without.totals.sent]).toEqual([40, 40]);
  expect(without.endpoints[0]?.count).toBe(38);
  expect(without.ratePerSecond).toBe(2);
  expect(without.run.badSecondsExcluded).toBe(true);
  expect(without.trust).toEqual(whole.trust);
});

test('a range and the exclusion together', () => {
  const part = { ...COMPLETED, fromSecond: 6, toSecond: 8, excludeBadSeconds: true };
  const { endpoints, totals, run: head } = analyseStored(run, seconds, part);
  expect([endpoints[0]?.count, totals.sent]).toEqual([4, 6]);
  expect(head.range).toEqual({ fromSecond: 6, toSecond: 8 });
});
