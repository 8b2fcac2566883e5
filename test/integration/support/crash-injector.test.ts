import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { crashCommand, seededDelay } from '../../support/crash-injector.ts';
import { createTempDir } from '../../support/temp-dir.ts';

const node = (script: string) => ({ command: process.execPath, args: ['-e', script] });
const FOR_EVER = 'setInterval(() => {}, 1000);';

/** False also for a zombie: dead, but not yet reaped by whoever inherited it. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

test('kills after a line on standard error', async () => {
  const crash = await crashCommand({
    ...node(
      `console.error('starting'); setTimeout(() => console.error('second 3 committed'), 20); ${FOR_EVER}`,
    ),
    moment: { kind: 'line', pattern: /second 3/, stream: 'stderr' },
  });
  expect([crash.struck, crash.code, crash.signal]).toEqual([true, null, 'SIGKILL']);
  expect(crash.stderr).toBe('starting\nsecond 3 committed\n');
});

test('kills when a file has grown, wherever the file comes from', async () => {
  using dir = createTempDir();
  const path = join(dir.path, 'growing');
  const crash = await crashCommand({
    ...node(`setInterval(() => require('fs').appendFileSync(${JSON.stringify(path)}, 'x'.repeat(100)), 1)`),
    moment: { kind: 'file', path, atLeastBytes: 500 },
  });
  expect([crash.struck, crash.signal]).toEqual([true, 'SIGKILL']);
});

test.runIf(process.platform === 'linux')('kills the children of the command too', async () => {
  const crash = await crashCommand({
    ...node(`
      const child = require('child_process').spawn(process.execPath, ['-e', '${FOR_EVER}'], { stdio: 'inherit' });
      console.log('child ' + child.pid); ${FOR_EVER}`),
    moment: { kind: 'line', pattern: /child \d+/ },
  });
  const child = Number(/child (\d+)/.exec(crash.stdout)?.[1]);
  expect(child).toBeGreaterThan(0);
  // 'close' came: every holder of the pipes has let go of them. The grandchild's entry stays until init collects it.
  await expect.poll(() => isAlive(child), { timeout: 10_000, interval: 5 }).toBe(false);
});

test('says that the command ended before the moment came', async () => {
  const crash = await crashCommand({ ...node('process.exit(3)'), moment: { kind: 'delay', ms: 20_000 } });
  expect([crash.struck, crash.code, crash.afterMs]).toEqual([false, 3, Number.NaN]);
});

test('kills and rejects when the moment does not come in time', async () => {
  await expect(
    crashCommand({ ...node(FOR_EVER), moment: { kind: 'line', pattern: /never/ }, deadlineMs: 200 }),
  ).rejects.toThrow('the moment to strike did not come in time');
});

test('a seeded delay is the same moment every time, and the process lives that long', async () => {
  const moment = seededDelay(5, 100, 200);
  expect(seededDelay(5, 100, 200)).toEqual(moment);
  const crash = await crashCommand({ ...node(FOR_EVER), moment });
  expect(crash.afterMs).toBeGreaterThanOrEqual((moment.kind === 'delay' ? moment.ms : Number.NaN) - 1);
});
