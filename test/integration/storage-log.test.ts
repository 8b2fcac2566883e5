import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/main/storage/database.ts';
import { ownIdentity, processStart } from '../../src/main/storage/process-identity.ts';
import { createTempDir, type TempDir } from '../support/temp-dir.ts';
import { finishRun, HEADLINE, madeRun, madeSecond, openFolder } from '../unit/main/storage/made-run.ts';

const RUNS = ['first', 'second', 'third'];
const SECONDS = 12;
/** Of the log: the head of a frame and its page. */
const FRAME_BYTES = 24 + 4_096;
let dir: TempDir;
/** A sound data file with three runs. */
let sound: string;
let cases = 0;

beforeAll(() => {
  dir = createTempDir();
  const folder = join(dir.path, 'sound');
  const storage = openFolder(folder);
  for (const runId of RUNS) {
    storage.runs.create(madeRun(runId));
    finishRun(storage, runId, SECONDS);
  }
  storage.close();
  sound = join(folder, 'plimsoll.db');
});
afterAll(() => dir.remove());

/** A folder with a copy of the sound data file. */
function filledFolder(): string {
  const folder = join(dir.path, `case-${cases++}`);
  mkdirSync(folder);
  copyFileSync(sound, join(folder, 'plimsoll.db'));
  return folder;
}

/** What a process that is killed now would leave behind. */
function killedCopyOf(folder: string): { readonly folder: string; readonly log: string } {
  const killed = join(dir.path, `killed-${cases++}`);
  mkdirSync(killed);
  for (const name of ['plimsoll.db', 'plimsoll.db-wal', 'plimsoll.writing']) {
    copyFileSync(join(folder, name), join(killed, name));
  }
  return { folder: killed, log: join(killed, 'plimsoll.db-wal') };
}

function overwrite(file: string, at: number, bytes: Uint8Array): void {
  const handle = openSync(file, 'r+');
  writeSync(handle, bytes, 0, bytes.length, at);
  closeSync(handle);
}

