/**
 * How often two series of runs are told apart, by the product's own rule (`judgeSeries`): 4,000 made-up series of each kind, fixed
 * seeds, against the table that the rule was chosen by, itself of 4,000. False verdicts and coverage may differ from it by 1.2 points,
 * what is found by 2.5, half-widths by 0.4; a figure that the table gives as a range may lie as far outside of it. Beside the
 * rule stand the ones that were not taken. What the table leaves open is said where it is drawn.
 * Run: `npm run bench comparison-rule` (some minutes; `-- --repeats 400` for a look). Ends with 1 where a bound is missed.
 */

import { OPEN_LOOKS } from '../../src/contract/run-series.ts';
import type { SeriesCell } from '../../src/contract/series-verdict.ts';
import { alternatedSides } from '../../src/main/services/compare/statistics/alternation.ts';
import { judgeSeries } from '../../src/main/services/compare/statistics/judge-series.ts';
import { mean, pairedT, plainT, welchT } from '../support/plain-tests.ts';
import {
  end,
  FALSE_POINTS,
  FOUND_POINTS,
  first,
  heading,
  held,
  holds,
  isFalse,
  isFound,
  line,
  OPEN,
  percentOf,
  REPEATS,
  TENTH,
} from '../support/rule-report.ts';
import { type Random, seededRandom } from '../support/seeded-random.ts';
import {
  inBlocks,
  type LogRun,
  type NoiseName,
  seriesOfLogs,
  simulatedLogs,
} from '../support/simulated-series.ts';

const WIDTH_POINTS = 0.4;
const LOOKS: readonly number[] = OPEN_LOOKS;
const RUNS = [3, 5, 8, 10] as const;
/** False verdicts, coverage and what is found of a tenth more, in percent, at 3, 5, 8 and 10 runs a side. */
const QUIET = [
  [4.7, 95.3, 36],
  [4.7, 95.3, 71],
  [4.8, 95.2, 94],
  [5.0, 95.0, 98],
] as const;
const TABLE: readonly (readonly [NoiseName, readonly (readonly [number, number, number])[]])[] = [
  ['quiet', QUIET],
  ['drift', QUIET],
  [
    'noisy',
    [
      [4.7, 95.3, 13],
      [4.7, 95.3, 24],
      [4.8, 95.2, 42],
      [5.0, 95.0, 51],
    ],
  ],
  [
    'odd',
    [
      [3.6, 96.4, 26],
      [4.1, 95.9, 58],
      [4.3, 95.7, 79],
      [4.5, 95.5, 83],
    ],
  ],
  [
    'slow',
    [
      [3.6, 96.4, 35],
      [2.9, 97.2, 60],
      [2.1, 97.9, 84],
      [1.5, 98.5, 91],
    ],
  ],
  [
    'unequal',
    [
      [4.9, 95.1, 18],
      [5.5, 94.5, 35],
      [5.6, 94.4, 59],
      [5.9, 94.1, 71],
    ],
  ],
];
const HALF_WIDTHS = [12.4, 7.7, 5.5, 4.8];

function rule(): void {
  heading('false / covered / +10% found, percent (wanted), at 3, 5, 8 and 10 runs a side');
  for (const [row, [noise, wanted]] of TABLE.entries()) {
    const widths: string[] = [];
    const cells = RUNS.map((runs, column) => {
      const random = seededRandom(1_000 * (row + 1) + runs);
      let [wrong, covered, found] = [0, 0, 0];
      const halves: number[] = [];
      for (let nth = 0; nth < REPEATS; nth += 1) {
        const same = judgeSeries(seriesOfLogs(simulatedLogs(random, { noise, runs, d: 0 })));
        if (isFalse(same)) wrong += 1;
        if (holds(first(same), 0)) covered += 1;
        const { estimate } = first(same);
        halves.push(((1 + estimate.highPercent / 100) / Math.exp(estimate.logRatio) - 1) * 100);
        const slower = first(judgeSeries(seriesOfLogs(simulatedLogs(random, { noise, runs, d: TENTH }))));
        if (isFound(slower)) found += 1;
      }
      const [falseWanted, coveredWanted, foundWanted] = wanted[column] ?? [0, 0, 0];
      const middle = halves.toSorted((one, other) => one - other)[Math.floor(REPEATS / 2)] ?? 0;
      widths.push(
        held(middle, HALF_WIDTHS[column] ?? 0, noise === 'quiet' ? WIDTH_POINTS : Number.POSITIVE_INFINITY),
      );
      return [
        held(percentOf(wrong), falseWanted, FALSE_POINTS),
        held(percentOf(covered), coveredWanted, FALSE_POINTS),
        held(percentOf(found), foundWanted, FOUND_POINTS, 0),
      ].join(' ');
    });
    console.log(`${noise.padEnd(10)}${cells.map((cell) => cell.padEnd(42)).join('')}`);
    // The median of exp(t·SE) − 1: the mean lies higher at three runs, by a few that are very wide.
    if (noise === 'quiet') line('half-width, median, quiet', widths);
  }
}

