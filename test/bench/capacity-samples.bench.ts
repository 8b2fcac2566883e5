/**
 * Searches of the sample services that are overloaded by design, as the README shows them: the services of Plimsoll, its command
 * line, real processes. Run, after a build: `npm run bench capacity-samples [-- --only metrics]`; eight minutes on a quiet machine.
 *
 * What they carry follows from their own model (`sample-services/model.ts`: slots, service times, faults) and the mix of the suite: the
 * rate of Poisson arrivals at which it keeps p95 < 1 s and errors < 1%, by hours of it in virtual time. It lies a little below slots
 * divided by the mean service time, where the queue grows without end. Bounds: found within 8% of it, in under five minutes. Ends
 * with 1 where one is missed, with 3 where this machine was too busy. `--model` tells what the models carry, and searches nothing.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Summary } from '../../src/contract/summary.ts';
import { readSuites } from '../../src/main/services/plans/library/presets.ts';
import { CapturedText, killGroup, runCommand, startCommand } from '../support/child.ts';
import { sampleCapacity } from '../support/sample-capacity.ts';
import { weightsOf } from '../support/task-mix.ts';

const { values } = parseArgs({
  options: { only: { type: 'string' }, model: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const root = fileURLToPath(new URL('../../', import.meta.url));
const PROGRAM = join(root, 'out/main/cli.js');
const LATENCY_MS = 1_000;
const ERRORS = 0.01;
/** The class of the suite that a preset is made of, and rates between which its service's capacity lies. */
const SAMPLES = {
  metrics: { className: 'MetricsServiceUser', range: [50, 110] },
  gateway: { className: 'GatewayRESTUser', range: [40, 84] },
} as const;
const WITHIN = 0.08;
const MOST_SECONDS = 300;
const DEADLINE_MS = 900_000;
const BASE_PORT = 18_450;

const suites = await readSuites(join(root, 'resources/presets'));
if (!suites.ok) throw new Error(suites.failure.message);
const { classes = {} } = suites.value.plans['access-layer'] ?? {};
const names = (Object.keys(SAMPLES) as (keyof typeof SAMPLES)[]).filter(
  (name) => values.only === undefined || values.only === name,
);
const carried = names.map((name) => {
  const { className, range } = SAMPLES[name];
  const mix = { service: name, weights: weightsOf(classes[className] ?? { service: name }) };
  const carries = sampleCapacity(mix, { limitMs: LATENCY_MS, errors: ERRORS }, range);
  console.log(`${name}: its model carries ${carries.toFixed(1)}/s`);
  return { name, carries };
});
if (values.model) process.exit(0);

const folder = mkdtempSync(join(tmpdir(), 'capacity-samples-'));
const services = startCommand({
  command: process.execPath,
  args: [PROGRAM, 'services', '--base-port', String(BASE_PORT), '--profile', 'overloaded'],
});
const said = new CapturedText(services.stdout);
const codes: number[] = [];
try {
  while (!said.text.includes(String(BASE_PORT))) await once(services.stdout ?? services, 'data');
  for (const { name, carries } of carried) {
    const objectives = ['--objective', 'p95<1s', '--objective', 'errors<1%'];
    const where = ['--services', String(BASE_PORT), '--data-dir', folder];
    const begun = performance.now();
    const { stdout, stderr, code } = await runCommand(
      {
        command: process.execPath,
        args: [
          PROGRAM,
          'capacity',
          name,
          '--by',
          'rate',
          ...objectives,
          '--no-recovery',
          '--json',
          '-',
          ...where,
        ],
      },
      DEADLINE_MS,
    );
    const seconds = (performance.now() - begun) / 1_000;
    if (stdout === '') throw new Error(`plimsoll capacity ${name} ended with ${code}: ${stderr}`);
    const { capacity, trust }: Summary = JSON.parse(stdout);
    const value = capacity?.highest?.value ?? 0;
    const off = value / carries - 1;
    const isMet =
      code === 0 && capacity?.outcome === 'found' && Math.abs(off) <= WITHIN && seconds < MOST_SECONDS;
    const verdict = isMet ? 'met' : capacity?.outcome === 'limited' ? 'not proven' : 'MISSED';
    codes.push(isMet ? 0 : verdict === 'MISSED' ? 1 : 3);
    console.log(
      `${name}: ${value.toFixed(1)}/s of ${carries.toFixed(1)}/s (${(100 * off).toFixed(1)}%), ${capacity?.steps.length} steps, ${seconds.toFixed(0)} s, exit ${code}, generator ${trust.verdict}: ${verdict}`,
    );
    console.log(`  ${capacity?.sentence} ${capacity?.failureModes.sentence}`);
  }
} finally {
  killGroup(services);
  rmSync(folder, { recursive: true, force: true });
}
process.exit(codes.includes(1) ? 1 : Math.max(0, ...codes));
