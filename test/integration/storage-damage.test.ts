import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/main/storage/database.ts';
import type { Storage } from '../../src/main/storage/storage.ts';
import { DamagedRunError } from '../../src/main/storage/storage-failure.ts';
import { crashCommand } from '../support/crash-injector.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { createTempDir, type TempDir } from '../support/temp-dir.ts';
import {
  finishRun,
  HEADLINE,
  madeGrading,
  madeRun,
  madeSecond,
  openFolder,
} from '../unit/main/storage/made-run.ts';

const RUNS = ['first', 'second', 'third'];
const SECONDS = 12;
const FACTS = { name: '', purpose: null, load: '', durationMs: null, problems: 0 };
let dir: TempDir;
/** A sound data file with three runs; every case damages a copy of it. */
let sound: string;
let cases = 0;

beforeAll(() => {
  dir = createTempDir();
  const folder = join(dir.path, 'sound');
  const storage = openFolder(folder);
  for (const runId of RUNS) {
    storage.runs.create(madeRun(runId));
    for (let second = 0; second < SECONDS; second += 1) {
      storage.runs.appendSecond(runId, madeSecond(second, 6), HEADLINE);
    }
    storage.runs.addGrading(runId, madeGrading(1));
    finishRun(storage, runId, SECONDS);
  }
  storage.settings.set('theme', 'dark');
  storage.close();
  sound = join(folder, 'plimsoll.db');
});
afterAll(() => dir.remove());

/** A folder whose data file is a damaged copy of the sound one. */
function damagedFolder(damage: (file: string) => void): string {
  const folder = join(dir.path, `case-${cases++}`);
  mkdirSync(folder);
  const file = join(folder, 'plimsoll.db');
  copyFileSync(sound, file);
  damage(file);
  return folder;
}

function overwrite(file: string, at: number, bytes: Uint8Array): void {
  const handle = openSync(file, 'r+');
  writeSync(handle, bytes, 0, bytes.length, at);
  closeSync(handle);
}

/** Everything a reader can see, as values; what is damaged shows as such. */
function look(storage: Storage): { readonly runs: Record<string, unknown>; readonly complaints: string[] } {
  const runs: Record<string, unknown> = {};
  const complaints = storage.notice === null ? [] : [storage.notice];
  const complain = (what: string) => complaints.push(what);
  for (const listing of storage.runs.list(100)) {
    if (listing.damage !== undefined) {
      complain(listing.damage);
      continue;
    }
    const { seconds, damaged } = storage.runs.seconds(listing.runId);
    for (const second of damaged) complain(`second ${second} of ${listing.runId}`);
    try {
      const record = storage.runs.get(listing.runId);
      if (record?.damage !== undefined) complain(record.damage);
      else runs[listing.runId] = { record, seconds };
    } catch (error) {
      if (!(error instanceof DamagedRunError)) throw error;
      complain(error.code);
    }
  }
  return { runs, complaints };
}

function lookAt(folder: string): ReturnType<typeof look> {
  const storage = openFolder(folder);
  try {
    return look(storage);
  } finally {
    storage.close();
  }
}

function secondsIn(folder: string): Record<string, number> {
  const storage = openFolder(folder);
  const counts = storage.runs
    .list(10)
    .map((run) => [run.runId, storage.runs.seconds(run.runId).seconds.length]);
  storage.close();
  return Object.fromEntries(counts);
}

