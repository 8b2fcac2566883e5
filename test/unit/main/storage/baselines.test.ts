import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { connect } from '../../../../src/main/storage/database.ts';
import type { Storage } from '../../../../src/main/storage/storage.ts';
import { createTempDir, type TempDir } from '../../../support/temp-dir.ts';
import { madeRun, openFolder } from './made-run.ts';

let dir: TempDir;
let storage: Storage;
beforeEach(() => {
  dir = createTempDir();
  storage = openFolder(dir.path);
});
afterEach(() => {
  storage.close();
  dir.remove();
});

const session = (...runIds: string[]) => ({ seriesId: null, runIds });

it('a baseline is one of its plan and name, and comes back as it was after it was removed', () => {
  const { baselines } = storage;
  baselines.set({ plan: 'shop', name: 'main', sessions: [session('a')] }, 1_000);
  baselines.set({ plan: 'other', name: 'main', sessions: [session('b')] }, 2_000);
  baselines.set(
    { plan: 'shop', name: 'main', sessions: [session('c', 'd'), { seriesId: 's', runIds: ['e'] }] },
    3_000,
  );
  baselines.setRemoved('shop', 'main', 4_000);
  const [other, shop, ...rest] = baselines.list();
  expect(rest).toEqual([]);
  expect(other).toMatchObject({ plan: 'other', sessions: [session('b')], setAt: 2_000, removedAt: null });
  expect(shop).toEqual({
    plan: 'shop',
    name: 'main',
    sessions: [session('c', 'd'), { seriesId: 's', runIds: ['e'] }],
    setAt: 3_000,
    removedAt: 4_000,
    isDamaged: false,
  });
  baselines.setRemoved('shop', 'main', null);
  expect(baselines.list()[1]?.removedAt).toBeNull();
});

it('one that was changed on disk says so', () => {
  storage.baselines.set({ plan: 'shop', name: 'main', sessions: [session('a')] }, 1_000);
  const connection = connect(join(dir.path, 'plimsoll.db'));
  connection.exec(`UPDATE baselines SET sessions = replace(sessions, '"a"', '"b"')`);
  connection.close();
  expect(storage.baselines.list()[0]?.isDamaged).toBe(true);
});

it('what came of a run is kept with it, the latest in place of what was there', () => {
  storage.runs.create(madeRun('a'));
  expect(storage.runs.verdict('a')).toBeNull();
  storage.runs.keepVerdict('a', 'main', '{"first":1}');
  storage.runs.keepVerdict('a', 'main', '{"second":2}');
  expect(storage.runs.verdict('a')).toBe('{"second":2}');
});
