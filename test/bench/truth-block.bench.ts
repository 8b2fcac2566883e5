/**
 * A load thread that is blocked for 150 ms every 5 s, within a second, across the end of one, and just before it.
 * Run: `node test/bench/truth-block.bench.ts`. Bounds: the run is not trusted, each block is found within 100 ms, and
 * without the bad seconds p99 is within 5 % of that of undisturbed runs, one before and one after. Where those two are
 * more than 2.5 % apart from each other, this machine cannot tell 5 %: a miss is measured again.
 */
import { attemptsText, untilTrusted } from '../support/truth-attempts.ts';
import { measureBlocks, measureUndisturbed } from '../support/truth-block.ts';
import { ms, TruthReport } from '../support/truth-report.ts';

const EVERY_MS = 5_000;
const SECONDS = 20;
const report = new TruthReport('blocks');

const SHAPE = { ratePerSecond: 1_000, seconds: SECONDS };
type Block = Parameters<typeof measureBlocks>[0];

async function measureBetweenUndisturbed(block: Block) {
  const before = await measureUndisturbed(SHAPE);
  const figures = await measureBlocks(block, SHAPE);
  const after = await measureUndisturbed(SHAPE);
  const cleanP99Us = (before.p99Us + after.p99Us) / 2;
  const agree = Math.abs(before.p99Us - after.p99Us) <= 0.025 * cleanP99Us;
  return {
    ...figures,
    cleanP99Us,
    cleanText: `${ms(before.p99Us)} and ${ms(after.p99Us)}`,
    trusted: agree && before.trusted && after.trusted,
    stolenShare: Math.max(before.stolenShare, figures.run.stolenShare, after.stolenShare),
  };
}

const untouched = (figures: { cleanP99Us: number; goodP99Us: number }) =>
  Math.abs(figures.goodP99Us - figures.cleanP99Us) <= 0.05 * figures.cleanP99Us;

for (const [name, firstAfterMs] of Object.entries({ within: 2_500, across: 2_925, before: 2_845 })) {
  const block = { firstAfterMs, everyMs: EVERY_MS, durationMs: 150 };
  const figures = await untilTrusted(() => measureBetweenUndisturbed(block), untouched);
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
    `${ms(figures.goodP99Us)} ms, undisturbed ${figures.cleanText}, with them ${ms(figures.allP99Us)} (${attemptsText(figures)})`,
    { bound: '5%', met: untouched(figures) },
  );
}
report.finish();