function limits(): void {
  heading('limits of the rule');
  const random = seededRandom(77);
  const cells = RUNS.map((runs) => {
    let wrong = 0;
    for (let nth = 0; nth < REPEATS; nth += 1)
      if (isFalse(judgeSeries(seriesOfLogs(simulatedLogs(random, { noise: 'lopsided', runs, d: 0 })))))
        wrong += 1;
    return percentOf(wrong);
  });
  // The largest of four: which number of runs it is of is not stated.
  line('false, standard deviations 1:3', [
    held(Math.max(...cells), 6.9, FALSE_POINTS),
    cells.map((one) => one.toFixed(1)).join(' '),
  ]);
  blocks(random);
}

/** A drift of −0.2 from the first run of a series to the last: the table leaves its direction open, and falling fits all of its figures. */
function drifting(random: Random, runs: number, d: number, sides = alternatedSides(runs)): LogRun[] {
  const logs = simulatedLogs(random, { noise: 'quiet', runs, d, sides });
  return logs.map(({ side, y }, index) => ({ side, y: y - (0.2 * index) / (logs.length - 1) }));
}

/** Of how many runs the table's two ranges are is not stated: three and ten fit the first, five and six the second. */
function blocks(random: Random): void {
  const [plain, own, power]: [string[], string[], string[]] = [[], [], []];
  for (const runs of [3, 5, 6, 10]) {
    let [byT, byRule, found] = [0, 0, 0];
    for (let nth = 0; nth < REPEATS; nth += 1) {
      const logs = drifting(random, runs, 0, inBlocks(runs));
      if (plainT(logs) <= 0.05) byT += 1;
      if (isFalse(judgeSeries(seriesOfLogs(logs)))) byRule += 1;
      const slower = judgeSeries(seriesOfLogs(drifting(random, runs, TENTH, inBlocks(runs))));
      if (isFound(first(slower))) found += 1;
    }
    plain.push(held(percentOf(byT), [40, 98], FOUND_POINTS, 0));
    own.push(held(percentOf(byRule), 5, FALSE_POINTS));
    const isOfRange = runs === 5 || runs === 6;
    power.push(isOfRange ? held(percentOf(found), [19, 29], FOUND_POINTS, 0) : percentOf(found).toFixed(0));
  }
  line('AAABBB, drift, 3 5 6 10: plain t', plain);
  line('AAABBB, drift, false, the rule', own);
  line('AAABBB, drift, +10% found, the rule', power);
}

/** Tests that were not taken: false on quiet machines, and +10% found there and under a drift of 0.2. */
function rejected(): void {
  heading('not taken: false / +10% found / +10% found under drift, at 3, 5 and 10 runs a side');
  for (const [row, [name, test, wanted]] of (
    [
      [
        'Welch t',
        welchT,
        [
          [3, 34, 4],
          [5, 73, 24],
          [5, 98, 79],
        ],
      ],
      [
        'paired t',
        pairedT,
        [
          [5, 26, 23],
          [5, 63, 62],
          [5, 97, 96],
        ],
      ],
    ] as const
  ).entries()) {
    const cells = [3, 5, 10].map((runs, column) => {
      const random = seededRandom(70_000 + 100 * row + runs);
      let [wrong, found, drifted] = [0, 0, 0];
      for (let nth = 0; nth < REPEATS; nth += 1) {
        if (test(simulatedLogs(random, { noise: 'quiet', runs, d: 0 })) <= 0.05) wrong += 1;
        if (test(simulatedLogs(random, { noise: 'quiet', runs, d: TENTH })) <= 0.05) found += 1;
        if (test(drifting(random, runs, TENTH)) <= 0.05) drifted += 1;
      }
      const [falseWanted = 0, foundWanted = 0, driftWanted = 0] = wanted[column] ?? [];
      return [
        held(percentOf(wrong), falseWanted, FALSE_POINTS, 0),
        held(percentOf(found), foundWanted, FOUND_POINTS, 0),
        held(percentOf(drifted), driftWanted, FOUND_POINTS, 0),
      ].join(' ');
    });
    line(name, cells);
  }
}

