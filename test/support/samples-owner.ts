/**
 * A program that starts the sample services through the app and then waits to be killed: `node samples-owner.ts FOLDER`.
 * Prints `samples PID` when they run.
 */
import { openApp } from './opened-app.ts';

const app = openApp(process.argv[2] ?? '');
const started = await app.handlers['samples.start']({});
if (!started.ok) throw new Error(started.failure.message);
const answer = await fetch(new URL('/__plimsoll/state', started.value.urls.gateway));
const state = (await answer.json()) as { process: { pid: number } };
process.stdout.write(`samples ${state.process.pid}\n`);
