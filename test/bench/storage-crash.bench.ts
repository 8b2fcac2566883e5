/**
 * Kills a writing process 200 times and counts what was lost: `node test/bench/storage-crash.bench.ts [ROUNDS]`.
 * Bound: no acknowledged second lost, every run listed as interrupted.
 */

import { crashWriter } from '../support/storage-crash.ts';
import { createTempDir } from '../support/temp-dir.ts';

const rounds = Number(process.argv[2] ?? 200);
using dir = createTempDir();
let acknowledged = 0;
let lost = 0;
let interrupted = 0;
for (let seed = 1; seed <= rounds; seed += 1) {
  const crash = await crashWriter(dir.path, 1_000 + seed);
  acknowledged += crash.acknowledged;
  lost += Math.max(0, crash.acknowledged - crash.intact) + crash.damaged.length;
  interrupted += crash.state === 'interrupted' ? 1 : 0;
}
console.log(
  `${rounds} kills: ${acknowledged} acknowledged seconds, ${lost} lost, ${interrupted} runs interrupted`,
);
process.exitCode = lost === 0 && interrupted === rounds ? 0 : 1;
