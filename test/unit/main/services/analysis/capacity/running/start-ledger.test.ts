import { expect, test } from 'vitest';
import type { StartSlot } from '../../../../../../../src/contract/start-counts.ts';
import { countedSecond } from '../../../../../../../src/main/services/analysis/capacity/running/start-ledger.ts';
import { makeGenerator, makeSecond, makeSeriesSecond } from '../../../../../../support/made-seconds.ts';

const OPTIONS = { counting: { series: [0, 2] }, precision: 'tick' } as const;
const slot: StartSlot = {
  ...{ slot: 8, starts: 3, ok: 2, failures: {}, open: 1, beyond: [1], latencies: [300, 2] },
};

const series = [
  makeSeriesSecond(0, [5, 6], {
    counts: { errors: 3, targetErrors: 2, inFlight: 4, waiting: 1 },
  }),
  makeSeriesSecond(1, [7, 8, 9], { counts: { inFlight: 100, waiting: 100, errors: 50, targetErrors: 50 } }),
  makeSeriesSecond(2, [5], { counts: { inFlight: 2 } }),
];

test('a search is told of the series that count, and which slots are known', () => {
  expect(countedSecond(makeSecond(3, series, { starts: [slot] }), OPTIONS)).toEqual({
    second: 3,
    slots: [slot],
    ok: 3,
    failed: 2,
    inFlight: 7,
    trusted: true,
  });
});

test('a second in which none is known, or nothing happened, is told as well', () => {
  expect(countedSecond(makeSecond(0, []), OPTIONS)).toEqual({
    second: 0,
    slots: [],
    ok: 0,
    failed: 0,
    inFlight: 0,
    trusted: true,
  });
});

test('a disturbed second is not trusted; one in which requests were dropped is', () => {
  const late = makeSecond(3, series, { generators: [makeGenerator({ loopDelayMaxUs: 80_000 })] });
  expect(countedSecond(late, OPTIONS).trusted).toBe(false);
  const dropped = makeSecond(3, [makeSeriesSecond(0, [5], { counts: { planned: 9, dropped: 8 } })]);
  expect(countedSecond(dropped, OPTIONS).trusted).toBe(true);
});
