import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type BinKeeper, openBinKeeper } from '../../../../src/main/storage/bin.ts';
import { connect, queriesOf } from '../../../../src/main/storage/database.ts';
import type { Storage } from '../../../../src/main/storage/storage.ts';
import { createTempDir, type TempDir } from '../../../support/temp-dir.ts';
import { finishRun, HEADLINE, madeRun, madeSecond, openFolder } from './made-run.ts';

/** Of each run: the first goes in two pieces and one for the run itself. */
const SECONDS = { a: 120, b: 6, c: 6 } as const;
let dir: TempDir;
let storage: Storage;
let keeper: BinKeeper;

/** Three runs; the first two are in the bin. */
function openRuns(): void {
  dir = createTempDir();
  storage = openFolder(dir.path);
  for (const [runId, seconds] of Object.entries(SECONDS)) {
    storage.runs.create(madeRun(runId));
    for (let second = 0; second < seconds; second += 1)
      storage.runs.appendSecond(runId, madeSecond(second, 4), HEADLINE);
    finishRun(storage, runId, seconds);
  }
  for (const runId of ['a', 'b']) storage.runs.setDeleted(runId, true);
  keeper = openBinKeeper(dir.path);
}

afterEach(() => {
  keeper.close();
  storage.close();
  dir.remove();
});

function rowsOf(table: string): unknown {
  const database = connect(join(dir.path, 'plimsoll.db'), { readonly: true });
  try {
    return queriesOf(database)(`SELECT run, COUNT(*) AS rows FROM ${table} GROUP BY run`).all();
  } finally {
    database.close();
  }
}

describe('emptying the bin', () => {
  it('takes what is in it and not pinned, and nothing else', () => {
    openRuns();
    storage.runs.setPinned('b', true);
    expect(keeper.mark(['a', 'b', 'c', 'nobody'])).toBe(1);
    expect([...storage.runs.held()]).toEqual([['b', 'pinned']]);
    let pieces = 0;
    while (keeper.removePiece()) pieces += 1;
    expect(pieces).toBe(3);
    expect(rowsOf('seconds')).toEqual([
      { run: 2, rows: SECONDS.b },
      { run: 3, rows: SECONDS.c },
    ]);
    expect(storage.runs.seconds('c')).toMatchObject({ damaged: [] });
    expect(storage.runs.seconds('b').seconds).toHaveLength(SECONDS.b);
    expect(storage.runs.list(9, true).map(({ runId }) => runId)).toEqual(['b']);
  });

  it('shows nothing any more of a run that is marked, however much of it is left', () => {
    openRuns();
    keeper.mark(['a']);
    keeper.removePiece();
    expect([storage.runs.get('a'), storage.runs.listing('a'), storage.runs.seals().has('a')]).toEqual([
      null,
      null,
      false,
    ]);
    expect(storage.runs.list(9, true).map(({ runId }) => runId)).toEqual(['b']);
    expect(storage.runs.hasMarked()).toBe(true);
    // Whoever comes later takes up what was left.
    const later = openBinKeeper(dir.path);
    while (later.removePiece());
    later.close();
    expect(storage.runs.hasMarked()).toBe(false);
    expect(rowsOf('series_seconds')).toEqual([
      { run: 2, rows: SECONDS.b * 4 },
      { run: 3, rows: SECONDS.c * 4 },
    ]);
  });

  it('gives the room back to the disk', () => {
    openRuns();
    keeper.compact();
    const before = keeper.fileUse().fileBytes;
    keeper.mark(['a', 'b']);
    while (keeper.removePiece());
    const { reusableBytes } = keeper.fileUse();
    expect(reusableBytes).toBeGreaterThan(0);
    keeper.compact();
    const after = keeper.fileUse();
    expect(after.reusableBytes).toBe(0);
    expect(before - after.fileBytes).toBeGreaterThanOrEqual(reusableBytes);
    expect(storage.runs.seconds('c').seconds).toHaveLength(SECONDS.c);
  });
});

describe('the size of a run', () => {
  it('is what its rows hold, and remembered until the run changes', () => {
    openRuns();
    const sizes = keeper.sizes();
    expect([...sizes.keys()].toSorted()).toEqual(['a', 'b', 'c']);
    expect(sizes.get('b')).toBe(sizes.get('c'));
    const database = connect(join(dir.path, 'plimsoll.db'), { mustExist: true });
    // What SQLite itself says of the pages of these tables.
    const pages = queriesOf(database)(
      "SELECT SUM(payload) AS bytes FROM dbstat WHERE name IN ('seconds', 'series_seconds')",
    ).get();
    const all = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
    expect(all / Number(pages?.bytes)).toBeGreaterThan(0.9);
    expect(all / Number(pages?.bytes)).toBeLessThan(1.3);
    database.exec('DELETE FROM seconds WHERE run = 1');
    expect(keeper.sizes()).toEqual(sizes);
    database.exec('DELETE FROM run_sizes');
    expect(keeper.sizes().get('a')).toBeLessThan(sizes.get('a') ?? 0);
    database.close();
  });
});
