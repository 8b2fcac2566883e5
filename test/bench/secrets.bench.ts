/**
 * Secrets: forty-five canaries by every way in, every form and every place a target echoes them, at every way out; five
 * draws of them. Run: `node test/bench/secrets.bench.ts`. Bound: 0 found.
 */
import { CARRIERS, CanaryScanner, FORMS, makeCanaries, printLeaks, WAYS_IN } from '../support/canaries.ts';
import { outputsOf, WAYS_OUT } from '../support/canary-outputs.ts';
import { TruthReport } from '../support/truth-report.ts';

const DRAWS = 5;

const report = new TruthReport('secrets');
for (let draw = 1; draw <= DRAWS; draw += 1) {
  const canaries = makeCanaries(draw);
  const outputs = await outputsOf(canaries);
  for (const way of WAYS_IN) {
    const scanner = new CanaryScanner(canaries).of(way);
    const leaks = [...outputs].flatMap(([out, texts]) =>
      texts.flatMap((text) => printLeaks(scanner.leaksIn(text)).map((line) => `${out}: ${line}`)),
    );
    for (const line of leaks.slice(0, 5)) process.stdout.write(`  ${line}\n`);
    const looked =
      (canaries.length / WAYS_IN.length) * Object.keys(FORMS).length * Object.keys(CARRIERS).length;
    report.check(
      `draw ${draw}, by ${way}: ${looked} echoes, ${WAYS_OUT.length} ways out`,
      `${leaks.length} found`,
      {
        bound: '0',
        met: leaks.length === 0,
      },
    );
  }
}
report.finish();
