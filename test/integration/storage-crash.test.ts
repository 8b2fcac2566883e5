import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStorage } from '../../src/main/storage/storage.ts';
import { crashWriter } from '../support/storage-crash.ts';
import { createTempDir, type TempDir } from '../support/temp-dir.ts';
import { HEADLINE, madeRun, madeSecond } from '../unit/main/storage/made-run.ts';

const ROUNDS = 20;
let dir: TempDir & Disposable;
beforeEach(() => {
  dir = createTempDir();
});
afterEach(() => dir.remove());

describe('kill -9 of a process that writes a run', () => {
  it(`loses no second it was told was saved, in ${ROUNDS} rounds, and leaves the run listed as interrupted`, async () => {
    for (let seed = 1; seed <= ROUNDS; seed += 1) {
      const crash = await crashWriter(dir.path, seed);
      const { acknowledged, intact, durationMs } = crash;
      // One commit more than acknowledged may have reached the disk before the line was printed.
      expect(intact - acknowledged, `round ${seed}`).toBeOneOf([0, 1]);
      expect({ ...crash, acknowledged, intact, durationMs }, `round ${seed}`).toEqual({
        acknowledged,
        intact,
        damaged: [],
        state: 'interrupted',
        durationMs: intact * 1_000,
        notice: null,
      });
    }
  });
});

describe('several processes on one folder', () => {
  const appender = fileURLToPath(new URL('../support/storage-appender.ts', import.meta.url));

  async function startWriter(runId: string) {
    const child = spawn(process.execPath, [appender, dir.path, runId], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    return child;
  }

  it('write at once; none takes another’s run for interrupted while its process lives', async () => {
    const writers = await Promise.all([startWriter('first'), startWriter('second')]);
    const opened = openStorage(dir.path);
    if (!opened.ok) throw new Error(opened.failure.message);
    const { runs, close } = opened.value;
    runs.create(madeRun('own'));
    for (let second = 0; second < 30; second += 1) {
      runs.appendSecond('own', madeSecond(second), HEADLINE);
      expect(runs.repairInterrupted()).toEqual([]);
    }
    expect(runs.runningElsewhere().toSorted()).toEqual(['first', 'second']);
    for (const writer of writers) {
      writer.kill('SIGKILL');
      await once(writer, 'close');
    }
    expect(runs.repairInterrupted().toSorted()).toEqual(['first', 'second']);
    expect(
      runs
        .list(10)
        .map((run) => [run.runId, run.state])
        .toSorted(),
    ).toEqual([
      ['first', 'interrupted'],
      ['own', 'running'],
      ['second', 'interrupted'],
    ]);
    expect(runs.seconds('own').seconds.length).toBe(30);
    expect(runs.seconds('first').damaged.concat(runs.seconds('second').damaged)).toEqual([]);
    close();
  });

  it('a process that is stopped, not dead, keeps its run', async () => {
    const writer = await startWriter('frozen');
    writer.kill('SIGSTOP');
    const opened = openStorage(dir.path, { now: () => Date.now() + 3_600_000 });
    if (!opened.ok) throw new Error(opened.failure.message);
    expect(opened.value.runs.repairInterrupted()).toEqual([]);
    expect(opened.value.runs.listing('frozen')?.state).toBe('running');
    writer.kill('SIGKILL');
    await once(writer, 'close');
    expect(opened.value.runs.repairInterrupted()).toEqual(['frozen']);
    opened.value.close();
  });
});
