import { setFlagsFromString } from 'node:v8';
import { CommanderError } from 'commander';
import { EXIT } from '../../../contract/failure.ts';
import { whyNodeIsTooOld } from '../supported-node.ts';

const tooOld = whyNodeIsTooOld(process.versions.node);
if (tooOld !== null) {
  process.stderr.write(`plimsoll: ${tooOld}\n`);
  process.exit(EXIT.usage);
}

// A command reads much and keeps little: what is young need not grow first. To show a run of twenty minutes takes 165 MB so,
// not 260, in no more time. The first thread that makes load sets it back.
setFlagsFromString('--semi-space-growth-factor=1');

// Loaded only now: they reach the SQLite binding, which an old Node would not survive.
const { findPlaces } = await import('../places.ts');
const { buildProgram } = await import('./program.ts');
const { hideEnvironment } = await import('./hide-environment.ts');
const { processTerminal } = await import('./terminal.ts');

const { guardOutput } = await import('./guard-output.ts');
const { watchParents } = await import('./parent-watch.ts');

// Node's own answer to it is to open a debugger that any program of this machine may use.
process.on('SIGUSR1', () => undefined);
watchParents(() => process.kill(process.pid, 'SIGTERM'));
const output = guardOutput(process);

const terminal = processTerminal(output.document);
try {
  const program = buildProgram({ places: findPlaces(import.meta.url), terminal }, output.end);
  await program.parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.passed : EXIT.usage;
  else {
    const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
    terminal.err(`plimsoll: this is a bug: ${hideEnvironment(process.env)(said)}\n`);
    process.exitCode = EXIT.unexpected;
  }
}
