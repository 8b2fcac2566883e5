/**
 * Stopping at 1,000 connections: hanging requests, endless bodies, and users who would go on asking.
 * Run: `node test/bench/truth-stop.bench.ts`. Bounds: after the order, the last byte of ours in 250 ms (p99 over
 * connections), after a hard one also the last connection; what was measured is kept, and the books balance.
 */
import { ms, TruthReport } from '../support/truth-report.ts';
import { type StopFigures, stopRun } from '../support/truth-stop.ts';

const CONNECTIONS = 1_000;
const BOUND_US = 250_000;

const report = new TruthReport('stop');

function hold(name: string, figures: StopFigures, hard: boolean): void {
  const { state, totals, breaches } = figures;
  // Nothing at all was sent after the order where the last byte lies before it.
  report.check(`${name}: last byte, p99`, `${ms(figures.lastByteUs)} ms`, {
    bound: '< 250 ms',
    met: figures.lastByteUs < BOUND_US,
  });
  const closed = { bound: '< 250 ms', met: figures.closedUs < BOUND_US };
  if (hard) report.check(`${name}: closed, p99`, `${ms(figures.closedUs)} ms`, closed);
  else report.note(`${name}: closed, p99`, `${ms(figures.closedUs)} ms`);
  report.check(
    `${name}: kept`,
    `${state}, sent ${totals.sent}, ended ${totals.ok + totals.errors}, open ${totals.inFlight}`,
    { bound: 'balanced', met: state === 'stopped' && totals.sent >= CONNECTIONS && breaches.length === 0 },
  );
}

const hanging = { hang: 0.5, endless: 0.5 };
for (const how of ['now', 'graceful'] as const) {
  hold(`${how}, hanging and endless`, await stopRun(how, CONNECTIONS, hanging), how === 'now');
  hold(`${how}, answering`, await stopRun(how, CONNECTIONS, { slow: 1 }), how === 'now');
}
report.finish();