describe('a byte changed in the data file', () => {
  it('inside a histogram: the second is named and left out, the rest is as it was', () => {
    const truth = lookAt(damagedFolder(() => undefined)).runs;
    const wanted = Buffer.from(madeSecond(7, 6).series[3]?.histograms.service ?? []);
    const folder = damagedFolder((file) => {
      const bytes = readFileSync(file);
      for (let at = bytes.indexOf(wanted); at !== -1; at = bytes.indexOf(wanted, at + 1)) {
        overwrite(file, at + 5, Uint8Array.of(0));
      }
    });
    const { runs, complaints } = lookAt(folder);
    // The made histogram depends on second + series alone: seconds 5…10 each hold it in one of their six series.
    const expected = RUNS.flatMap((run) => [5, 6, 7, 8, 9, 10].map((second) => `second ${second} of ${run}`));
    expect(complaints.toSorted()).toEqual(expected.toSorted());
    expectNothingFalse(runs, truth, 'histogram');
    expect(secondsIn(folder)).toEqual({ first: 6, second: 6, third: 6 });
  });

  it.each([
    ['the name of a run', "UPDATE runs SET name = 'renamed' WHERE run_id = 'second'"],
    ['the figures of a run', "UPDATE runs SET errors = 0 WHERE run_id = 'second'"],
    ['the plan of a run', "UPDATE run_plans SET plan_text = 'other' WHERE run = 2"],
    [
      'a count of a second',
      'UPDATE series_seconds SET ok = ok + 1 WHERE run = 2 AND second = 3 AND series = 1',
    ],
    ['a series that is gone', 'DELETE FROM series_seconds WHERE run = 2 AND second = 3 AND series = 5'],
    ['a second that is gone', 'DELETE FROM seconds WHERE run = 2 AND second = 3'],
    [
      'a failure of a second',
      "UPDATE seconds SET side = replace(side, '503', '200') WHERE run = 2 AND second = 3",
    ],
  ])('is noticed: %s', (_, sql) => {
    const folder = damagedFolder((file) => {
      const connection = connect(file);
      connection.exec(sql);
      connection.close();
    });
    expect(lookAt(folder).complaints.length).toBe(1);
  });

  it('a plan that is no JSON any more: that run cannot be opened, the others can', () => {
    const folder = damagedFolder((file) => {
      const connection = connect(file);
      connection.exec("UPDATE run_plans SET plan = '{' WHERE run = 2");
      connection.close();
    });
    const storage = openFolder(folder);
    expect(() => storage.runs.get('second')).toThrow(DamagedRunError);
    expect(storage.failureOf(new DamagedRunError('second'))?.code).toBe('storage.damaged_run');
    expect(storage.runs.get('third')?.name).toBe('run third');
    storage.close();
  });

  it('anywhere, in 60 places drawn from a seed and every byte of the header: nothing false is ever shown', () => {
    const truth = lookAt(damagedFolder(() => undefined)).runs;
    const random = seededRandom(254);
    const size = readFileSync(sound).length;
    const places = [
      ...Array.from({ length: 100 }, (_, at) => at),
      ...Array.from({ length: 60 }, () => Math.floor(random() * size)),
    ];
    for (const at of places) {
      const flipped = 1 + Math.floor(random() * 255);
      const folder = damagedFolder((file) => {
        overwrite(file, at, Uint8Array.of((readFileSync(file)[at] ?? 0) ^ flipped));
      });
      const { runs, complaints } = lookAt(folder);
      if (complaints.length === 0) expect(runs, `byte ${at} ^ ${flipped}`).toEqual(truth);
      else expectNothingFalse(runs, truth, `byte ${at} ^ ${flipped}`);
    }
  }, 60_000);
});

/** Every second shown equals the one that was written; less may be shown, never something else. */
function expectNothingFalse(
  runs: Record<string, unknown>,
  truth: Record<string, unknown>,
  place: string,
): void {
  for (const [runId, shown] of Object.entries(runs)) {
    const seconds = (shown as { seconds: { second: number }[] }).seconds;
    const written = (truth[runId] as { seconds: { second: number }[] } | undefined)?.seconds ?? [];
    for (const second of seconds) expect(second, `${place}, ${runId}`).toEqual(written[second.second]);
  }
}

