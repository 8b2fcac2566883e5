import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { runPlimsoll } from '../support/workbench.ts';

/** `npm run build`, as npx does it on its way, while commands start and run from the folder it builds into. */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

/** What `npm ci` and npx run. */
function build(): Promise<number | null> {
  const child = spawn('npm', ['run', '--silent', 'prepare'], { cwd: ROOT, stdio: 'ignore' });
  return new Promise((resolve) => child.once('close', resolve));
}

it('commands that start while two builds run find a whole program, two at a time', async () => {
  expect(scripts.prepare).toBe(scripts.build);
  let building = true;
  const built = Promise.all([build(), build()]).finally(() => {
    building = false;
  });
  const commands: { code: number | null; err: string }[] = [];
  while (building) {
    commands.push(...(await Promise.all([runPlimsoll(['--version']), runPlimsoll(['presets', '--help'])])));
  }
  expect(await built).toEqual([0, 0]);
  expect(commands.length).toBeGreaterThan(4);
  expect(commands.filter(({ code }) => code !== 0)).toEqual([]);
  expect(readdirSync(ROOT).filter((name) => name.startsWith('out.building'))).toEqual([]);
  // Built under NODE_ENV=test, and all the same what people run.
  expect(process.env.NODE_ENV).toBe('test');
  expect(readFileSync(join(ROOT, 'out/report/report.js'), 'utf8')).not.toContain('react-devtools');
});

it('what a running command may still load stays for a day', async () => {
  const young = join(ROOT, 'out/main/chunks/still-used-by-a-run.js');
  const old = join(ROOT, 'out/main/chunks/used-long-ago.js');
  for (const file of [young, old]) writeFileSync(file, '');
  const longAgo = new Date(Date.now() - 2 * 86_400_000);
  utimesSync(old, longAgo, longAgo);
  expect(await build()).toBe(0);
  expect([existsSync(young), existsSync(old)]).toEqual([true, false]);
  rmSync(young);
});
