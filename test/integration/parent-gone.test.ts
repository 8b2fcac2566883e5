import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Summary } from '../../src/contract/summary.ts';
import type { RunRow } from '../../src/contract/wire.ts';
import { monotonicUs } from '../support/monotonic.ts';
import { type RecordingServer, startRecordingServer } from '../support/recording-server.ts';
import { createTempDir, type TempDir } from '../support/temp-dir.ts';
import { runPlimsoll } from '../support/workbench.ts';

/** A load ends with whoever started it, and what it measured is kept. */
const LAUNCHER = fileURLToPath(new URL('../../src/main/hosts/cli/launch.mjs', import.meta.url));
const CLI = fileURLToPath(new URL('../../out/main/cli.js', import.meta.url));
/** A program that starts another and outlives nothing: what npm is to a command, without npm's own handlers. */
const STARTER = `
const { spawn } = require('node:child_process');
const [channel, program, ...args] = process.argv.slice(1);
spawn(program, args, { stdio: ['ignore', 'ignore', 'ignore', ...(channel === 'ipc' ? ['ipc'] : [])] });
setInterval(() => {}, 1000);
`;
let server: RecordingServer;
let dir: TempDir;
beforeEach(async () => {
  server = await startRecordingServer();
  dir = createTempDir();
});
afterEach(async () => {
  await server.close();
  dir.remove();
});

const runArgs = (duration = '30s') => [
  ...['run', `${server.url}/`, '--rate', '40', '--duration', duration, '--quiet'],
  ...['--data-dir', dir.path],
];

function startBy(channel: 'ipc' | 'none', program: string, args: readonly string[], env = {}): ChildProcess {
  return spawn(process.execPath, ['-e', STARTER, channel, program, ...args], {
    stdio: 'ignore',
    env: { ...process.env, npm_command: undefined, ...env },
  });
}

/** The run as it is kept, once its program has ended it. */
async function keptRun(): Promise<Summary> {
  await vi.waitFor(
    async () => {
      const { out } = await runPlimsoll(['runs', '--json', '-', '--data-dir', dir.path]);
      expect((JSON.parse(out) as RunRow[])[0]?.state).toBe('stopped');
    },
    { timeout: 20_000, interval: 500 },
  );
  const { out } = await runPlimsoll(['show', 'last', '--json', '-', '--data-dir', dir.path]);
  return JSON.parse(out) as Summary;
}

async function endsWith(parent: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  await server.received(30);
  const killedUs = monotonicUs();
  parent.kill(signal);
  const { totals } = await keptRun();
  const lastUs = server.requests.at(-1)?.atUs ?? 0;
  expect(lastUs - killedUs).toBeLessThan(1_000_000);
  expect(totals.sent).toBe(server.counts().requests);
}

describe.skipIf(process.platform !== 'linux')('a load whose parent is gone', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGABRT', 'SIGKILL'] as const)(
    'stops within a second of %s to the launcher that holds its channel, and is kept as stopped',
    async (signal) => endsWith(startBy('ipc', process.execPath, [CLI, ...runArgs()]), signal),
  );

  it.each(['SIGTERM', 'SIGKILL'] as const)('stops within a second of %s to npm', async (signal) => {
    const command = [process.execPath, LAUNCHER, ...runArgs()].map((word) => `'${word}'`).join(' ');
    // More than one command, so that the shell stays in between, as the shells of some systems do.
    await endsWith(startBy('none', 'sh', ['-c', `${command}; true`], { npm_command: 'exec' }), signal);
  });

  it.skipIf(oldNode() === null)('stops when a launcher on an old Node is killed', async () => {
    const launcher = spawn(oldNode() ?? '', [LAUNCHER, ...runArgs()], { stdio: 'ignore' });
    await endsWith(launcher, 'SIGKILL');
  });

  it('goes on where a shell of the user started it and is closed', async () => {
    const command = [process.execPath, LAUNCHER, ...runArgs('3s')].map((word) => `'${word}'`);
    const shell = startBy('none', 'sh', ['-c', `${command.join(' ')}; true`]);
    await server.received(10);
    shell.kill('SIGKILL');
    await server.received(115);
  });
});

describe.skipIf(process.platform === 'win32')('a run that is told to end', () => {
  it.each(['SIGHUP', 'SIGTERM'] as const)('by %s ends with 130 and is kept as stopped', async (signal) => {
    const { code } = await runPlimsoll(runArgs(), {
      onStart: (child) => void server.received(30).then(() => child.kill(signal)),
    });
    expect(code).toBe(130);
    expect((await keptRun()).totals.sent).toBe(server.counts().requests);
  });

  it('opens no debugger on SIGUSR1', async () => {
    let err = '';
    const child = spawn(process.execPath, [LAUNCHER, ...runArgs('2s')], { stdio: 'pipe' });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    await server.received(5);
    child.kill('SIGUSR1');
    const [code] = await once(child, 'close');
    expect([code, err.includes('Debugger listening')]).toEqual([0, false]);
  });
});

it.skipIf(process.platform === 'win32')('sample services end with the command that was killed', async () => {
  const child = spawn(process.execPath, [LAUNCHER, 'services', '--base-port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const { pid } = JSON.parse(line.toString()) as { pid: number };
  child.kill('SIGKILL');
  await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow(/ESRCH/), { timeout: 5_000 });
});

/** A Node older than 22.14, where the machine has one: the launcher starts the project's own then. */
function oldNode(): string | null {
  const found = ['/usr/bin/node', '/usr/local/bin/node'].find(existsSync);
  if (found === undefined) return null;
  const version = execFileSync(found, ['-p', 'process.versions.node'], { encoding: 'utf8' });
  return Number(version.split('.')[0]) < 22 ? found : null;
}
