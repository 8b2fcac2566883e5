import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../../src/main/storage/database.ts';
import { LATEST_VERSION } from '../../src/main/storage/migrations/migrate.ts';
import { createRunStore } from '../../src/main/storage/runs.ts';
import { openStorage, type Storage, type StorageOptions } from '../../src/main/storage/storage.ts';
import { storageFailureOf } from '../../src/main/storage/storage-failure.ts';
import { Histogram } from '../../src/workers/engine/measure/histogram.ts';
import { asOfVersion } from '../support/data-version.ts';
import { createTempDir, type TempDir } from '../support/temp-dir.ts';
import { HEADLINE, madeRun, madeSecond, madeSeries, STARTED_AT } from '../unit/main/storage/made-run.ts';

let dir: TempDir;
let folder: string;
const open: Storage[] = [];

beforeEach(() => {
  dir = createTempDir();
  folder = join(dir.path, 'data');
});
afterEach(() => {
  for (const storage of open.splice(0)) storage.close();
  dir.remove();
});

function openIt(options: StorageOptions = {}): Storage {
  const opened = openStorage(folder, { now: () => STARTED_AT, ...options });
  if (!opened.ok) throw new Error(`${opened.failure.code}: ${opened.failure.message}`);
  open.push(opened.value);
  return opened.value;
}

/** A data folder with one run of five seconds, closed. */
function fill(): void {
  const storage = openIt();
  storage.runs.create(madeRun('kept'));
  for (let second = 0; second < 5; second += 1)
    storage.runs.appendSecond('kept', madeSecond(second), HEADLINE);
  storage.settings.set('theme', 'dark');
  storage.close();
}

const database = () => join(folder, 'plimsoll.db');
/** The version before this one, and what makes the tables those of it and of older ones. */
const BEFORE = LATEST_VERSION - 1;
const AS_BEFORE = `DROP TABLE grading_choices; DROP TABLE plan_thresholds; DROP TABLE run_pins; DROP TABLE run_sizes;
  ALTER TABLE gradings DROP COLUMN origin; ALTER TABLE gradings DROP COLUMN gate; ALTER TABLE gradings DROP COLUMN result;`;
const AS_VERSION_5 = `${AS_BEFORE} DROP TABLE baselines; DROP TABLE run_verdicts; DROP TABLE run_facts; DROP TABLE run_heads; DROP TABLE run_figures; DROP TABLE series_runs; DROP TABLE run_series; DROP TABLE run_capacity; DROP TABLE run_markers; DROP TABLE run_causes; ALTER TABLE seconds DROP COLUMN light; ALTER TABLE series_seconds DROP COLUMN send;`;
function histogramOf(us: number): Uint8Array {
  const histogram = new Histogram();
  histogram.record(us);
  return histogram.encode();
}

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
describe('a new data folder', () => {
  it('is made for its owner alone: folder 700, files 600', () => {
    const storage = openIt();
    storage.runs.create(madeRun('a'));
    expect(storage.notice).toBe(null);
    expect(mode(folder)).toBe('700');
    const files = readdirSync(folder).toSorted();
    expect(files).toEqual([
      'plimsoll.db',
      'plimsoll.db-shm',
      'plimsoll.db-wal',
      'plimsoll.lock',
      'plimsoll.writing',
    ]);
    expect(new Set(files.map((file) => mode(join(folder, file))))).toEqual(new Set(['600']));
  });

  it('leaves the rights of a folder that was there before', () => {
    mkdirSync(folder);
    chmodSync(folder, 0o755);
    openIt();
    expect(mode(folder)).toBe('755');
  });

  it('is durable: write-ahead log with a sync at every commit, our mark, our version', () => {
    openIt();
    const connection = connect(database());
    const pragma = (name: string) => connection.pragma(name, { simple: true });
    expect([
      pragma('journal_mode'),
      pragma('application_id'),
      pragma('user_version'),
      pragma('trusted_schema'),
    ]).toEqual(['wal', 0x504c494d, LATEST_VERSION, 0]);
    connection.close();
  });

  it.each([
    ['a file stands where the folder is wanted', () => writeFileSync(folder, 'not a folder')],
    [
      'a file stands on the way to the folder',
      () => {
        writeFileSync(folder, 'not a folder');
        folder = join(folder, 'deeper', 'data');
      },
    ],
    [
      'a folder stands where the data file is wanted',
      () => mkdirSync(join(folder, 'plimsoll.db'), { recursive: true }),
    ],
    [
      'a folder stands where the lock is wanted',
      () => mkdirSync(join(folder, 'plimsoll.lock'), { recursive: true }),
    ],
  ])('cannot be used where %s: one failure says what to do', (_, obstruct) => {
    obstruct();
    const opened = openStorage(folder);
    expect(opened).toEqual({
      ok: false,
      failure: {
        code: 'storage.not_writable',
        side: 'client',
        message: `The data folder ${folder} cannot be written.`,
        hint: 'Choose another with --data-dir (or PLIMSOLL_HOME), or give yourself write access to this one.',
      },
    });
  });

  it('whose data file may only be read is refused at once, not in the middle of a run', (context) => {
    fill();
    // Rights do not bind root; the immutable flag does, where the file system has it.
    const isRoot = process.getuid?.() === 0;
    const lock = () =>
      isRoot ? spawnSync('chattr', ['+i', database()]).status === 0 : chmodSync(database(), 0o400);
    if (lock() === false) context.skip('running as root on a file system without the immutable flag');
    try {
      const opened = openStorage(folder);
      expect(!opened.ok && opened.failure.code).toBe('storage.not_writable');
    } finally {
      if (isRoot) spawnSync('chattr', ['-i', database()]);
      else chmodSync(database(), 0o600);
    }
    expect(openIt().runs.seconds('kept').seconds.length).toBe(5);
  });

  it('cannot be made in a file system that takes no files, even as root', () => {
    const opened = openStorage('/proc/plimsoll/data');
    expect(!opened.ok && opened.failure.code).toBe('storage.not_writable');
  });
});

