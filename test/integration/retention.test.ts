import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failureText, type Result } from '../../src/contract/failure.ts';
import type { App } from '../../src/main/services/app-port.ts';
import { openApp } from '../support/opened-app.ts';
import { createTempDir, type TempDir } from '../support/temp-dir.ts';
import { runPlimsoll } from '../support/workbench.ts';
import {
  finishRun,
  HEADLINE,
  madeRun,
  madeSecond,
  openFolder,
  STARTED_AT,
} from '../unit/main/storage/made-run.ts';

const DAY_MS = 86_400_000;
/** Seconds of each run: the first goes in two pieces, and one for the run itself. */
const RUNS = { a: 110, b: 8, c: 8 } as const;
let dir: TempDir;
let app: App | null = null;

beforeEach(() => {
  dir = createTempDir();
  const storage = openFolder(dir.path);
  for (const [nth, [runId, count]] of Object.entries(RUNS).entries()) {
    storage.runs.create(madeRun(runId, STARTED_AT + nth * DAY_MS));
    for (let second = 0; second < count; second += 1)
      storage.runs.appendSecond(runId, madeSecond(second), HEADLINE);
    finishRun(storage, runId, count);
  }
  for (const runId of ['a', 'b']) storage.runs.setDeleted(runId, true);
  storage.close();
});
afterEach(async () => {
  await app?.close();
  app = null;
  dir.remove();
});

function value<Answer>(result: Result<Answer>): Answer {
  if (!result.ok) throw new Error(failureText(result.failure));
  return result.value;
}

/** As the window has it: the bin is emptied in a thread. */
function opened(): App {
  app = openApp(dir.path, { env: {}, now: () => STARTED_AT + 3 * DAY_MS }, { host: 'web' });
  return app;
}

describe('a process that is killed while it empties the bin', () => {
  const emptier = fileURLToPath(new URL('../support/bin-emptier.ts', import.meta.url));

  it.each([0, 2])('after %i pieces loses nothing of what was not to go', async (pieces) => {
    const { signal } = spawnSync(process.execPath, [emptier, dir.path, String(pieces), 'a']);
    expect(signal).toBe('SIGKILL');
    const storage = openFolder(dir.path);
    // The other run of the bin can be restored, whole; the one outside it is untouched.
    storage.runs.setDeleted('b', false);
    for (const runId of ['b', 'c'] as const) {
      const { seconds, damaged } = storage.runs.seconds(runId);
      expect([seconds.length, damaged, storage.runs.get(runId)?.damage]).toEqual([
        RUNS[runId],
        [],
        undefined,
      ]);
    }
    expect([storage.runs.get('a'), storage.runs.list(9, true)]).toEqual([null, []]);
    expect(storage.runs.hasMarked()).toBe(pieces < 3);
    storage.close();
    // What was left of it goes at the next start.
    opened();
    await expect
      .poll(() => {
        const later = openFolder(dir.path);
        const isLeft = later.runs.hasMarked();
        later.close();
        return isLeft;
      })
      .toBe(false);
  });
});

describe('the bin', () => {
  it('says what goes and what it frees, takes that and no more, and tells of it', async () => {
    const { handlers, on } = opened();
    const told: (readonly string[])[] = [];
    on('runs.emptied', ({ runIds }) => told.push(runIds));
    value(await handlers['runs.pin']({ runId: 'b', pinned: true }));
    const bin = value(await handlers['runs.bin']({}));
    expect(bin.goes.map(({ runId }) => runId)).toEqual(['a']);
    expect(bin.stays.map(({ runId, because }) => [runId, because])).toEqual([['b', 'pinned']]);
    expect(bin.bytes).toBe(bin.goes[0]?.bytes);
    const before = value(await handlers['storage.use']({}));
    expect([before.runs.count, before.bin.count, before.bytesOf.a]).toEqual([1, 2, bin.bytes]);
    // What is not in the bin, or is held, stays, whatever is asked.
    const emptied = value(await handlers['runs.empty']({ runIds: ['a', 'b', 'c', 'nobody'] }));
    expect([emptied.runs, emptied.note]).toEqual([1, '']);
    expect(emptied.freedBytes).toBeGreaterThan(bin.bytes / 2);
    const after = value(await handlers['storage.use']({}));
    expect([after.runs.count, after.bin.count, 'a' in after.bytesOf]).toEqual([1, 1, false]);
    expect(told).toEqual([['a']]);
    const gone = await handlers['runs.restore']({ runId: 'a' });
    expect(!gone.ok && failureText(gone.failure)).toBe(
      'There is no run a. The list of runs shows which exist.',
    );
  });
});

describe('a rule', () => {
  it('says what it would move, moves that to the bin when it is set, and at every start', async () => {
    const { handlers } = opened();
    value(await handlers['runs.restore']({ runId: 'a' }));
    value(await handlers['runs.restore']({ runId: 'b' }));
    value(await handlers['runs.pin']({ runId: 'a', pinned: true }));
    const rule = { lastRuns: 1, lastDays: null };
    const preview = value(await handlers['retention.preview']({ rule }));
    expect(preview.moves.map(({ runId }) => runId)).toEqual(['b']);
    expect(value(await handlers['retention.get']({}))).toEqual({ lastRuns: null, lastDays: null });
    expect(value(await handlers['retention.set']({ rule }))).toEqual({ rule, moved: ['b'] });
    value(await handlers['runs.restore']({ runId: 'b' }));
    await app?.close();
    opened();
    // Into the bin only, with all it holds.
    const storage = openFolder(dir.path);
    expect(storage.runs.list(9, true).map(({ runId }) => runId)).toEqual(['b']);
    expect(storage.runs.seconds('b').seconds).toHaveLength(RUNS.b);
    storage.close();
  });
});

describe('the command line', () => {
  it('takes the folder wherever it is typed, and removes nothing unless it is told to', async () => {
    const trap = join(dir.path, 'trap');
    const plimsoll = async (...args: string[]) => {
      const { code, out } = await runPlimsoll(args, { env: { PLIMSOLL_HOME: trap } });
      return [code, out.trim().split('\n').at(-1)];
    };
    const where = ['--data-dir', dir.path];
    expect(await plimsoll('runs', ...where, 'pin', 'b')).toEqual([
      0,
      'Pinned run b (run b): it is never emptied from the bin, and no rule moves it there.',
    ]);
    expect((await plimsoll('runs', 'empty', ...where))[1]).toMatch(
      /^Emptying the bin removes 1 run for good and frees about [\d.]+ kB\. Nothing was removed yet: plimsoll runs empty --yes$/,
    );
    expect((await plimsoll('runs', 'empty', ...where, '--yes'))[1]).toMatch(
      /^Removed 1 run for good; .* are free again\.$/,
    );
    expect(await plimsoll('runs', 'keep', ...where)).toEqual([0, 'Every run is kept.']);
    expect(existsSync(trap)).toBe(false);
  });
});
