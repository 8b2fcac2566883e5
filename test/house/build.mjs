// `npm run build`, also run by `npm ci` and, on the way, by npx: builds beside `out/` and swaps the new files in one by
// one, so that a command that starts or runs meanwhile finds a whole program. Plain JavaScript that any Node can read.
//
// - What is named by its content (chunks, assets) comes first and stays for a day: a running command may load it late.
// - Entries are renamed into place last, each at once, the command line at the very end.
// - Files that did not change stay as they are: most builds change nothing.
import { spawn } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const KEPT_MS = 24 * 3_600_000;
const LOCK_WITHIN_MS = 60_000;
const ENTRIES = [
  'main/load-thread.js',
  'main/sampler.js',
  'main/text-reader.js',
  'main/run-reader.js',
  'main/sample-services.js',
  'main/electron.js',
  'main/cli.js',
];

const root = fileURLToPath(new URL('../../', import.meta.url));
const out = join(root, 'out');
const fresh = join(root, `out.building-${process.pid}`);

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Folders of builds that were killed. */
function clearAbandoned() {
  for (const name of readdirSync(root)) {
    const pid = /^out\.building-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid)))
      rmSync(join(root, name), { recursive: true, force: true });
  }
}

/** The program and its window; beside them, at the same time, the page of report files. */
async function build() {
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const electronVite = join(root, 'node_modules/electron-vite/bin/electron-vite.js');
  const ended = await Promise.all([
    ran(electronVite, ['build', '--logLevel', 'warn']),
    ran(vite, ['build', '--config', 'report.vite.config.ts', '--logLevel', 'warn']),
  ]);
  if (ended.some((code) => code !== 0))
    throw new Error('the build failed; what was built before is untouched');
}

function ran(program, args) {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: root,
    stdio: 'inherit',
    // Whatever the shell says: what is built is what people run.
    env: { ...process.env, NODE_ENV: 'production', PLIMSOLL_OUT: fresh },
  });
  return new Promise((resolve) => child.on('exit', resolve));
}

/** Two builds that end at once swap one after the other: entries of one never stand beside those of the other. */
function locked(act) {
  mkdirSync(out, { recursive: true });
  const file = join(out, '.swapping');
  const until = Date.now() + LOCK_WITHIN_MS;
  for (;;) {
    try {
      const handle = openSync(file, 'wx');
      writeSync(handle, String(process.pid));
      closeSync(handle);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST' || Date.now() > until) throw error;
      const holder = Number(textOf(file));
      if (holder > 0 && !isAlive(holder)) rmSync(file, { force: true });
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    }
  }
  try {
    act();
  } finally {
    rmSync(file, { force: true });
  }
}

function textOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function filesIn(folder, under = '') {
  return readdirSync(join(folder, under), { withFileTypes: true }).flatMap((entry) => {
    const path = under === '' ? entry.name : `${under}/${entry.name}`;
    return entry.isDirectory() ? filesIn(folder, path) : [path];
  });
}

const rank = (path) =>
  /(^|\/)(chunks|assets)\//.test(path) ? -1 : ENTRIES.indexOf(path.replace(/\.map$/, '')) + 1;

function sameBytes(a, b) {
  try {
    return readFileSync(a).equals(readFileSync(b));
  } catch {
    return false;
  }
}

function swapIn() {
  const files = filesIn(fresh).sort((a, b) => rank(a) - rank(b));
  const now = new Date();
  for (const path of files) {
    const to = join(out, path);
    if (!sameBytes(join(fresh, path), to)) {
      mkdirSync(dirname(to), { recursive: true });
      renameSync(join(fresh, path), to);
    }
    utimesSync(to, now, now);
  }
  const kept = new Set(files);
  for (const part of readdirSync(fresh)) {
    for (const path of filesIn(out, part)) {
      if (!kept.has(path) && now.getTime() - statSync(join(out, path)).mtimeMs > KEPT_MS)
        rmSync(join(out, path));
    }
  }
}

clearAbandoned();
try {
  await build();
  locked(swapIn);
} catch (error) {
  process.stderr.write(`plimsoll: ${error.message}.\n`);
  process.exitCode = 1;
} finally {
  rmSync(fresh, { recursive: true, force: true });
}
