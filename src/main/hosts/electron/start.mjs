// `npm start`: the desktop window where Electron's binary is, or can be fetched; otherwise the same workbench in the
// browser, with one line that says why. Never imports `electron` itself: under plain Node that throws or downloads.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const launcher = fileURLToPath(new URL('../cli/launch.mjs', import.meta.url));

/** @returns the path of Electron's binary, or null where it is not installed */
function electronBinary() {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
    const binary = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8').trim());
    return existsSync(binary) ? binary : null;
  } catch {
    return null;
  }
}

/** Electron fetches its binary with a script of its own since version 42. */
function fetchBinary() {
  return new Promise((resolve) => {
    let script;
    try {
      script = createRequire(import.meta.url).resolve('electron/install.js');
    } catch {
      resolve(false);
      return;
    }
    const child = spawn(process.execPath, [script], { stdio: 'ignore', cwd: root, timeout: 180_000 });
    child.on('error', () => resolve(false));
    child.on('exit', (code) => resolve(code === 0));
  });
}

/** @param channel a channel besides, which closes when this process is gone: what is started ends then, too */
function run(program, args, channel = []) {
  const child = spawn(program, args, { stdio: ['inherit', 'inherit', 'inherit', ...channel], cwd: root });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => process.exit(code ?? 0));
}

const options = process.argv.slice(2);
let binary = process.env.PLIMSOLL_BROWSER === '1' ? null : electronBinary();
if (binary === null && process.env.PLIMSOLL_BROWSER !== '1') {
  process.stderr.write('Fetching the desktop shell once …\n');
  if (await fetchBinary()) binary = electronBinary();
}
const hasDisplay = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
if (binary !== null && hasDisplay) run(binary, [root, ...options]);
else {
  const reason =
    binary === null
      ? "The desktop window needs Electron's binary, which could not be fetched from its release host"
      : 'There is no display for a desktop window';
  process.stderr.write(`${reason}; opening the same workbench in the browser instead.\n`);
  run(process.execPath, [launcher, 'serve', ...options], ['ipc']);
}
