/**
 * A process that writes to a data folder until it is killed: `node storage-appender.ts FOLDER RUN_ID`.
 * After each commit it prints `committed N`; what it has printed must never be lost.
 */
import { writeSync } from 'node:fs';
import { openStorage } from '../../src/main/storage/storage.ts';
import { HEADLINE, madeRun, madeSecond } from '../unit/main/storage/made-run.ts';

const [folder = '', runId = ''] = process.argv.slice(2);
const opened = openStorage(folder);
if (!opened.ok) throw new Error(opened.failure.message);
const { runs } = opened.value;
runs.create(madeRun(runId));
writeSync(1, 'created\n');
for (let second = 0; second < 20_000; second += 1) {
  runs.appendSecond(runId, madeSecond(second, 8), HEADLINE);
  writeSync(1, `committed ${second}\n`);
}
