import { describe, expect, test } from 'vitest';
import type { Area } from '../../../../../src/contract/area.ts';
import { countSums } from '../../../../../src/renderer/result/analysis/heatmap/count-sums.ts';
import { heatRamp, heatStep } from '../../../../../src/renderer/result/analysis/heatmap/heat-colors.ts';
import {
  bandAtY,
  bandPlace,
  latencyTicks,
  secondAtX,
  timeTicks,
  xOfSecond,
  yOfBand,
} from '../../../../../src/renderer/result/analysis/heatmap/heat-frame.ts';
import {
  cellAt,
  columnSeconds,
  foldHeatmap,
  shownBands,
} from '../../../../../src/renderer/result/analysis/heatmap/heat-grid.ts';
import {
  latencyWords,
  spanWords,
  spokenCell,
} from '../../../../../src/renderer/result/analysis/selecting/area-words.ts';
import { seededRandom } from '../../../../support/seeded-random.ts';
import { madeHeatmap } from './made-heatmap.ts';

describe('columns of a heatmap', () => {
  test('are of the fewest seconds that are three pixels wide', () => {
    const of = (seconds: number) => columnSeconds({ from: 0, to: seconds }, 1_190);
    expect([100, 396, 397, 793, 794, 1_200, 3_600, 28_800].map(of)).toEqual([1, 1, 2, 2, 5, 5, 10, 60]);
  });

  test('hold what their seconds hold; one without any stored second is missing', () => {
    const grid = foldHeatmap(
      madeHeatmap({
        seconds: 5,
        fromBand: 40,
        toBand: 41,
        cells: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
        missing: [1, 4],
      }),
      2,
    );
    expect([...grid.counts]).toEqual([10, 26, 19]);
    expect([0, 2, 4].map((second) => [cellAt(grid, second, 40), cellAt(grid, second, 41)])).toEqual([
      [4, 6],
      [12, 14],
      [9, 10],
    ]);
    expect(cellAt(grid, 0, 79)).toBe(0);
    expect([...grid.isMissing]).toEqual([0, 0, 1]);
    expect(grid.max).toBe(14);
  });

  test('leave room above and below, within what there is', () => {
    expect(shownBands({ fromBand: 20, toBand: 60 })).toEqual({ from: 19, to: 63 });
    expect(shownBands({ fromBand: 78, toBand: 79 })).toEqual({ from: 64, to: 79 });
    expect(shownBands({ fromBand: 0, toBand: -1 })).toEqual({ from: 15, to: 50 });
  });
});

describe('colours of cells', () => {
  test('twelve steps of a power below one: few are seen among many', () => {
    expect([0, 1, 10, 50, 100, 139].map((count) => heatStep(count, 139))).toEqual([-1, 1, 4, 8, 10, 11]);
    expect(heatStep(1, 1)).toBe(11);
  });

  test('run from the first colour of a theme to its last', () => {
    expect(heatRamp('light')[0]).toEqual([0x7c, 0x97, 0xb3]);
    expect(heatRamp('light')[11]).toEqual([0x0a, 0x30, 0x54]);
    expect(heatRamp('dark')).toHaveLength(12);
  });
});

test('any area is counted as its cells sum up', () => {
  const random = seededRandom(7);
  const cells = Array.from({ length: 40 * 9 }, () => Math.floor(random() * 20));
  const failed = Array.from({ length: 40 }, (_, second) => (second === 12 ? 7 : 0));
  const { countIn, failedIn } = countSums(
    madeHeatmap({ seconds: 40, fromBand: 30, toBand: 38, cells, failed }),
  );
  expect([failedIn({ fromSecond: 0, toSecond: 11 }), failedIn({ fromSecond: 12, toSecond: 12 })]).toEqual([
    0, 7,
  ]);
  for (let nth = 0; nth < 200; nth += 1) {
    const [from, low] = [Math.floor(random() * 40), Math.floor(random() * 80)];
    const area: Area = {
      fromSecond: from,
      toSecond: from + Math.floor(random() * 50),
      fromBand: low,
      toBand: low + Math.floor(random() * (80 - low)),
    };
    const counted = cells.reduce((sum, count, at) => {
      const [second, band] = [Math.floor(at / 9), 30 + (at % 9)];
      const isIn =
        second >= area.fromSecond && second <= area.toSecond && band >= area.fromBand && band <= area.toBand;
      return isIn ? sum + count : sum;
    }, 0);
    expect(countIn(area)).toBe(counted);
  }
});

test('an area is a part of the measured time, unless it reaches into the warm-up', () => {
  const { countAround } = countSums(
    madeHeatmap({ seconds: 4, fromBand: 30, toBand: 30, cells: [100, 10, 3, 4], warmupSeconds: 2 }),
  );
  const band = { fromBand: 30, toBand: 30 };
  expect(countAround({ fromSecond: 3, toSecond: 3, ...band })).toBe(7);
  expect(countAround({ fromSecond: 1, toSecond: 3, ...band })).toBe(117);
});

describe('places on the picture', () => {
  const frame = {
    left: 50,
    top: 10,
    width: 600,
    height: 320,
    zoom: { from: 60, to: 120 },
    bands: { from: 20, to: 51 },
  };

  test('seconds and bands lead to pixels and back', () => {
    expect(xOfSecond(frame, 90)).toBe(350);
    expect(secondAtX(frame, 350)).toBe(90);
    expect([yOfBand(frame, 20), yOfBand(frame, 52)]).toEqual([330, 10]);
    expect(bandAtY(frame, yOfBand(frame, 33.5))).toBeCloseTo(33.5, 9);
  });

  test('latencies lie on the edges of bands where those are', () => {
    expect([1, 8, 512].map(bandPlace)).toEqual([16, 28, 52]);
    expect([0, 0.0001, 999_999].map(bandPlace)).toEqual([0, 0, 80]);
  });

  test('axes have round names, far enough apart', () => {
    expect(latencyTicks(frame)).toEqual([10, 100]);
    expect(timeTicks(frame)).toEqual([60, 70, 80, 90, 100, 110, 120]);
  });
});

test('areas and cells in words', () => {
  const area = { fromSecond: 598, toSecond: 609, fromBand: 52, toBand: 56 };
  expect(spanWords(area)).toBe('9:58 – 10:10 (12 s)');
  expect(latencyWords(area)).toBe('512 ms – 1,218 ms');
  expect(latencyWords({ fromBand: 52, toBand: 79 })).toBe('from 512 ms');
  expect(latencyWords({ fromBand: 0, toBand: 35 })).toBe('below 32 ms');
  expect(spokenCell({ second: 603, band: 55 }, 1, 47)).toBe('10:03, 861 to 1,024 ms, 47 requests');
  expect(spokenCell({ second: 600, band: 8 }, 5, 1)).toBe('10:00 to 10:05, 0.25 to 0.3 ms, 1 request');
});
