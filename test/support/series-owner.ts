/**
 * A program that takes a series of runs of a URL and waits to be killed: `node series-owner.ts FOLDER URL`. Prints `series ID`,
 * `run ID` as each run begins, and `second` as each second of one is stored and told.
 */
import { openApp } from './opened-app.ts';

const [folder = '', url = ''] = process.argv.slice(2);
const app = openApp(folder);
let last = '';
app.on('series.changed', ({ progress }) => {
  const runId = progress?.runId ?? '';
  if (runId !== '' && runId !== last) process.stdout.write(`run ${runId}\n`);
  last = runId;
});
app.on('run.second', () => process.stdout.write('second\n'));
const started = await app.series.start({
  a: { plan: { kind: 'url', url }, overrides: { rate: 50, durationMs: 2_000, threads: 1 } },
  b: { plan: { kind: 'url', url }, overrides: { rate: 60, durationMs: 2_000, threads: 1 } },
  runsPerSide: 2,
});
if (!started.ok) throw new Error(started.failure.message);
process.stdout.write(`series ${started.value.seriesId}\n`);
