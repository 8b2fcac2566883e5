import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** What `npm run check` asks beside the tests: nobody should learn from it that main is red. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

test.each([
  ['format and lint are clean', 'biome', ['check', '--error-on-warnings', '.']],
  ['the types of every room hold', process.execPath, ['test/house/types.ts']],
])('%s', (_, program, args) => {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: ROOT, encoding: 'utf8' });
  expect(status, `${stdout}${stderr}`).toBe(0);
});
