/**
 * Searches of the sample services that are overloaded by design, as the README shows them: the services of Plimsoll, its command
 * line, real processes. Run, after a build: `npm run bench capacity-samples [-- --rounds 3] [--only metrics]`; a quarter of an hour a
 * service on a quiet machine.
 *
 * What they carry follows from their own model (`sample-services/model.ts`: slots, service times, faults) and the mix of the suite: the
 * rate of Poisson arrivals at which it keeps the latency objective and errors < 1%, by hours of it in virtual time. They are slow
 * services: of a hundred searches of the model itself with as much time, 93 (metrics) and 88 (gateway) were within 10% of it. Bounds:
 * found in under five minutes every time, and within 10% every time, of three or more all but once. Ends with 1 where one is missed, with 3 where this
 * machine was too busy. `--model` tells what the models carry, and searches nothing.
 */
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
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
  options: {
    rounds: { type: 'string', default: '3' },
    only: { type: 'string' },
    model: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const rounds = Number(values.rounds);
const root = fileURLToPath(new URL('../../', import.meta.url));
const PROGRAM = join(root, 'out/main/cli.js');
const ERRORS = 0.01;
/** The class of the suite that a preset is made of, rates between which its service's capacity lies, and what p95 is to be below. */
const SAMPLES = {
  metrics: { className: 'MetricsServiceUser', range: [50, 110], limitMs: 250 },
  gateway: { className: 'GatewayRESTUser', range: [40, 84], limitMs: 350 },
} as const;
const WITHIN = 0.1;
/** The search ends with what it knows by then. */
const MAX_TIME = '4m45s';
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
  const { className, range, limitMs } = SAMPLES[name];
  const mix = { service: name, weights: weightsOf(classes[className] ?? { service: name }) };
  const carries = sampleCapacity(mix, { limitMs, errors: ERRORS }, range);
  console.log(`${name}: its model carries ${carries.toFixed(1)}/s`);
  return { name, carries, limitMs };
});
if (values.model) process.exit(0);

type Verdict = 'met' | 'missed' | 'too slow' | 'not proven';

/** One search by the command line. */
async function searched({ name, carries, limitMs }: (typeof carried)[number]): Promise<Verdict> {
  const objectives = ['--objective', `p95<${limitMs}ms`, '--objective', 'errors<1%', '--no-recovery'];
  const file = join(folder, 'search.json');
  const where = ['--services', String(BASE_PORT), '--data-dir', folder, '--json', file, '--quiet'];
  const args = [PROGRAM, 'capacity', name, '--by', 'rate', ...objectives, '--max-time', MAX_TIME, ...where];
  const begun = performance.now();
  const { stderr, code } = await runCommand({ command: process.execPath, args }, DEADLINE_MS);
  const seconds = (performance.now() - begun) / 1_000;
  if (!existsSync(file)) throw new Error(`plimsoll capacity ${name} ended with ${code}: ${stderr}`);
  const { capacity, trust }: Summary = JSON.parse(readFileSync(file, 'utf8'));
  rmSync(file);
  const value = capacity?.highest?.value ?? 0;
  const off = value / carries - 1;
  const isFound = code === 0 && capacity?.outcome === 'found';
  const isNear = isFound && Math.abs(off) <= WITHIN;
  const verdict: Verdict =
    capacity?.outcome === 'limited'
      ? 'not proven'
      : !isFound || seconds >= MOST_SECONDS
        ? 'too slow'
        : isNear
          ? 'met'
          : 'missed';
  console.log(
    `${name}: ${value.toFixed(1)}/s of ${carries.toFixed(1)}/s (${(100 * off).toFixed(1)}%), ${capacity?.steps.length} steps, ${seconds.toFixed(0)} s, exit ${code}, generator ${trust.verdict}: ${verdict}`,
  );
  console.log(`  ${capacity?.sentence} ${capacity?.failureModes.sentence}`);
  return verdict;
}

const folder = mkdtempSync(join(tmpdir(), 'capacity-samples-'));
const services = startCommand({
  command: process.execPath,
  args: [PROGRAM, 'services', '--base-port', String(BASE_PORT), '--profile', 'overloaded'],
});
const said = new CapturedText(services.stdout);
let code = 0;
try {
  while (!said.text.includes(String(BASE_PORT))) await once(services.stdout ?? services, 'data');
  for (const service of carried) {
    const verdicts: Verdict[] = [];
    for (let round = 1; round <= rounds; round += 1) verdicts.push(await searched(service));
    const count = (verdict: Verdict) => verdicts.filter((one) => one === verdict).length;
    console.log(`${service.name}: ${count('met')} of ${rounds} found within 10% in under five minutes`);
    const allowed = rounds >= 3 ? 1 : 0;
    if (count('missed') > allowed || count('too slow') > 0) code = 1;
    else if (count('not proven') > 0 && code === 0) code = 3;
  }
} finally {
  killGroup(services);
  rmSync(folder, { recursive: true, force: true });
}
process.exit(code);
