import { describe, expect, it } from 'vitest';
import type { RunSecond } from '../../../../../src/contract/tick.ts';
import { SecondSaver } from '../../../../../src/main/services/runs/second-saver.ts';
import { HEADLINE, madeSecond } from '../../storage/made-run.ts';

const FULL = {
  code: 'storage.disk_full',
  side: 'client',
  message: 'The disk that holds /data is full.',
  hint: '',
} as const;

/** A store whose disk is full when told so. */
function setUp(mostWaitingBytes?: number) {
  const disk = { full: false, bug: false };
  const saved: number[] = [];
  const bugs: unknown[] = [];
  const saver = new SecondSaver({
    runId: 'a',
    store: {
      appendSecond: (_: string, second: RunSecond) => {
        if (disk.full) throw Object.assign(new Error('full'), { code: 'SQLITE_FULL' });
        if (disk.bug) throw new Error('a bug');
        saved.push(second.second);
      },
    },
    failureOf: (thrown) => (thrown instanceof Error && 'code' in thrown ? FULL : null),
    onBug: (error) => bugs.push(error),
    ...(mostWaitingBytes === undefined ? {} : { mostWaitingBytes }),
  });
  const save = (index: number) => saver.save(madeSecond(index), HEADLINE);
  return { disk, saved, bugs, saver, save };
}

describe('saving seconds', () => {
  it('saves each as it comes and has nothing to complain of', () => {
    const { saver, save, saved } = setUp();
    save(0);
    save(1);
    expect([saved, saver.trouble()]).toEqual([[0, 1], '']);
  });

  it('keeps what a full disk does not take, says so, and saves it in order when there is room again', () => {
    const { saver, save, saved, disk } = setUp();
    save(0);
    disk.full = true;
    save(1);
    expect(saver.trouble()).toBe(
      'The disk that holds /data is full. 1 second of the run waits in memory to be saved.',
    );
    save(2);
    expect(saver.trouble()).toBe(
      'The disk that holds /data is full. 2 seconds of the run wait in memory to be saved.',
    );
    expect(saver.flush()).toBe(false);
    disk.full = false;
    save(3);
    expect([saved, saver.trouble(), saver.flush()]).toEqual([[0, 1, 2, 3], '', true]);
  });

  it('gives up the oldest seconds when memory is used up, and says how many for good', () => {
    // A made second counts 94 bytes of histograms and 4 rows of 512: room for two.
    const { saver, save, saved, disk } = setUp(5_000);
    disk.full = true;
    for (let second = 0; second < 10; second += 1) save(second);
    disk.full = false;
    save(10);
    expect(saved).toEqual([8, 9, 10]);
    expect(saver.trouble()).toBe(
      '8 seconds of the run could not be saved; the figures shown live include them.',
    );
  });

  it('reports a bug, loses that second, and goes on', () => {
    const { saver, save, saved, disk, bugs } = setUp();
    disk.bug = true;
    save(0);
    disk.bug = false;
    save(1);
    expect([saved, bugs]).toEqual([[1], [new Error('a bug')]]);
    expect(saver.trouble()).toBe(
      '1 second of the run could not be saved; the figures shown live include them.',
    );
  });

  it('gives up what waits, and says so for good', () => {
    const { saver, save, saved, disk } = setUp();
    disk.full = true;
    save(0);
    save(1);
    saver.giveUp();
    expect([saver.flush(), saved]).toEqual([true, []]);
    expect(saver.trouble()).toBe(
      '2 seconds of the run could not be saved; the figures shown live include them.',
    );
  });
});