describe('migrations', () => {
  it('give a folder of the first version its plans, and leave its runs alone', () => {
    const first = openIt();
    first.runs.create(madeRun('kept'));
    first.close();
    asOfVersion(
      folder,
      1,
      `${AS_VERSION_5} DROP TABLE plan_files; DROP TABLE plans; DROP TABLE run_outcomes`,
    );
    const storage = openIt();
    expect(storage.notice).toBe(
      `The data was upgraded to version ${LATEST_VERSION}; a copy from before is plimsoll-v1-20261123-155201.backup.db.`,
    );
    expect(storage.runs.listing('kept')?.headline).toMatchObject({
      outcome: 'not gradable',
      errorRatePercent: null,
    });
    storage.runs.appendSecond('kept', madeSecond(0), HEADLINE);
    expect(storage.runs.listing('kept')?.headline).toEqual(HEADLINE);
    expect(storage.plans.list()).toEqual([]);
  });

  it('bring an older database up to date and leave a copy from before', () => {
    fill();
    asOfVersion(folder, BEFORE, AS_BEFORE);
    const storage = openIt();
    expect(storage.notice).toBe(
      `The data was upgraded to version ${LATEST_VERSION}; a copy from before is plimsoll-v${BEFORE}-20261123-155201.backup.db.`,
    );
    expect(storage.runs.seconds('kept').seconds.length).toBe(5);
    const backup = join(folder, `plimsoll-v${BEFORE}-20261123-155201.backup.db`);
    expect(mode(backup)).toBe('600');
    const copy = connect(backup, { readonly: true });
    expect(copy.pragma('user_version', { simple: true })).toBe(BEFORE);
    expect(copy.prepare('SELECT count(*) AS n FROM seconds').get()).toEqual({ n: 5 });
    copy.close();
  });

  it('tell a program of version 4 that it cannot read the seconds stored now, and leave those it stored', () => {
    fill();
    asOfVersion(folder, 4, AS_VERSION_5);
    const storage = openIt();
    expect(storage.notice).toMatch(
      /^The data was upgraded to version \d+; a copy from before is plimsoll-v4-/,
    );
    const series = madeSeries(0, 5);
    const response = Buffer.concat([histogramOf(1_000), histogramOf(2_000)]);
    const joined = { ...series, histograms: { ...series.histograms, response } };
    storage.runs.appendSecond('kept', { ...madeSecond(5), series: [joined] }, HEADLINE);
    const { seconds, damaged } = storage.runs.seconds('kept');
    expect([seconds.length, damaged]).toEqual([6, []]);
    const read = new Histogram();
    read.mergeEncoded(seconds.at(-1)?.series[0]?.histograms.response ?? new Uint8Array());
    expect([read.count, read.min, read.max]).toEqual([2, 1_000, 2_000]);
    const connection = connect(database(), { readonly: true });
    expect(connection.pragma('user_version', { simple: true })).toBeGreaterThan(4);
    connection.close();
  });

  it('that fail leave the database as it was', () => {
    fill();
    // What the third version adds is there already.
    asOfVersion(folder, 2);
    const opened = openStorage(folder, { now: () => STARTED_AT });
    expect(!opened.ok && [opened.failure.code, opened.failure.message]).toEqual([
      'storage.migration_failed',
      `The data in ${folder} could not be upgraded (table run_outcomes already exists); it is unchanged.`,
    ]);
    asOfVersion(folder, LATEST_VERSION);
    expect(openIt().runs.seconds('kept')).toEqual({
      seconds: [0, 1, 2, 3, 4].map((second) => madeSecond(second)),
      damaged: [],
    });
  });

  it('wait for other processes, and say so when they do not end', () => {
    fill();
    openIt();
    asOfVersion(folder, BEFORE, AS_BEFORE);
    const opened = openStorage(folder, { patienceMs: 200 });
    expect(!opened.ok && opened.failure.code).toBe('storage.in_use');
  });
});

