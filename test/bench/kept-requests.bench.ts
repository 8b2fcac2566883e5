/**
 * Whether the requests that a server delayed, by its own log, are among those that are kept, and whether their time is
 * in the phase it was spent in: 1% of 1,000 a second, delayed by 200 to 900 ms.
 * Run: `node test/bench/kept-requests.bench.ts [runs] [seconds]`; default 3 runs of 10 s each. Bounds: 99% of both.
 */
import { type Delayed, delayedRun, longestPhase, PHASE_OF } from '../support/slow-runs/delayed-run.ts';

const runs = Number(process.argv[2] ?? 3);
const seconds = Number(process.argv[3] ?? 10);
const LEAST = 0.99;
const PLANTED = ['wait', 'receive', 'tls', 'slow-connection'] as const satisfies readonly Delayed[];

const percent = (part: number, of: number) => `${((100 * part) / of).toFixed(2)}%`;
let isMissed = false;
for (const what of PLANTED) {
  let delayed = 0;
  let kept = 0;
  let right = 0;
  for (let seed = 1; seed <= runs; seed += 1) {
    const run = await delayedRun(what, seconds, seed);
    delayed += run.delayed;
    kept += run.kept.length;
    right += run.kept.filter((row) => longestPhase(row) === PHASE_OF[what]).length;
  }
  console.log(
    `${what.padEnd(18)}${kept} of ${delayed} delayed requests kept (${percent(kept, delayed)}), ${percent(right, kept)} of them in the right phase`,
  );
  if (kept < LEAST * delayed || right < LEAST * kept) isMissed = true;
}
process.exit(isMissed ? 1 : 0);
