#!/usr/bin/env node
// Entry of `npx plimsoll`. Plain JavaScript that any Node can read, because its first duty is to look at the Node it
// runs on: under Node older than 22.14 the SQLite binding does not fail, it crashes the process. The project brings its
// own Node 24 (dev dependency `node`), so an older one on PATH only means one more process.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const OLDEST = [22, 14];
const BUILT_WITHIN_MS = 60_000;
const program = fileURLToPath(new URL('../../../../out/main/cli.js', import.meta.url));

function isTooOld(version) {
  const [major, minor] = version.split('.').map(Number);
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
}

function ownNode() {
  try {
    const manifest = createRequire(import.meta.url).resolve('node/package.json');
    const binary = manifest.replace(
      /package\.json$/,
      process.platform === 'win32' ? 'bin/node.exe' : 'bin/node',
    );
    return existsSync(binary) ? binary : null;
  } catch {
    return null;
  }
}

function stop(sentence) {
  process.stderr.write(`plimsoll: ${sentence}\n`);
  process.exit(2);
}

/** A first build that is under way is waited for; it puts the program into place as its last file. */
async function untilBuilt() {
  const root = fileURLToPath(new URL('../../../../', import.meta.url));
  const until = Date.now() + BUILT_WITHIN_MS;
  while (!existsSync(program) && Date.now() < until && isBuilding(root)) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function isBuilding(root) {
  return readdirSync(root).some((name) => {
    const pid = /^out\.building-(\d+)$/.exec(name)?.[1];
    try {
      return pid !== undefined && process.kill(Number(pid), 0);
    } catch {
      return false;
    }
  });
}

function runUnder(node) {
  // The channel closes when this process is gone, however it ended: the child watches it.
  const child = spawn(node, ['--disable-sigusr1', program, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  process.on('disconnect', () => child.kill());
  // Ctrl-C reaches the child too, as a member of the same terminal group; the child takes two within a moment as one.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => stop(`${node} could not be started (${error.message}); run npm ci again`));
  child.on('exit', (code, signal) =>
    process.exit(signal === null ? (code ?? 1) : 128 + constants.signals[signal]),
  );
}

// Node's own answer to it is to open a debugger that any program of this machine may use.
process.on('SIGUSR1', () => undefined);
await untilBuilt();
if (!existsSync(program)) stop('the program is not built yet; run npm run build once');
if (!isTooOld(process.versions.node)) await import(program);
else {
  const node = ownNode();
  if (node === null) {
    stop(
      `Node ${process.versions.node} is too old (22.14 or newer is needed); run npm ci, which brings Node 24, or install it`,
    );
  }
  runUnder(node);
}
