/** One run of `delayed-run.ts` in a process of its own, which may have been isolated: `WHAT SECONDS SEED`; prints a line of JSON. */
import { delayedRun } from './delayed-run.ts';
import { DELAYED } from './delays.ts';

const [wanted, seconds, seed] = process.argv.slice(2);
const what = DELAYED.find((one) => one === wanted);
if (what === undefined) throw new RangeError(`nothing is delayed by ${wanted}`);
const figures = await delayedRun(what, { seconds: Number(seconds), seed: Number(seed) });
process.stdout.write(`${JSON.stringify(figures)}\n`);
process.exit(0);
