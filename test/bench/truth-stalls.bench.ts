/**
 * A server that stalls in five shapes, at 1,000 requests per second: response times as the product reports them
 * against the server's own log, and what a closed loop of ten users sees of the same server.
 * Run: `node test/bench/truth-stalls.bench.ts`. Bound: p50, p90, p99 and p99.9 within 2 % or 2 ms.
 */
import { attemptsText, untilTrusted } from '../support/truth-attempts.ts';
import { measureClosedLoop, measureLatency, pairsApart, STALLS } from '../support/truth-latency.ts';
import { ms, TruthReport } from '../support/truth-report.ts';

const PERCENTILES = [50, 90, 99, 99.9];
const TOLERANCE = { us: 2_000, share: 0.02 };
const SECONDS = 10;

const report = new TruthReport('stalls');
for (const [name, shape] of Object.entries(STALLS)) {
  // A connection of its own for every request costs twice as much as a request.
  const ratePerSecond = shape.connections === 'new-each-time' ? 500 : 1_000;
  const figures = await untilTrusted(
    () => measureLatency({ ...shape, ratePerSecond, seconds: SECONDS }, PERCENTILES),
    ({ response }) => pairsApart(response, TOLERANCE).length === 0,
  );
  for (const pair of figures.response) {
    report.check(
      `${name}, p${pair.percentile}`,
      `${ms(pair.measuredUs)} ms, log ${ms(pair.truthUs)} ms (${attemptsText(figures)})`,
      { bound: '2 % or 2 ms', met: pairsApart([pair], TOLERANCE).length === 0 },
    );
  }
  const closed = await measureClosedLoop({ ...shape, seconds: SECONDS }, PERCENTILES);
  report.note(`${name}, closed loop of 10 users`, closed.map((us) => `${ms(us)} ms`).join(', '));
}
report.finish();
