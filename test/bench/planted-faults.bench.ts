/**
 * A server with three faults: an endpoint 900 ms slower for 4 s, one that fails for 5 s, and 3% of another's bodies that drip
 * for 600 ms. Run: `node test/bench/planted-faults.bench.ts`. Bound: the findings of the run name endpoint, seconds, phase and
 * share of each. A run whose generator is not to be believed names no cause, so it is made again, five times at most.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Summary } from '../../src/contract/summary.ts';
import { plantedPlan, startPlantedFaults } from '../support/planted-faults.ts';
import { runPlimsoll } from '../support/workbench.ts';

const MAX_RUNS = 5;
const WANTED: readonly (readonly [what: string, title: RegExp, evidence: RegExp])[] = [
  [
    'slow',
    /^Slow for [45] s: gateway historical$/,
    /waited (8|9)\d\d ms longer for (its|their) first byte, from .+ explains/,
  ],
  ['dripping', /^Some requests are much slower to receive: gateway curves$/, /longer receiving .+ explains/],
  ['failing', /^Failed for [56] s: gateway orders$/, /http\.5xx.+of all failures.+first byte/],
];

const dataDir = mkdtempSync(join(tmpdir(), 'plimsoll-planted-'));
const server = await startPlantedFaults();
try {
  for (let run = 1; run <= MAX_RUNS; run += 1) {
    await server.remote.begin();
    const plan = join(dataDir, 'planted.yaml');
    writeFileSync(plan, plantedPlan(String(server.facts.url)));
    const { out } = await runPlimsoll(['run', plan, '--data-dir', dataDir, '--quiet', '--json', '-']);
    const { findings, trust } = JSON.parse(out) as Summary;
    const missing = WANTED.filter(
      ([, title, evidence]) => !findings.some((one) => title.test(one.title) && evidence.test(one.evidence)),
    );
    for (const one of findings) process.stdout.write(`  ${one.title}\n    ${one.evidence}\n`);
    process.stdout.write(`run ${run}, ${trust.verdict}: ${WANTED.length - missing.length} of 3 named\n`);
    if (missing.length === 0) break;
    if (trust.verdict !== 'untrustworthy' || run === MAX_RUNS) process.exitCode = 1;
    if (trust.verdict !== 'untrustworthy') break;
  }
} finally {
  await server.close();
  rmSync(dataDir, { recursive: true, force: true });
}
