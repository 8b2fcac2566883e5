/**
 * The Universal Scalability Law and the knee against servers whose answer is known, fixed seeds, on no clock at all: how
 * often the law is offered where it holds and where it does not, how far its figures are off, and where knees are found.
 * Run: `node test/bench/capacity-curves.bench.ts [--seeds 20]`
 */
import { parseArgs } from 'node:util';
import { kneedle, kneeOf } from '../../src/main/services/analysis/capacity/scaling/knee.ts';
import { SERVER_B as SEARCHED_B } from '../support/capacity-servers/servers.ts';
import { simulateSearch } from '../support/capacity-servers/simulated-search.ts';
import type { Law } from '../support/curve-servers/closed-servers.ts';
import { LATE_LAW, LAWS, lawOf, OTHERS, playLadder } from '../support/curve-servers/ladder-play.ts';
import { rateCurve } from '../support/curve-servers/rate-curve.ts';
import { SERVER_B } from '../support/curve-servers/recovery-play.ts';

const { values } = parseArgs({ options: { seeds: { type: 'string', default: '20' } } });
const count = Number(values.seeds);
if (!Number.isInteger(count) || count < 1) throw new RangeError('--seeds takes a whole number from 1 on');
const seeds = Array.from({ length: count }, (_, index) => index + 1);

let isMissed = false;

function row(title: string, text: string, isMet: boolean): void {
  console.log(`${isMet ? '  ' : '! '}${title.padEnd(44)}${text}`);
  if (!isMet) isMissed = true;
}

/** Errors as shares, and the bounds they are to keep. */
function errors(title: string, shares: readonly number[], [low, high]: readonly [number, number]): void {
  const least = Math.min(...shares) * 100;
  const most = Math.max(...shares) * 100;
  const signed = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`;
  row(title, `${signed(least)} … ${signed(most)}%, within ${low} … +${high}%`, least >= low && most <= high);
}

/** Errors that are allowed, in percent: the law's own figures, and the users at its peak. */
interface Bounds {
  readonly sigma: readonly [number, number];
  readonly kappa: readonly [number, number];
  readonly peak: readonly [number, number];
}
const WELL_WITHIN: Bounds = { sigma: [-11, 8], kappa: [-8, 8], peak: [-4, 4] };
/**
 * Of the law whose peak lies close below the top of the ladder, κ is a quarter of what slows the highest level, where it is half of
 * it for the others: the 1% that 12 s of 1,600 answers a second are uncertain by are 4% of κ. Over 100 seeds its standard deviation
 * is 6.0% (1.5 to 2.7% for the others), that of the peak 2.9% (0.7 to 1.3%), so 8% and 4% would be missed by chance in one of five:
 * these bounds are two and a half of them. σ is as certain as for the others.
 */
const JUST_WITHIN: Bounds = { sigma: [-11, 8], kappa: [-15, 15], peak: [-8, 8] };

function lawRows(name: string, law: Law, bounds: Bounds): void {
  const results = seeds.map((seed) => playLadder(lawOf(law, seed)).law);
  const models = results.flatMap(({ model }) => (model === null ? [] : [model]));
  const why = results.find(({ model }) => model === null)?.sentence ?? '';
  row(name, `offered ${models.length} of ${count}, ${count} wanted ${why}`, models.length === count);
  const peak = Math.sqrt((1 - law.sigma) / law.kappa);
  errors(
    `${name}: σ`,
    models.map(({ sigma }) => sigma / law.sigma - 1),
    bounds.sigma,
  );
  errors(
    `${name}: κ`,
    models.map(({ kappa }) => kappa / law.kappa - 1),
    bounds.kappa,
  );
  errors(
    `${name}: users at the peak`,
    models.map(({ peakUsers }) => peakUsers / peak - 1),
    bounds.peak,
  );
}

console.log('law: offered where it holds');
for (const [name, law] of Object.entries(LAWS)) lawRows(name, law, WELL_WITHIN);
lawRows('peak at 43, just within', LATE_LAW, JUST_WITHIN);

console.log('\nlaw: not offered where it does not hold');
for (const [name, server] of Object.entries(OTHERS)) {
  const results = seeds.map((seed) => playLadder(server(seed)).law);
  const offered = results.filter(({ model }) => model !== null).length;
  row(name, `offered ${offered} of ${count}, none wanted. ${results[0]?.sentence}`, offered === 0);
}

console.log('\nlaw: a ladder that ends below the peak');
{
  const law = { lambda: 200, sigma: 0.05, kappa: 0.0001 };
  const results = seeds.map((seed) => playLadder(lawOf(law, seed)).law);
  const offered = results.filter(({ model }) => model !== null).length;
  row(
    'peak at 97 of 64 users',
    `offered ${offered} of ${count}, none wanted. ${results[0]?.sentence}`,
    offered === 0,
  );
}

console.log('\nknee');
const knees = seeds.map(
  (seed) => playLadder(OTHERS['M/M/8']?.(seed) ?? (() => ({ ok: 0, failed: 0 }))).knee.at,
);
const right = knees.filter((at) => at === 8).length;
row('closed M/M/8, by users', `8 users in ${right} of ${count}, all wanted`, right === count);

const byRate = seeds.map((seed) =>
  kneeOf(rateCurve(SERVER_B, [200, 400, 600, 800, 1_000, 1_200, 1_400, 1_600], seed), 'latency', 'req/s'),
);
const within = byRate.filter(({ at }) => at !== null && at >= 1_200 && at <= 1_400).length;
const found = [...new Set(byRate.map(({ at }) => at))].join(', ');
row(
  'B, by rate',
  `within 1,200 … 1,400 in ${within} of ${count}, all wanted; found: ${found}`,
  within === count,
);

// The levels of a search crowd around its answer; where no ladder was asked for, the product tells the knee by them.
const bySearch = seeds.map((seed) => {
  const { curve } = simulateSearch(SEARCHED_B, { seed, thoroughness: 'precise' }).result;
  return kneeOf(curve, 'latency', 'req/s').at ?? 0;
});
const near = bySearch.filter((at) => at >= 1_200 && at <= 1_500).length;
const [least, most] = [Math.min(...bySearch), Math.max(...bySearch)].map((at) => at.toFixed(0));
row(
  'B, by the levels of its search',
  `within 1,200 … 1,500 in ${near} of ${count}, ${Math.ceil(0.9 * count)} wanted; found ${least} … ${most}`,
  near >= 0.9 * count,
);

/** So many servers that no load of the curve makes wait: p95 is flat but for chance. */
const idle = { ...SERVER_B, servers: 64, places: 1_000 };
const flat = seeds.map((seed) => rateCurve(idle, [200, 400, 600, 800, 1_000, 1_200, 1_400, 1_600], seed));
const guarded = flat.filter((points) => kneeOf(points, 'latency', 'req/s').at !== null).length;
const raw = flat.filter(
  (points) =>
    kneedle(
      points.map(({ level, p95Ms }) => ({ x: level, y: p95Ms })),
      'convex',
    ) !== null,
).length;
row('flat p95', `${guarded} false of ${count}, none wanted (${raw} without the guard)`, guarded === 0);
process.exit(isMissed ? 1 : 0);
