/**
 * Secrets: forty-five canaries by every way in, every form and every place a target echoes them, at every way out, in made-up
 * seconds; five draws of them. Then thirty that travel through runs on a target that gives them back: in the database while
 * they run and after, documents, causes, kept requests and commands that send them again, exports, terminal, and window.
 * Run, after a build: `node test/bench/secrets.bench.ts [draws]`. Bound: 0 found.
 */
import { CARRIERS, CanaryScanner, FORMS, makeCanaries, printLeaks, WAYS_IN } from '../support/canaries.ts';
import { outputsOf, WAYS_OUT } from '../support/canary-outputs.ts';
import { travellers } from '../support/canary-plan.ts';
import { travelled } from '../support/canary-travel.ts';
import { TruthReport } from '../support/truth-report.ts';

const [DRAWS = 5] = process.argv.slice(2).map(Number);

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

const all = travellers(7);
const scanner = new CanaryScanner([...all.values()]);
const { outputs, echoes, lost, kept } = await travelled(all);
report.note('given back by the target', `${echoes} texts`);
report.check('travellers that the target was never sent', `${lost.length} ${lost.join(', ')}`, {
  bound: '0',
  met: lost.length === 0,
});
const hidden = [...outputs.values()].flat().join('').split('[secret ').length - 1;
report.check('places where one was hidden', `${hidden}`, { bound: '1,000', met: hidden >= 1_000 });
report.check('kept as figures, with texts, as commands', `${kept.light}, ${kept.exchanges}, ${kept.curls}`, {
  bound: '100, 50, 50',
  met: kept.light >= 100 && kept.exchanges >= 50 && kept.curls >= 50,
});
for (const [way, texts] of outputs) {
  const leaks = texts.flatMap((text) => scanner.leaksIn(text));
  const lines = new Set(printLeaks(leaks));
  for (const line of [...lines].slice(0, 5)) process.stdout.write(`  ${line}\n`);
  const size = texts.reduce((sum, text) => sum + text.length, 0);
  report.check(
    `${all.size} travellers, ${way}: ${texts.length} texts, ${size} characters`,
    `${lines.size} found`,
    {
      bound: '0',
      met: lines.size === 0 && size > 0,
    },
  );
}
report.finish();