describe('a data file broken in its structure', () => {
  it.each([
    [
      'first 100 bytes overwritten',
      (file: string) => overwrite(file, 0, Buffer.alloc(100, 0xaa)),
      3 * SECONDS,
    ],
    ['first 16 bytes overwritten', (file: string) => overwrite(file, 0, Buffer.alloc(16)), 3 * SECONDS],
  ])('%s: every run is recovered', (_, damage, seconds) => {
    const folder = damagedFolder(damage);
    const damaged = readFileSync(join(folder, 'plimsoll.db'));
    const storage = openFolder(folder);
    expect(storage.notice).toMatch(
      /^The data file was damaged \(it is not a database\)\. .* 3 runs were recovered\.$/,
    );
    expect(storage.settings.get('theme')).toBe('dark');
    expect(storage.runs.get('second')?.state).toBe('completed');
    storage.close();
    const rebuilt = connect(join(folder, 'plimsoll.db'), { readonly: true });
    expect(rebuilt.prepare('SELECT count(*) FROM gradings').pluck().get()).toBe(3);
    rebuilt.close();
    const counts = Object.values(secondsIn(folder));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(seconds);
    expect(readFileSync(join(folder, 'set-aside', '20261123-155201', 'plimsoll.db'))).toEqual(damaged);
  });

  it('what the database library says of it is kept beside it, and the notice says it in words', () => {
    const folder = damagedFolder((file) => truncateSync(file, readFileSync(file).length - 4_096 - 100));
    const storage = openFolder(folder);
    storage.close();
    expect(storage.notice).toMatch(
      /^The data file was damaged \((parts of it cannot be read|its parts do not fit together)\)\. /,
    );
    expect(storage.notice).not.toMatch(/btree|tree \d|page \d|malformed|disk image|sqlite/i);
    const details = readFileSync(join(folder, 'set-aside', '20261123-155201', 'damage.txt'), 'utf8');
    expect(details).toMatch(/tree|page|malformed|disk image/i);
  });

  it('cut short by more than a page: set aside, what is left is recovered and true', () => {
    const truth = lookAt(damagedFolder(() => undefined)).runs;
    const folder = damagedFolder((file) => truncateSync(file, readFileSync(file).length - 4_096 - 100));
    const { runs, complaints } = lookAt(folder);
    expect(complaints[0]).toMatch(/^The data file was damaged/);
    expect(Object.keys(runs).toSorted()).toEqual(RUNS);
    expectNothingFalse(runs, truth, 'truncated');
    const counts = secondsIn(folder);
    expect([counts.first, counts.second]).toEqual([SECONDS, SECONDS]);
    expect(counts.third).toBeLessThan(SECONDS);
  });

  it('a page in the middle zeroed: set aside, and the runs that do not lie on it are whole', () => {
    const folder = damagedFolder((file) => {
      const pages = readFileSync(file).length / 4_096;
      overwrite(file, Math.floor(pages / 2) * 4_096, Buffer.alloc(4_096));
    });
    const { complaints } = lookAt(folder);
    expect(complaints[0]).toMatch(/^The data file was damaged/);
    const counts = Object.values(secondsIn(folder)).toSorted((a, b) => b - a);
    expect(counts.slice(0, 2)).toEqual([SECONDS, SECONDS]);
  });

  it('found while running: the next start looks at every page', () => {
    const folder = damagedFolder(() => undefined);
    const storage = openFolder(folder);
    const error = Object.assign(new Error('database disk image is malformed'), { code: 'SQLITE_CORRUPT' });
    expect(storage.failureOf(error)?.code).toBe('storage.damaged');
    expect(readdirSync(folder)).toContain('plimsoll.suspect');
    storage.close();
    openFolder(folder).close();
    expect(readdirSync(folder)).not.toContain('plimsoll.suspect');
  });

  it('and killed while it is being repaired, at 8 moments: the next start still carries everything over', async () => {
    const open = new URL('../../src/main/storage/storage.ts', import.meta.url).href;
    for (let round = 0; round < 8; round += 1) {
      const folder = damagedFolder((file) => overwrite(file, 0, Buffer.alloc(100, 0xaa)));
      const code = `import { openStorage } from ${JSON.stringify(open)};
        process.stdout.write('opening\\n'); openStorage(${JSON.stringify(folder)}); process.stdout.write('open\\n');`;
      await crashCommand({
        command: process.execPath,
        args: ['--input-type=module', '-e', code],
        moment: { kind: 'line', pattern: /^opening$/, plusMs: round * 6 },
      });
      expect(secondsIn(folder), `round ${round}`).toEqual({
        first: SECONDS,
        second: SECONDS,
        third: SECONDS,
      });
    }
  });
});

