/** Every preset as a shell runs it, cut short, against the sample services in a process of their own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GRADE_WORDS } from '../../src/contract/format.ts';
import { type Summary, summarySchema } from '../../src/contract/summary.ts';
import { freeBasePort } from '../support/ports.ts';
import { createTempDir, type TempDir } from '../support/temp-dir.ts';
import { runPlimsoll } from '../support/workbench.ts';
import { PRESETS_DIR } from '../unit/main/services/plans/support.ts';

const LAUNCHER = fileURLToPath(new URL('../../src/main/hosts/cli/launch.mjs', import.meta.url));
const PRESETS = readdirSync(PRESETS_DIR)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.replace('.yaml', ''));

let dir: TempDir;
let base: number;
let stopServices: () => Promise<void>;

beforeAll(async () => {
  dir = createTempDir();
  base = await freeBasePort();
  const args = [LAUNCHER, 'services', '--base-port', String(base)];
  const child = spawn(execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  stopServices = async () => {
    child.kill('SIGINT');
    await exited;
  };
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { value } = await lines.next();
  expect(String(value)).toContain(String(base));
});
afterAll(async () => {
  await stopServices();
  dir.remove();
});

interface PresetRun {
  readonly name: string;
  readonly code: number | null;
  readonly shown: string;
  readonly summary: Summary;
}

async function runPreset(name: string): Promise<PresetRun> {
  const json = join(dir.path, `${name}.json`);
  const run = ['run', name, '--services', String(base), '--duration', '2s', '--json', json, '--quiet'];
  const { code, out, err } = await runPlimsoll([...run, '--data-dir', join(dir.path, name)]);
  if (out === '') throw new Error(`${name} ended with ${code}: ${err}`);
  return { name, code, shown: out, summary: summarySchema.parse(JSON.parse(readFileSync(json, 'utf8'))) };
}

/** What must be right whatever this machine can do. */
function checkPreset({ name, code, shown, summary }: PresetRun): void {
  const { run, totals, expectations, grades } = summary;
  expect(code, name).toBe(summary.overall.passed ? 0 : 4);
  expect([run.state, run.plannedDurationMs], name).toEqual(['completed', 2_000]);
  expect(totals.ok, name).toBeGreaterThan(0);
  expect(totals.planned, name).toBe(totals.sent + totals.dropped + totals.cancelled);
  expect(expectations.length, name).toBeGreaterThan(0);
  for (const { verdict, statement, evidence } of expectations) {
    expect(['met', 'not met', 'not measurable'], name).toContain(verdict);
    expect(evidence.length, name).toBeGreaterThan(0);
    expect(shown, name).toContain(`${verdict}: ${statement} (${evidence})`);
  }
  expect(grades.length, name).toBeGreaterThan(0);
  const plain = shown.replace(/\s+/g, ' ');
  for (const { service, endpoint, grade } of grades) {
    expect(shown, name).toContain(endpoint === null ? service : `${service}.${endpoint}`);
    expect(plain, name).toContain(GRADE_WORDS[grade]);
  }
}

test('each runs on the five services, ends with 0 or 4, and prints and writes its verdicts and grades', async () => {
  // Three at a time: more would only wait for each other. Those with the most connections come last, one by one.
  const alone = PRESETS.filter((name) => ['ws-high', 'ws-stress'].includes(name));
  const beside = PRESETS.filter((name) => !alone.includes(name));
  const runs: PresetRun[] = [];
  const worker = async () => {
    for (let name = beside.shift(); name !== undefined; name = beside.shift())
      runs.push(await runPreset(name));
  };
  await Promise.all([worker(), worker(), worker()]);
  for (const name of alone) runs.push(await runPreset(name));
  expect(runs.map(({ name }) => name).toSorted()).toEqual([...PRESETS].toSorted());
  for (const run of runs) {
    const verdicts = run.summary.expectations.map(({ verdict }) => verdict).join(', ');
    process.stdout.write(
      `${run.name}: exit ${run.code}, ${run.summary.totals.sent} sent, ${run.summary.grades.length} grades, ` +
        `expected: ${verdicts}\n`,
    );
    checkPreset(run);
  }
});