describe('a database of a newer version', () => {
  it('opens for reading, says so, and refuses to write', () => {
    fill();
    asOfVersion(
      folder,
      LATEST_VERSION + 1,
      "ALTER TABLE runs ADD COLUMN colour TEXT NOT NULL DEFAULT 'none'",
    );
    const storage = openIt();
    expect(storage.readonly).toBe(true);
    expect(storage.notice).toBe(
      `This data was written by a newer Plimsoll (its version ${LATEST_VERSION + 1}, known here ${LATEST_VERSION}). ` +
        'Runs can be viewed but not started; update Plimsoll, or choose another folder with --data-dir.',
    );
    expect(storage.runs.list(10).map((run) => run.runId)).toEqual(['kept']);
    expect(storage.runs.seconds('kept').seconds.length).toBe(5);
    let thrown: unknown;
    try {
      storage.runs.create(madeRun('new'));
    } catch (error) {
      thrown = error;
    }
    expect(storage.failureOf(thrown)?.code).toBe('storage.read_only');
  });
});

describe('a full disk', () => {
  it('is a failure of its own, and what was saved before stays', () => {
    fill();
    const connection = connect(database());
    const runs = createRunStore(connection);
    const before = runs.seconds('kept');
    connection.pragma(`max_page_count = ${connection.pragma('page_count', { simple: true })}`);
    let thrown: unknown;
    try {
      for (let second = 5; second < 50; second += 1)
        runs.appendSecond('kept', madeSecond(second, 40), HEADLINE);
    } catch (error) {
      thrown = error;
    }
    expect(storageFailureOf(thrown, folder)?.code).toBe('storage.disk_full');
    expect(runs.seconds('kept')).toEqual(before);
    connection.pragma('max_page_count = 1000000');
    runs.appendSecond('kept', madeSecond(5), HEADLINE);
    expect(runs.seconds('kept').seconds.at(-1)).toEqual(madeSecond(5));
    connection.close();
  });
});

describe('files that are no database of ours', () => {
  const asideFiles = () => readdirSync(join(folder, 'set-aside', '20261123-155201'));

  it('another program’s database is set aside whole', () => {
    mkdirSync(folder);
    const other = connect(database());
    other.exec('CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)');
    other.close();
    const before = readFileSync(database());
    expect(openIt().notice).toBe(
      `The data file belongs to another program. It was moved to ${join(folder, 'set-aside', '20261123-155201')}, and a new one was made.`,
    );
    expect(asideFiles()).toEqual(['plimsoll.db']);
    expect(readFileSync(join(folder, 'set-aside', '20261123-155201', 'plimsoll.db'))).toEqual(before);
  });

  it.each([
    ['empty', ''],
    ['a text', 'hello, I am not a database, but I am long enough to be looked at twice. '.repeat(5)],
    ['the first bytes of a database', 'SQLite format 3\0'],
  ])('%s: set aside byte for byte', (_, contents) => {
    mkdirSync(folder);
    writeFileSync(database(), contents);
    const storage = openIt();
    expect(storage.notice).toMatch(/^The data file was damaged .* 0 runs were recovered\.$/);
    expect(readFileSync(join(folder, 'set-aside', '20261123-155201', 'plimsoll.db'), 'utf8')).toBe(contents);
    expect(storage.runs.list(10)).toEqual([]);
  });

  it('a log left over from a database that is gone is not replayed into the new one', () => {
    fill();
    const wal = join(folder, 'plimsoll.db-wal');
    const storage = openIt();
    storage.runs.annotate('kept', { notes: 'in the log' });
    const log = readFileSync(wal);
    storage.close();
    const fresh = join(dir.path, 'fresh');
    mkdirSync(fresh);
    writeFileSync(join(fresh, 'plimsoll.db-wal'), log);
    folder = fresh;
    expect(openIt().runs.list(10)).toEqual([]);
    expect(asideFiles()).toEqual(['plimsoll.db-wal']);
  });
});
