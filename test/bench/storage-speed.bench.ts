/**
 * What storing costs: a second with 30 series, a list of 1,000 runs, opening a folder.
 * Run: `node test/bench/storage-speed.bench.ts`. Bound: the list in 50 ms.
 */
import { openStorage, type Storage } from '../../src/main/storage/storage.ts';
import { createTempDir } from '../support/temp-dir.ts';
import { HEADLINE, madeRun, madeSecond, STARTED_AT } from '../unit/main/storage/made-run.ts';

using dir = createTempDir();

function open(): Storage {
  const opened = openStorage(dir.path);
  if (!opened.ok) throw new Error(opened.failure.message);
  return opened.value;
}

/** Milliseconds of a call. */
function timeMs(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

const storage = open();
for (let index = 0; index < 1_000; index += 1) storage.runs.create(madeRun(`r${index}`, STARTED_AT + index));
const appends = Array.from({ length: 300 }, (_, second) =>
  timeMs(() => storage.runs.appendSecond('r0', madeSecond(second, 30), HEADLINE)),
).toSorted((a, b) => a - b);
const lists = Array.from({ length: 10 }, () => timeMs(() => storage.runs.list(1_000))).toSorted(
  (a, b) => a - b,
);
const read = timeMs(() => storage.runs.seconds('r0'));
storage.close();
const opening = timeMs(() => open().close());

const list = lists[5] ?? Number.NaN;
console.log(
  `append a second of 30 series   ${appends[150]?.toFixed(2)} ms (p99 ${appends[297]?.toFixed(2)})`,
);
console.log(`list 1,000 runs                ${list.toFixed(1)} ms`);
console.log(`read 300 seconds of 30 series  ${read.toFixed(0)} ms`);
console.log(`open and close the folder      ${opening.toFixed(1)} ms`);
process.exitCode = list < 50 ? 0 : 1;
