/**
 * Searches of the sample services that are overloaded by design, as the README shows them: the services of Plimsoll, its command
 * line, real processes. Run, after a build: `npm run bench capacity-samples [-- --only metrics]`; eight minutes on a quiet machine.
 *
 * The model has a limit of its own: slots divided by the mean service time of its tasks (`sample-services/profiles.ts`). Near it
 * the queue grows without end, so what p95 < 1 s allows lies a little below. Bounds: found, between 0.8 and 1.02 of the limit, in
 * under five minutes. Ends with 1 where one is missed, with 3 where this machine was too busy.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Summary } from '../../src/contract/summary.ts';
import { CapturedText, killGroup, runCommand, startCommand } from '../support/child.ts';

const { values } = parseArgs({ options: { only: { type: 'string' } }, allowPositionals: true });
const root = fileURLToPath(new URL('../../', import.meta.url));
const PROGRAM = join(root, 'out/main/cli.js');
/** Tasks per second that the slots of a service carry. */
const LIMITS = { metrics: 100, gateway: 76 } as const;
const [LEAST, MOST] = [0.8, 1.02];
const MOST_SECONDS = 300;
const DEADLINE_MS = 900_000;
const BASE_PORT = 18_450;

const folder = mkdtempSync(join(tmpdir(), 'capacity-samples-'));
const services = startCommand({
  command: process.execPath,
  args: [PROGRAM, 'services', '--base-port', String(BASE_PORT), '--profile', 'overloaded'],
});
const said = new CapturedText(services.stdout);
const codes: number[] = [];
try {
  while (!said.text.includes(String(BASE_PORT))) await once(services.stdout ?? services, 'data');
  for (const [name, limit] of Object.entries(LIMITS)) {
    if (values.only !== undefined && values.only !== name) continue;
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
    const share = value / limit;
    const isMet =
      code === 0 &&
      capacity?.outcome === 'found' &&
      share >= LEAST &&
      share <= MOST &&
      seconds < MOST_SECONDS;
    const verdict = isMet ? 'met' : capacity?.outcome === 'limited' ? 'not proven' : 'MISSED';
    codes.push(isMet ? 0 : verdict === 'MISSED' ? 1 : 3);
    console.log(
      `${name}: ${value.toFixed(1)}/s of ${limit}/s (${share.toFixed(2)}), ${capacity?.steps.length} steps, ${seconds.toFixed(0)} s, exit ${code}, generator ${trust.verdict}: ${verdict}`,
    );
    console.log(`  ${capacity?.sentence} ${capacity?.failureModes.sentence}`);
  }
} finally {
  killGroup(services);
  rmSync(folder, { recursive: true, force: true });
}
process.exit(codes.includes(1) ? 1 : Math.max(0, ...codes));
