/**
 * `npm run bench [name …]`: runs the benches whose file name contains a given word, all without one, one after the
 * other, each in a process of its own. A bench prints its figures and fails where a stated bound is missed.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../bench/', import.meta.url));
const words = process.argv.slice(2);
const files = readdirSync(folder)
  .filter(
    (file) => file.endsWith('.bench.ts') && (words.length === 0 || words.some((word) => file.includes(word))),
  )
  .sort();
const failed: string[] = [];
for (const file of files) {
  process.stdout.write(`\n== ${file}\n`);
  const { status } = spawnSync(process.execPath, [folder + file], { stdio: 'inherit' });
  if (status !== 0) failed.push(file);
}
process.stdout.write(failed.length === 0 ? '\nall bounds met\n' : `\nmissed a bound: ${failed.join(', ')}\n`);
process.exit(failed.length === 0 ? 0 : 1);
