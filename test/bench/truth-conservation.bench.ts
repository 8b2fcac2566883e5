/**
 * Nothing is lost and nothing is counted twice: runs of chance (rates, ramps, stages, users, Poisson, caps, connection
 * policies, faults, stops at random moments), each drawn from its seed, the client's books against the server's.
 * Run: `node test/bench/truth-conservation.bench.ts [runs] [first seed]`; 100 runs from seed 1. Bound: 0 differences.
 */
import { balanceOf, chanceRun, startTruthTargets } from '../support/truth-conservation.ts';
import { TruthReport } from '../support/truth-report.ts';

const [runs = 100, first = 1] = process.argv.slice(2).map(Number);
/** The books do not depend on time: a crowded machine is the better test. */
const AT_ONCE = 3;

const report = new TruthReport('conservation');
const targets = await startTruthTargets();
const sums = { planned: 0, sent: 0, dropped: 0, cancelled: 0, openAtStop: 0, cutUnsent: 0 };
const differences: string[] = [];
let next = first;
let stopped = 0;

async function runNext(): Promise<void> {
  while (next < first + runs) {
    const chance = chanceRun(next++);
    const balance = await balanceOf(targets, chance);
    if (chance.stop !== null) stopped += 1;
    for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += balance[name];
    differences.push(...balance.differences.map((difference) => `seed ${chance.seed}: ${difference}`));
  }
}

await Promise.all(Array.from({ length: AT_ONCE }, runNext));
await targets.close();
for (const difference of differences) process.stdout.write(`${difference}\n`);
report.note('runs', `${runs}, ${stopped} of them stopped at a random moment`);
report.note(
  'requests',
  Object.entries(sums)
    .map(([name, count]) => `${name} ${count}`)
    .join(', '),
);
report.check('differences between client and server', String(differences.length), {
  bound: '0',
  met: differences.length === 0,
});
report.finish();
