import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { summarySchema } from '../../src/contract/summary.ts';
import { analyseStored } from '../../src/main/services/analysis/analysis.ts';
import { openStorage, type Storage } from '../../src/main/storage/storage.ts';
import { createTempDir, type TempDir } from '../support/temp-dir.ts';

/** Every stored format ever shipped, each as a data file with one run of the smoke suite, named by its version. */
const FIXTURES = join(import.meta.dirname, '../fixtures/runs');
const files = readdirSync(FIXTURES);

describe.each(files)('%s', (file) => {
  let storage: Storage;
  let folder: TempDir;
  beforeEach(() => {
    folder = createTempDir();
    writeFileSync(join(folder.path, 'plimsoll.db'), gunzipSync(readFileSync(join(FIXTURES, file))), {
      mode: 0o600,
    });
    const opened = openStorage(folder.path);
    if (!opened.ok) throw new Error(opened.failure.message);
    storage = opened.value;
  });
  afterEach(() => {
    storage.close();
    folder.remove();
  });

  it('opens, is brought up to date, and its run gives a whole document', () => {
    expect(storage.readonly).toBe(false);
    const [listing] = storage.runs.list(10);
    if (listing === undefined) throw new Error('no run');
    expect(listing.damage).toBeUndefined();
    expect(listing.headline).toMatchObject({ requests: 476, errors: 0, passed: true, outcome: 'passed' });
    const record = storage.runs.get(listing.runId);
    if (record === null) throw new Error('no record');
    const { seconds, damaged } = storage.runs.seconds(listing.runId);
    expect(damaged).toEqual([]);
    const summary = analyseStored(record, seconds, {
      state: 'completed',
      endedAt: record.endedAt,
      notes: '',
      endReason: '',
      withSeconds: true,
    });
    expect(summarySchema.safeParse(summary).error).toBeUndefined();
    expect(summary.totals.sent).toBe(listing.headline.requests);
    expect(summary.overallTimeMs.p95).toBe(listing.headline.p95Ms ?? summary.overallTimeMs.p95);
    expect(summary.rates).toMatchObject({ failed: 0, leftOut: 0, errorRatePercent: 0 });
  });
});
