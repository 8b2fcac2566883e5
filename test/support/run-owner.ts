/**
 * A program that runs a plan against a URL and then waits to be killed: `node run-owner.ts FOLDER URL`.
 * Prints `run ID`, and `second N` when second N is stored and told.
 */
import { openApp } from './opened-app.ts';

const [folder = '', url = ''] = process.argv.slice(2);
const app = openApp(folder);
app.on('run.second', (live) => process.stdout.write(`second ${live.second.second}\n`));
const started = await app.runs.start({
  plan: { kind: 'url', url },
  overrides: { rate: 50, durationMs: 60_000, threads: 1 },
});
if (!started.ok) throw new Error(started.failure.message);
process.stdout.write(`run ${started.value.runId}\n`);
