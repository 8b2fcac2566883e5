/**
 * `npm run bench [name …] [-- --option value …]`: runs the benches whose file name contains a given word, all without one, one
 * after the other, each in a process of its own, with the options from the first on. A bench prints its figures and fails where a stated bound is missed; one that could
 * not prove all of them, because others used the machine, ends with 3, and so does this.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { NOT_PROVEN } from '../support/truth-report.ts';

const folder = fileURLToPath(new URL('../bench/', import.meta.url));
const given = process.argv.slice(2);
const firstOption = given.findIndex((word) => word.startsWith('-'));
const words = given.slice(0, firstOption < 0 ? given.length : firstOption);
const options = given.slice(words.length);
const files = readdirSync(folder)
  .filter(
    (file) => file.endsWith('.bench.ts') && (words.length === 0 || words.some((word) => file.includes(word))),
  )
  .sort();
const failed: string[] = [];
const unproven: string[] = [];
for (const file of files) {
  process.stdout.write(`\n== ${file}\n`);
  const { status } = spawnSync(process.execPath, [folder + file, ...options], { stdio: 'inherit' });
  if (status === NOT_PROVEN) unproven.push(file);
  else if (status !== 0) failed.push(file);
}
const isMet = failed.length + unproven.length === 0;
process.stdout.write(isMet ? '\nall bounds met\n' : '\n');
if (failed.length > 0) process.stdout.write(`missed a bound: ${failed.join(', ')}\n`);
if (unproven.length > 0) process.stdout.write(`not proven on a busy machine: ${unproven.join(', ')}\n`);
process.exit(failed.length > 0 ? 1 : isMet ? 0 : NOT_PROVEN);
