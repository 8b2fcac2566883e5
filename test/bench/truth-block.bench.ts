/**
 * A load thread that is blocked for 150 ms every 5 s, within a second, across the end of one, and just before it.
 * Run: `node test/bench/truth-block.bench.ts`. Bounds: the run is not trusted, each block is found within 100 ms, and
 * without the bad seconds p99 is within 5 % of an undisturbed run's.
 */
import { attemptsText, untilTrusted } from '../support/truth-attempts.ts';
import { measureBlocks } from '../support/truth-block.ts';
import { ms, TruthReport } from '../support/truth-report.ts';

const EVERY_MS = 5_000;
const SECONDS = 20;
const report = new TruthReport('blocks');

const untouched = (figures: { cleanP99Us: number; goodP99Us: number }) =>
  Math.abs(figures.goodP99Us - figures.cleanP99Us) <= 0.05 * figures.cleanP99Us;

for (const [name, firstAfterMs] of Object.entries({ within: 2_500, across: 2_925, before: 2_845 })) {
  const block = { firstAfterMs, everyMs: EVERY_MS, durationMs: 150 };
  const figures = await untilTrusted(
    () => measureBlocks(block, { ratePerSecond: 1_000, seconds: SECONDS }),
    untouched,
    3,
  );
  const { trust, offMs } = figures;
  const worst = Math.max(...offMs);
  const made = Math.ceil((SECONDS * 1_000 - firstAfterMs) / EVERY_MS);
  report.check(`${name}: verdict`, `${trust.verdict}, ${trust.badSeconds.length} of ${SECONDS} s bad`, {
    bound: 'not trusted',
    met: trust.verdict !== 'trusted',
  });
  report.check(`${name}: blocks found`, `${offMs.length} of ${made} made, ${worst.toFixed(1)} ms off`, {
    bound: 'within 100 ms',
    met: offMs.length === made && worst <= 100,
  });
  report.check(
    `${name}: p99 without bad seconds`,
    `${ms(figures.goodP99Us)} ms, undisturbed ${ms(figures.cleanP99Us)}, with them ${ms(figures.allP99Us)} (${attemptsText(figures)})`,
    { bound: '5 %', met: untouched(figures) },
  );
}
report.finish();
