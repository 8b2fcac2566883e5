/**
 * Twenty runs in which the generator is overloaded, and twenty in which it is not.
 * Run: `node test/bench/truth-verdicts.bench.ts`. Bounds: 20 of 20 flagged, and 0 of 20. The second needs a machine
 * that does nothing else (a processor that others use up is a reason not to trust a run): on a crowded one a clean run
 * is made again, up to five times.
 */
import { TruthReport } from '../support/truth-report.ts';
import { verdictsOf } from '../support/truth-verdicts.ts';

const RUNS = 20;
const report = new TruthReport('verdicts');
for (const [kind, wanted] of [
  ['overloaded', RUNS],
  ['clean', 0],
] as const) {
  const verdicts = await verdictsOf(kind, RUNS);
  for (const { name, trust, repeated } of verdicts) {
    const again = repeated === 0 ? [] : [`run again ${repeated} times on a crowded machine`];
    const why = trust.reasons.map(({ code, value, unit }) => `${code} ${value.toFixed(0)} ${unit}`);
    report.note(`${kind}: ${name}`, [trust.verdict, ...why, ...again].join(', '));
  }
  const flagged = verdicts.filter(({ trust }) => trust.verdict !== 'trusted').length;
  report.check(`${kind}: flagged`, `${flagged} of ${RUNS}`, { bound: `${wanted}`, met: flagged === wanted });
}
report.finish();
