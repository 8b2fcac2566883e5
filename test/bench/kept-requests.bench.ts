/**
 * A server of its own process delays, by its own log, 1% of 1,000 requests a second by 200 to 900 ms: whether those are among
 * the requests that are kept, whether their time is in the phase it was spent in, and whether *Why is it slow?* names it
 * first; and whether it names nothing where nothing was delayed.
 * Run: `node test/bench/kept-requests.bench.ts [runs] [seconds]`; default 3 runs of 20 s each. Bounds: 99% kept, 99% in
 * the right phase, named first in every run, nothing named in a clean one.
 */
import type { Cause } from '../../src/main/services/analysis/causes/cause.ts';
import { type Delayed, delayedRun, longestPhase, PHASE_OF } from '../support/slow-runs/delayed-run.ts';

const runs = Number(process.argv[2] ?? 3);
const seconds = Number(process.argv[3] ?? 20);
const LEAST = 0.99;
const PLANTED = ['wait', 'receive', 'tls', 'slow-connection'] as const satisfies readonly Delayed[];

const percent = (part: number, of: number) => `${((100 * part) / of).toFixed(2)}%`;
const textOf = (cause: Cause | undefined) =>
  cause === undefined ? 'nothing' : `${cause.kind} ${cause.value} (${cause.phase?.name ?? 'no phase'})`;
let isMissed = false;
for (const what of PLANTED) {
  let delayed = 0;
  let kept = 0;
  let right = 0;
  const named: string[] = [];
  for (let seed = 1; seed <= runs; seed += 1) {
    const run = await delayedRun(what, seconds, seed);
    delayed += run.delayed;
    kept += run.kept.length;
    right += run.kept.filter((row) => longestPhase(row) === PHASE_OF[what]).length;
    const [first] = run.causes;
    const isNamed =
      what === 'slow-connection' ? first?.kind === 'connection' : first?.phase?.name === PHASE_OF[what];
    if (!isNamed) named.push(textOf(first));
  }
  console.log(
    `${what.padEnd(18)}${kept} of ${delayed} delayed requests kept (${percent(kept, delayed)}), ${percent(right, kept)} of them in the right phase; named first in ${runs - named.length} of ${runs}${named.length === 0 ? '' : `, else ${named.join(', ')}`}`,
  );
  if (kept < LEAST * delayed || right < LEAST * kept || named.length > 0) isMissed = true;
}
let clean = 0;
for (let seed = 1; seed <= runs; seed += 1) {
  const { causes } = await delayedRun('nothing', seconds, seed);
  if (causes.length > 0) {
    clean += 1;
    console.log(`clean run ${seed}: ${causes.map(textOf).join(', ')}`);
  }
}
console.log(`clean             ${clean} of ${runs} named something, none wanted`);
process.exit(isMissed || clean > 0 ? 1 : 0);
