/**
 * Fixed delays at 1,000 requests per second: response times (from the intended start) and service times (from the
 * actual one) against the server's log.
 * Run: `node test/bench/truth-delays.bench.ts`. Bound: p50, p90 and p99 within 1 ms or 2 %; response times in precision
 * mode within 0.25 ms or 1 %. The log's service time begins when the server reads the request, ours when it was sent:
 * what lies in its socket while the server collects garbage is in ours alone, about 2 ms of p99. So p99 of service times
 * is printed, and not held to the bound.
 */
import { attemptsText, untilTrusted } from '../support/truth-attempts.ts';
import { type LatencyFigures, measureLatency, type Pair, pairsApart } from '../support/truth-latency.ts';
import { ms, TruthReport } from '../support/truth-report.ts';

const DELAYS_MS = [0, 1, 5, 20, 100, 1_000];
const PERCENTILES = [50, 90, 99];
const MODES = {
  tick: { tolerance: { us: 1_000, share: 0.02 }, bound: '1 ms or 2%', kinds: ['response', 'service'] },
  spin: { tolerance: { us: 250, share: 0.01 }, bound: '0.25 ms or 1%', kinds: ['response'] },
} as const;

const report = new TruthReport('delays');
for (const precision of ['tick', 'spin'] as const) {
  const { tolerance, bound, kinds } = MODES[precision];
  const apart = (figures: LatencyFigures) =>
    pairsApart(
      kinds.flatMap((kind) => boundOnes(kind, figures)),
      tolerance,
    );
  for (const delayMs of DELAYS_MS) {
    const figures = await untilTrusted(
      () =>
        measureLatency(
          { server: { delay: { kind: 'fixed', ms: delayMs } }, ratePerSecond: 1_000, seconds: 5, precision },
          PERCENTILES,
        ),
      (found) => apart(found).length === 0,
    );
    for (const kind of kinds) {
      report.check(
        `${precision}, ${delayMs} ms, ${kind}`,
        `${figures[kind].map(print).join('  ')} (${attemptsText(figures)})`,
        { bound, met: pairsApart(boundOnes(kind, figures), tolerance).length === 0 },
      );
    }
  }
}
report.finish();

function boundOnes(kind: 'response' | 'service', figures: LatencyFigures): readonly Pair[] {
  return kind === 'response' ? figures.response : figures.service.filter(({ percentile }) => percentile < 99);
}

function print({ percentile, measuredUs, truthUs }: Pair): string {
  return `p${percentile} ${ms(measuredUs)} (${ms(measuredUs - truthUs)})`;
}
