/**
 * Arrival rates from 10 to 10,000 per second, and a ramp, as the server's log has them.
 * Run: `node test/bench/truth-rates.bench.ts`. Bounds: planned exactly; arrived in total within 0.1 %, in each second
 * within 1 % or 2 requests.
 */
import { attemptsText, untilTrusted } from '../support/truth-attempts.ts';
import { truthPlan } from '../support/truth-plan.ts';
import {
  constantRate,
  measureArrivals,
  type RateFigures,
  secondsKept,
  worstSecond,
} from '../support/truth-rates.ts';
import { TruthReport } from '../support/truth-report.ts';

const RATES = [10, 100, 1_000, 5_000, 10_000];
const SECONDS = 10;

const report = new TruthReport('rates');

async function hold(
  name: string,
  measure: () => Promise<RateFigures>,
  wanted: readonly number[],
): Promise<void> {
  const total = wanted.reduce((sum, count) => sum + count, 0);
  const totalKept = ({ arrived }: RateFigures) => Math.abs(arrived - total) <= 0.001 * total;
  const figures = await untilTrusted(measure, (found) => totalKept(found) && secondsKept(found, wanted));
  report.check(`${name}: planned`, `${figures.planned} of ${total}`, {
    bound: 'exactly',
    met: figures.planned === total && figures.perSecond.every(({ planned }, at) => planned === wanted[at]),
  });
  report.check(`${name}: arrived in total`, `${figures.arrived} of ${total}`, {
    bound: '0.1%',
    met: totalKept(figures),
  });
  report.check(
    `${name}: arrived in the worst second`,
    `${worstSecond(figures, wanted)} off (${attemptsText(figures)})`,
    { bound: '1% or 2 requests', met: secondsKept(figures, wanted) },
  );
}

for (const rate of RATES) {
  const wanted = new Array<number>(SECONDS).fill(rate);
  await hold(`${rate}/s`, () => measureArrivals(constantRate(rate, SECONDS)), wanted);
}
// From 0 to 2,000/s in 8 s: the area under the first t seconds is 125·t², and whole at every second.
const ramp = (url: string) =>
  truthPlan({
    services: { target: { url } },
    classes: { all: { service: 'target', tasks: { plain: { get: '/' } } } },
    load: { model: 'open', stages: [{ to: 2_000, duration: 8 }, { duration: 2 }] },
  });
const areas = Array.from({ length: 8 }, (_, second) => 125 * (2 * second + 1));
await hold('ramp to 2000/s', () => measureArrivals(ramp), [...areas, 2_000, 2_000]);
report.finish();
