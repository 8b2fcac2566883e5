import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { parseFile } from '../../house/doors.ts';

const root = resolve(import.meta.dirname, '../../..');

/** Files that a file runs with, itself included, by their paths from the root. */
function reach(path: string, seen = new Set<string>()): Set<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const { target, typeOnly } of parseFile({ path, text: readFileSync(join(root, path), 'utf8') })
    .imports)
    if (target !== null && !typeOnly && /\.tsx?$/.test(target))
      reach(relative(root, join(root, target)), seen);
  return seen;
}

it('benches are run by Node alone, so none of them reaches TSX', () => {
  const benches = readdirSync(join(root, 'test/bench')).map((name) => `test/bench/${name}`);
  expect(benches.length).toBeGreaterThan(20);
  const bad = benches.flatMap((bench) => [...reach(bench)].filter((path) => path.endsWith('.tsx')));
  expect(bad).toEqual([]);
});
