import { execFile, execFileSync, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RecordingServer, startRecordingServer } from '../support/recording-server.ts';
import { createTempDir } from '../support/temp-dir.ts';
import { runPlimsoll } from '../support/workbench.ts';

/** Where a result may be sent that is no plain file, and what then becomes of it and of the exit code. */
const LAUNCHER = fileURLToPath(new URL('../../src/main/hosts/cli/launch.mjs', import.meta.url));
const dir = createTempDir();
let server: RecordingServer;
beforeAll(async () => {
  server = await startRecordingServer();
});
afterAll(async () => {
  await server.close();
  dir.remove();
});

const runArgs = (...outputs: string[]) => [
  ...['run', `${server.url}/`, '--rate', '20', '--duration', '1s', '--quiet'],
  ...outputs,
  ...['--data-dir', join(dir.path, 'data')],
];

/** The command line with its standard output sent to a file of the system. */
function runInto(path: string, args: readonly string[]): Promise<{ code: number | null; err: string }> {
  const handle = openSync(path, 'w');
  const child = spawn(process.execPath, [LAUNCHER, ...args], { stdio: ['ignore', handle, 'pipe'] });
  closeSync(handle);
  let err = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, err })));
}

describe.skipIf(process.platform === 'win32')('an output that is a device or a pipe', () => {
  it('a device stays one, as root too', async () => {
    const device = join(dir.path, 'null');
    // Made here where that is allowed, so that a fault costs this machine nothing.
    if (process.getuid?.() === 0) execFileSync('mknod', [device, 'c', '1', '3']);
    const place = process.getuid?.() === 0 ? device : '/dev/null';
    const { code } = await runPlimsoll(runArgs('--json', place, '--html', place));
    expect(code).toBe(0);
    expect(statSync(place).isCharacterDevice()).toBe(true);
  });

  it('a pipe is written into, and stays one', async () => {
    const pipe = join(dir.path, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const copy = join(dir.path, 'copy.json');
    const reader = spawn('sh', ['-c', 'cat "$0" > "$1"', pipe, copy], { stdio: 'ignore' });
    const read = new Promise((resolve) => reader.once('close', resolve));
    const { code } = await runPlimsoll(runArgs('--json', pipe));
    await read;
    expect([code, statSync(pipe).isFIFO()]).toEqual([0, true]);
    expect(JSON.parse(readFileSync(copy, 'utf8')).schema).toMatch(/^plimsoll\.summary/);
    const unread = await runPlimsoll([
      'export',
      'last',
      '--html',
      pipe,
      '--data-dir',
      join(dir.path, 'data'),
    ]);
    expect(unread.code).toBe(2);
    expect(unread.err).toContain(`Nothing reads from ${pipe}, so it was not written. Start its reader first`);
  });

  it('a full one is said, and the others are written all the same', async () => {
    const markdown = join(dir.path, 'full.md');
    const { code, err } = await runPlimsoll(runArgs('--html', '/dev/full', '--markdown', markdown));
    expect(code).toBe(2);
    expect(err).toContain('/dev/full was not written: no space is left there.');
    expect(err).toMatch(/The run itself is stored: free some space there, then plimsoll export \S+,/);
    expect(readFileSync(markdown, 'utf8')).toContain('# ');
  });

  it("never hides the verdict's code", async () => {
    const failing = await startRecordingServer({ status: 500 });
    const args = ['run', `${failing.url}/`, '--rate', '20', '--duration', '1s', '--html', '/dev/full'];
    args.push('--save-plan', '/dev/full');
    const { code, err } = await runPlimsoll([...args, '--data-dir', join(dir.path, 'data')]);
    await failing.close();
    expect(err.match(/\/dev\/full was not written/g)).toHaveLength(2);
    expect(code).toBe(4);
  });
});

describe.skipIf(process.platform === 'win32')('standard output', () => {
  it('that is full is an error', async () => {
    const { code, err } = await runInto('/dev/full', runArgs('--json', '-'));
    expect(err).toContain('plimsoll: Standard output could not be written: no space is left there.');
    expect(code).toBe(2);
    expect((await runInto('/dev/full', ['presets'])).code).toBe(2);
  });

  it('that is closed by its reader ends quietly', async () => {
    const script = '"$0" "$@" | head -c 1 >/dev/null; echo "$PIPESTATUS"';
    const shell = ['-c', script, process.execPath, LAUNCHER, ...runArgs('--json', '-')];
    const { stdout } = await promisify(execFile)('bash', shell);
    expect(stdout).toBe('0\n');
  });
});

describe('outputs are looked at before anything is sent', () => {
  it.each([
    [
      'a folder that is not there',
      (at: string) => ['--html', join(at, 'none', 'a.html')],
      /folder .*none does not exist\./,
    ],
    [
      'a folder in its place',
      (at: string) => ['--json', join(at, 'taken')],
      /taken is a folder\. Name a file/,
    ],
    [
      'a file as the folder',
      () => ['--junit', '/dev/null/a.xml'],
      /\/dev\/null is a device or a pipe, not a folder\./,
    ],
    [
      'a folder of tables in a file',
      () => ['--csv', '/dev/null'],
      /\/dev\/null is a device or a pipe, not a folder\./,
    ],
    [
      'a folder of tables that is a file',
      (at: string) => ['--csv', join(at, 'mine.yaml')],
      /mine\.yaml is a file, not a folder\. Name a folder/,
    ],
    [
      'one file for two',
      (at: string) => ['--json', join(at, 'a'), '--html', join(at, 'a')],
      /Two outputs would be/,
    ],
    [
      'a plan and a report in one file',
      (at: string) => ['--save-plan', join(at, 'a'), '--json', join(at, 'a')],
      /Two outputs would be/,
    ],
    [
      'a plan where there is one',
      (at: string) => ['--save-plan', join(at, 'mine.yaml')],
      /mine\.yaml already exists\. Name another file, or run it/,
    ],
    [
      'a plan in a folder that is not there',
      (at: string) => ['--save-plan', join(at, 'none', 'plan.yaml')],
      /folder .*none does not exist\./,
    ],
    [
      'standard output for a report',
      () => ['--html', '-'],
      /Only --json can go to standard output, not html\./,
    ],
  ])('%s', async (_what, outputs, sentence) => {
    mkdirSync(join(dir.path, 'taken'), { recursive: true });
    writeFileSync(join(dir.path, 'mine.yaml'), 'mine');
    const before = server.counts().requests;
    const { code, err } = await runPlimsoll(runArgs(...outputs(dir.path)));
    expect(err).toMatch(sentence);
    expect(code).toBe(2);
    expect(server.counts().requests).toBe(before);
    expect(readFileSync(join(dir.path, 'mine.yaml'), 'utf8')).toBe('mine');
  });

  it('and before the ten seconds of doctor', async () => {
    const begun = performance.now();
    const args = ['doctor', '--json', join(dir.path, 'none', 'a.json'), '--data-dir', join(dir.path, 'data')];
    const { code, err } = await runPlimsoll(args);
    expect([code, err]).toEqual([2, expect.stringMatching(/folder .*none does not exist\./)]);
    expect(performance.now() - begun).toBeLessThan(9_000);
  });
});
