/**
 * How often histories without a change are said to have one, and how often one that is planted is found: made-up histories of 50 runs,
 * 2,000 of each kind from fixed seeds, spread 5% from run to run. Beside each figure stands the one that the rule was chosen by. Those
 * leave open where the change lies and how near a find has to be (here: in the middle, and within five runs), and which correlation is
 * meant: by an autoregression of the first order, as here, 6% of flat histories have a change, by a moving average 4%. Alarms are
 * looked for after each of 100 runs that join a flat history of 50.
 * Run: `npm run bench change-points`. Ends with 1 where a bound is missed.
 */
import { changePoints } from '../../src/main/services/compare/history/change-points.ts';
import { type MadeHistory, madeHistory } from '../support/made-history.ts';

const REPEATS = 2_000;
const LENGTH = 50;
const MIDDLE = 25;
const NEAR = 5;
/** Points that a share of so many repeats may lie below the figure it is held against. */
const CHANCE = 2.5;
let isMissed = false;

function said(value: number, isMet: boolean, wanted: string): string {
  isMissed ||= !isMet;
  return `${value.toFixed(1)}%${isMet ? '' : '!'} (${wanted})`;
}

/** Percent of so many seeds. */
function share(count: number, holds: (seed: number) => boolean): number {
  let all = 0;
  for (let seed = 0; seed < count; seed += 1) if (holds(7 * seed + 1)) all += 1;
  return (100 * all) / count;
}

const isFound = (made: MadeHistory, at: number, near: number) => (seed: number) =>
  changePoints(madeHistory(made, seed)).some((one) => Math.abs(one.at - at) <= near);

const KINDS: readonly {
  readonly name: string;
  readonly made: Omit<MadeHistory, 'length'>;
  /** Of 100 flat histories, and the most; of those with +5, +10 and +15%; of alarms, the most. */
  readonly false: readonly [wanted: number, most: number];
  readonly found: readonly number[];
  readonly alarms: readonly [wanted: string, most: number];
}[] = [
  { name: 'plain', made: {}, false: [0, 1], found: [41, 95, 100], alarms: ['2–3', 4.5] },
  { name: '5% odd runs', made: { odd: 0.05 }, false: [1, 2], found: [25, 91, 99], alarms: ['2–3', 4.5] },
  { name: 'correlation 0.3', made: { correlation: 0.3 }, false: [4, 8], found: [], alarms: ['28', 34] },
];

console.log(
  'of 50 runs'.padEnd(20) + ['flat', '+5%', '+10%', '+15%'].map((head) => head.padStart(20)).join(''),
);
for (const {
  name,
  made,
  false: [wanted, most],
  found,
} of KINDS) {
  const none = share(
    REPEATS,
    (seed) => changePoints(madeHistory({ ...made, length: LENGTH }, seed)).length > 0,
  );
  const cells = [said(none, none <= most, `${wanted}, at most ${most}`)];
  for (const [nth, size] of [0.05, 0.1, 0.15].entries()) {
    const change = { at: MIDDLE, share: size };
    const got = share(REPEATS, isFound({ ...made, length: LENGTH, change }, MIDDLE, NEAR));
    const least = found[nth];
    cells.push(least === undefined ? `${got.toFixed(1)}%` : said(got, got >= least - CHANCE, String(least)));
  }
  console.log(name.padEnd(20) + cells.map((cell) => cell.padStart(20)).join(''));
}

console.log('\nalarms in 100 runs that join 50; how soon +10% is seen');
for (const {
  name,
  made,
  alarms: [wanted, most],
} of KINDS) {
  const raised = share(400, (seed) => {
    const values = madeHistory({ ...made, length: LENGTH + 100 }, seed);
    return Array.from({ length: 100 }, (_, nth) => LENGTH + 1 + nth).some(
      (length) => changePoints(values.slice(0, length), 'alarms').length > 0,
    );
  });
  const delays = Array.from({ length: 200 }, (_, seed) => {
    const change = { at: LENGTH, share: 0.1 };
    const values = madeHistory({ ...made, length: LENGTH + 60, change }, 7 * seed + 1);
    const seen = (length: number) =>
      changePoints(values.slice(0, length), 'alarms').some(({ at }) => Math.abs(at - LENGTH) <= NEAR);
    return Array.from({ length: 60 }, (_, nth) => nth + 1).find((after) => seen(LENGTH + after)) ?? 60;
  }).toSorted((a, b) => a - b);
  const median = delays[100] ?? Number.NaN;
  const isSoon = name !== 'plain' || median <= 8;
  isMissed ||= !isSoon;
  const after = `after ${median} runs${isSoon ? '' : '!'}${name === 'plain' ? ' (8)' : ''}`;
  console.log(
    name.padEnd(20) +
      said(raised, raised <= most, `${wanted}, at most ${most}`).padStart(24) +
      after.padStart(24),
  );
}

/** What the gate of this part asks: planted at run 30 of 60, and 20 flat histories. */
const planted: MadeHistory = { length: 60, change: { at: 30, share: 0.15 } };
const near = share(400, isFound(planted, 30, 2));
const [first] = changePoints(madeHistory(planted, 1));
const isNear = first !== undefined && Math.abs(first.at - 30) <= 2;
isMissed ||= !isNear;
let flat = 0;
for (let seed = 1; seed <= 20; seed += 1)
  if (changePoints(madeHistory({ length: 60 }, seed)).length > 0) flat += 1;
isMissed ||= flat > 1;
console.log(
  `\n+15% at run 30 of 60: found at ${first?.at ?? 'none'}${isNear ? '' : '!'} (28…32); of 400 histories ${said(near, near >= 95, 'at least 95')} within ±2`,
);
console.log(`changes in 20 flat histories of 60: ${flat}${flat > 1 ? '!' : ''} (at most 1)`);
process.exit(isMissed ? 1 : 0);