/** What a pilot of a few runs says that it takes, and whether so many do it. */
function planned(): void {
  heading('+10% found with as many runs as a pilot of 4, 5 or 6 runs a side asks for');
  for (const [noise, wanted] of [
    ['quiet', [80, 85]],
    ['noisy', [80, 85]],
    ['odd', 76],
  ] as const) {
    const random = seededRandom(9_000 + noise.length);
    const each = [4, 5, 6].map((pilot) => {
      let found = 0;
      for (let nth = 0; nth < REPEATS; nth += 1) {
        const seen = first(judgeSeries(seriesOfLogs(simulatedLogs(random, { noise, runs: pilot, d: 0 }))));
        const runs = seen.needed?.runs ?? 3;
        if (isFound(first(judgeSeries(seriesOfLogs(simulatedLogs(random, { noise, runs, d: TENTH }))))))
          found += 1;
      }
      return percentOf(found);
    });
    line(noise, [
      held(mean(each), wanted, FOUND_POINTS, 0),
      `pilots of 4, 5, 6: ${each.map((one) => one.toFixed(0)).join(', ')}`,
    ]);
  }
}

/** Verdicts of a series as it grows, look by look. */
function grown(random: Random, noise: NoiseName, d: number): SeriesCell[] {
  const logs = simulatedLogs(random, { noise, runs: 20, d });
  return OPEN_LOOKS.map((look) => first(judgeSeries(seriesOfLogs(logs.slice(0, 2 * look), { rule: OPEN }))));
}

function openLooks(): void {
  heading('open series, judged at 4, 6, 8, 12 and 20 runs a side at 1% each');
  for (const [row, [noise]] of TABLE.entries()) {
    const random = seededRandom(20_000 + row);
    let [wrong, loose] = [0, 0];
    for (let nth = 0; nth < REPEATS; nth += 1) {
      const cells = grown(random, noise, 0);
      if (cells.some(({ estimate }) => (estimate?.p ?? 1) <= 0.01)) wrong += 1;
      if (cells.some(({ estimate }) => (estimate?.p ?? 1) <= 0.05)) loose += 1;
    }
    const control =
      noise === 'quiet' ? held(percentOf(loose), 15.6, FOUND_POINTS) : percentOf(loose).toFixed(1);
    line(`false at any look, ${noise}`, [
      held(percentOf(wrong), [1.5, 5], FALSE_POINTS),
      `at 5% each: ${control}`,
    ]);
  }
  for (const [noise, wanted] of [
    ['quiet', [53, 96, 100]],
    ['noisy', [12, 37, 65]],
  ] as const) {
    const random = seededRandom(noise === 'quiet' ? 30_001 : 30_002);
    const found = OPEN_LOOKS.map(() => 0);
    for (let nth = 0; nth < REPEATS; nth += 1) {
      const cells = grown(random, noise, TENTH);
      const at = cells.findIndex(
        ({ estimate }) => (estimate?.p ?? 1) <= 0.01 && (estimate?.logRatio ?? 0) > 0,
      );
      if (at >= 0) for (let look = at; look < found.length; look += 1) found[look] = (found[look] ?? 0) + 1;
    }
    const cells = [6, 12, 20].map((runs, nth) =>
      held(percentOf(found[LOOKS.indexOf(runs)] ?? 0), wanted[nth] ?? 0, FOUND_POINTS, 0),
    );
    line(`+10% found by 6, 12, 20, ${noise}`, cells);
  }
}

for (const part of [rule, limits, rejected, planned, openLooks]) part();
end();