describe('the log beside the data file', () => {
  /** A folder as a process leaves it that is killed after a run of twelve seconds: all of it in the log. */
  function killedFolder(): { folder: string; log: string } {
    const folder = filledFolder();
    const storage = openFolder(folder);
    storage.runs.create(madeRun('last'));
    for (let second = 0; second < SECONDS; second += 1) {
      storage.runs.appendSecond('last', madeSecond(second, 6), HEADLINE);
    }
    const killed = killedCopyOf(folder);
    storage.close();
    return killed;
  }

  it('whole: taken over without a word, and no longer missed after an end in order', () => {
    const { folder } = killedFolder();
    const storage = openFolder(folder);
    expect([storage.notice, storage.runs.seconds('last').seconds.length]).toEqual([null, SECONDS]);
    storage.close();
    expect(readdirSync(folder).filter((name) => /wal|writing/.test(name))).toEqual([]);
    const again = openFolder(folder);
    expect(again.notice).toBeNull();
    again.close();
  });

  it.each([
    ['gone', (log: string) => rmSync(log)],
    ['empty', (log: string) => truncateSync(log, 0)],
  ])('%s: said once', (_, damage) => {
    const { folder, log } = killedFolder();
    damage(log);
    const storage = openFolder(folder);
    expect(storage.notice).toMatch(
      /^The log beside the data file \(plimsoll\.db-wal\) is missing, so .* is lost\./,
    );
    expect(
      storage.runs
        .list(10)
        .map(({ runId }) => runId)
        .toSorted(),
    ).toEqual(RUNS);
    storage.close();
    const again = openFolder(folder);
    expect(again.notice).toBeNull();
    again.close();
  });

  it.each([
    ['at its head', () => 4],
    ['in its first commit', () => 32 + 24 + 100],
    ['in the middle', (size: number) => Math.floor(size / 2)],
    ['in its last commit', (size: number) => size - 50],
  ])('damaged %s: set aside and said, and what came before is kept', (_, at) => {
    const { folder, log } = killedFolder();
    const size = readFileSync(log).length;
    const place = at(size);
    overwrite(log, place, Uint8Array.of((readFileSync(log)[place] ?? 0) ^ 0x5a));
    const damaged = readFileSync(log);
    const storage = openFolder(folder);
    expect(storage.notice).toMatch(
      /^The log beside the data file was damaged, so .* may be missing\. It was copied to /,
    );
    expect(readFileSync(join(folder, 'set-aside', '20261123-155201', 'plimsoll.db-wal'))).toEqual(damaged);
    expect(storage.runs.list(10).map(({ runId }) => runId)).toEqual(expect.arrayContaining(RUNS));
    storage.close();
    expect(existsSync(join(folder, 'plimsoll.writing'))).toBe(false);
  });

  /** The same, killed after the log was begun again from its start; with the bytes of the round before. */
  function killedInSecondRound(): { folder: string; log: string; before: Buffer } {
    const folder = filledFolder();
    const storage = openFolder(folder);
    storage.runs.create(madeRun('last'));
    for (let second = 0; second < SECONDS; second += 1) {
      storage.runs.appendSecond('last', madeSecond(second, 6), HEADLINE);
    }
    const before = readFileSync(join(folder, 'plimsoll.db-wal'));
    const other = connect(join(folder, 'plimsoll.db'));
    other.pragma('wal_checkpoint(RESTART)');
    other.close();
    for (const second of [SECONDS, SECONDS + 1]) {
      storage.runs.appendSecond('last', madeSecond(second, 6), HEADLINE);
    }
    const killed = killedCopyOf(folder);
    storage.close();
    return { ...killed, before };
  }

  /** Where the commits of the log's present round stand. */
  function commitsIn(log: string): number[] {
    const bytes = readFileSync(log);
    const salts = bytes.subarray(16, 24);
    const frames = Array.from(
      { length: Math.floor((bytes.length - 32) / FRAME_BYTES) },
      (_, frame) => 32 + frame * FRAME_BYTES,
    );
    return frames.filter(
      (at) => bytes.subarray(at + 8, at + 16).equals(salts) && bytes.readUInt32BE(at + 4) !== 0,
    );
  }

  it('killed between the head of a commit and its page, over a round before: nothing to be said', () => {
    const { folder, log, before } = killedInSecondRound();
    const at = commitsIn(log).at(-1) ?? 0;
    overwrite(log, at + 24, before.subarray(at + 24, at + FRAME_BYTES));
    const storage = openFolder(folder);
    expect([storage.notice, storage.runs.seconds('last').seconds.length]).toEqual([null, SECONDS + 1]);
    storage.close();
  });

  it('damaged in a commit that others stand behind, over a round before: said', () => {
    const { folder, log, before } = killedInSecondRound();
    const at = commitsIn(log).at(-2) ?? 0;
    overwrite(log, at + 24, before.subarray(at + 24, at + FRAME_BYTES));
    const storage = openFolder(folder);
    expect(storage.notice).toContain('The log beside the data file was damaged');
    expect(storage.runs.seconds('last').seconds.length).toBe(SECONDS);
    storage.close();
  });

  it('cut in the middle of what was never committed: nothing to be said', () => {
    const { folder, log } = killedFolder();
    writeFileSync(log, Buffer.concat([readFileSync(log), Buffer.alloc(1_000, 7)]));
    const storage = openFolder(folder);
    expect([storage.notice, storage.runs.seconds('last').seconds.length]).toEqual([null, SECONDS]);
    storage.close();
  });

  it('still missed where another process closed the folder amid a run, and no longer once that run has ended', () => {
    const folder = filledFolder();
    const self = { ...ownIdentity(), pid: process.ppid, start: processStart(process.ppid) };
    const running = openFolder(folder, { self });
    running.runs.create(madeRun('last'));
    openFolder(folder).close();
    running.runs.appendSecond('last', madeSecond(0, 6), HEADLINE);
    const { folder: killed, log } = killedCopyOf(folder);
    rmSync(log);
    const found = openFolder(killed);
    expect(found.notice).toMatch(/^The log beside the data file \(plimsoll\.db-wal\) is missing, /);
    found.close();
    finishRun(running, 'last', SECONDS);
    openFolder(folder).close();
    expect(existsSync(join(folder, 'plimsoll.writing'))).toBe(false);
    running.close();
  });

  it('not missed after the last has closed, though a run of another machine may still go on', () => {
    const folder = filledFolder();
    const elsewhere = openFolder(folder, { self: { ...ownIdentity(), host: 'another' } });
    elsewhere.runs.create(madeRun('elsewhere'));
    elsewhere.close();
    const storage = openFolder(folder);
    expect(storage.runs.runningElsewhere()).toEqual(['elsewhere']);
    storage.runs.create(madeRun('own'));
    finishRun(storage, 'own', SECONDS);
    storage.close();
    const again = openFolder(folder);
    expect(again.notice).toBeNull();
    again.close();
  });
});
