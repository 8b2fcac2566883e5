/**
 * Deadlines from 50 ms to 10 s, all in one run, before the headers and inside a body without end.
 * Run: `node test/bench/truth-deadlines.bench.ts`. Bound: none early, none later than 20 ms.
 */
import { attemptsText, untilTrusted } from '../support/truth-attempts.ts';
import { type DeadlineFigures, passDeadlines } from '../support/truth-deadlines.ts';
import { ms, TruthReport } from '../support/truth-report.ts';

const DEADLINES_MS = [50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000];
const LATEST_US = 20_000;

const report = new TruthReport('deadlines');
const kept = ({ deadlineMs, firstUs, lastUs }: DeadlineFigures) =>
  firstUs >= deadlineMs * 1_000 && lastUs <= deadlineMs * 1_000 + LATEST_US;
const run = await untilTrusted(
  () => passDeadlines(DEADLINES_MS),
  ({ figures }) => figures.every(kept),
);
for (const figures of run.figures) {
  const { kind, deadlineMs, count, firstUs, lastUs, codes } = figures;
  const late = [firstUs, lastUs].map((us) => `+${ms(us - deadlineMs * 1_000)}`).join(' … ');
  report.check(
    `${kind}, ${deadlineMs} ms`,
    `${late} ms over ${count} (${Object.keys(codes).join(', ')}; ${attemptsText(run)})`,
    { bound: '-0 / +20 ms', met: count > 0 && kept(figures) },
  );
}
report.finish();