/** What nothing leads to any more is found where it lies. */
describe('a page that leads to others zeroed', () => {
  /** Six runs, so long that every table has such a page. */
  let large: string;
  beforeAll(() => {
    const folder = join(dir.path, 'large');
    const storage = openFolder(folder);
    for (let run = 0; run < 6; run += 1) {
      storage.runs.create(madeRun(`run-${run}`));
      for (let second = 0; second < SECONDS; second += 1) {
        storage.runs.appendSecond(`run-${run}`, madeSecond(second, 6), HEADLINE);
      }
      finishRun(storage, `run-${run}`, SECONDS);
    }
    storage.close();
    large = join(folder, 'plimsoll.db');
  });

  it('loses no run and no second, whichever it is, and says so', () => {
    const bytes = readFileSync(large);
    const inner = Array.from({ length: bytes.length / 4_096 }, (_, page) => page).filter(
      (page) => page > 0 && bytes[page * 4_096] === 0x05,
    );
    expect(inner.length).toBeGreaterThan(2);
    for (const page of inner) {
      const folder = join(dir.path, `inner-${page}`);
      mkdirSync(folder);
      const file = join(folder, 'plimsoll.db');
      copyFileSync(large, file);
      overwrite(file, page * 4_096, Buffer.alloc(4_096));
      const storage = openFolder(folder);
      expect(storage.notice, `page ${page}`).toMatch(
        /^The data file was damaged .* 6 runs were recovered\.$/,
      );
      storage.close();
      expect(Object.values(secondsIn(folder)), `page ${page}`).toEqual(Array(6).fill(SECONDS));
      expect(readdirSync(join(folder, 'set-aside', '20261123-155201'))).toContain('plimsoll.db');
    }
  });

  it('brings back nothing that was deleted', () => {
    const folder = join(dir.path, 'deleted');
    mkdirSync(folder);
    const file = join(folder, 'plimsoll.db');
    copyFileSync(large, file);
    const connection = connect(file);
    connection.exec("DELETE FROM runs WHERE run_id = 'run-2'");
    connection.close();
    overwrite(file, 0, Buffer.alloc(100, 0xaa));
    const storage = openFolder(folder);
    expect(storage.runs.list(10).map(({ runId }) => runId)).not.toContain('run-2');
    storage.close();
  });

  it.each([
    ['the first bytes', 0, 16],
    ['the schema', 100, 4_096 - 100],
  ])(
    'brings back no file that was removed from a plan, where its data file was overwritten: %s',
    (_, at, bytes) => {
      const folder = damagedFolder(() => undefined);
      const before = openFolder(folder);
      before.plans.create({ planId: 'plan', text: '', facts: FACTS });
      // Longer than half a page: each has a page to itself, which is free when the file is removed.
      const names = Array.from({ length: 20 }, (__, file) => `file-${10 + file}.csv`);
      for (const name of names) before.plans.putFile('plan', { name, bytes: new Uint8Array(3_000).fill(7) });
      for (const name of names.slice(2, 18)) before.plans.removeFile('plan', name);
      before.close();
      overwrite(join(folder, 'plimsoll.db'), at, Buffer.alloc(bytes, 0xaa));
      const storage = openFolder(folder);
      expect(storage.notice).toMatch(/^The data file (was damaged|belongs)/);
      expect(storage.plans.files('plan').map(({ name }) => name)).toEqual([
        ...names.slice(0, 2),
        ...names.slice(18),
      ]);
      storage.close();
    },
  );
});
