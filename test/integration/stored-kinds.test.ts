import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { summarySchema } from '../../src/contract/summary.ts';
import type { ArgumentOf } from '../../src/contract/wire.ts';
import { LATEST_VERSION } from '../../src/main/storage/migrations/migrate.ts';
import { openApp } from '../support/opened-app.ts';
import { createTempDir, type TempDir } from '../support/temp-dir.ts';

/**
 * Runs as earlier versions stored them, and the documents that were made of them then, by the version of the file:
 * `smoke`, a run of the smoke suite; `kinds`, real runs of every kind (write-kinds.ts); `made`, made-up ones of every
 * protocol and model, with setups, rejected credentials, stops, drains and disturbed seconds; `stressed`, stress runs that
 * ask for a breaking point (write-stressed.ts); `watched`, runs whose targets were watched, with gaps, a restart, remarks and
 * chosen metrics (write-watched.ts). What is stored gives the same figures and verdicts for ever, but for fields
 * that were renamed since.
 */
const FIXTURES = join(import.meta.dirname, '../fixtures/runs');

interface Stored {
  readonly runId: string;
  /** The part of the run that the document is of; empty: all of it. */
  readonly view: Omit<ArgumentOf<'runs.get'>, 'runId'>;
  readonly document: unknown;
}

/** Names of fields of a document that have changed: what they were, and what they are. */
const RENAMED: Readonly<Record<string, string>> = {};
/** Fields that are measured since: of these runs they are not known. */
const MEASURED_SINCE = new Set(['send']);
/** Sections that documents have since, of old runs too: their counts, grouped by the load. */
const TOLD_SINCE = ['segments'];

const unpacked = (file: string) => gunzipSync(readFileSync(join(FIXTURES, file)));

/** Definitions, and where a finding leads, are of the program that shows them, not of a run. */
const OF_THE_PROGRAM = new Set(['definitions', 'shown']);
/** So many words are a sentence, which may be put better; names and codes have fewer. */
const SENTENCE = /\S+\s+\S+\s+\S+/;

/** The figures, names and codes of a document, under today's names. */
function figuresOf(value: unknown): unknown {
  if (typeof value === 'string') return SENTENCE.test(value) ? 'a sentence' : value;
  if (Array.isArray(value)) return value.map(figuresOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      OF_THE_PROGRAM.has(key) || (MEASURED_SINCE.has(key) && inner === null)
        ? []
        : [[RENAMED[key] ?? key, figuresOf(inner)]],
    ),
  );
}

const sets = readdirSync(FIXTURES).flatMap((file) => /^(.+)\.db\.gz$/.exec(file)?.[1] ?? []);

it('there are runs of every version that was shipped', () => {
  expect(sets).toEqual(['v2-smoke', 'v3-kinds', 'v3-made', 'v7-stressed', 'v8-watched']);
  const stored = sets.flatMap((set): Stored[] => JSON.parse(unpacked(`${set}.json.gz`).toString('utf8')));
  expect(stored).toHaveLength(56);
});

describe.each(sets)('%s', (set) => {
  const stored: readonly Stored[] = JSON.parse(unpacked(`${set}.json.gz`).toString('utf8'));
  let folder: TempDir;
  let app: ReturnType<typeof openApp>;
  beforeAll(() => {
    folder = createTempDir();
    writeFileSync(join(folder.path, 'plimsoll.db'), unpacked(`${set}.db.gz`), { mode: 0o600 });
    app = openApp(folder.path);
  });
  afterAll(async () => {
    await app.close();
    folder.remove();
  });

  it('opens, is brought up to date, and holds all of its runs', async () => {
    const isOfToday = Number(/^v(\d+)/.exec(set)?.[1]) === LATEST_VERSION;
    if (isOfToday) expect(app.notice()).toBeNull();
    else expect(app.notice()).toMatch(/^The data was upgraded to version \d+; a copy from before is \S+\.$/);
    const rows = await app.handlers['runs.list']({});
    if (!rows.ok) throw new Error(rows.failure.message);
    expect(rows.value.map(({ runId }) => runId).sort()).toEqual(stored.map(({ runId }) => runId));
  });

  it.each(stored.map((one) => [one.runId, one] as const))('%s gives the same figures', async (_, one) => {
    const { runId, view, document } = one;
    const detail = await app.handlers['runs.get']({ runId, ...view });
    if (!detail.ok) throw new Error(detail.failure.message);
    const { summary } = detail.value;
    // What was made up does not always add up.
    if (set !== 'v3-made') expect(summarySchema.safeParse(summary).error).toBeUndefined();
    const told = Object.entries(JSON.parse(JSON.stringify(summary))).filter(
      ([section]) => !TOLD_SINCE.includes(section),
    );
    expect(figuresOf(Object.fromEntries(told))).toEqual(figuresOf(document));
    // Word for word: by another rule a breaking point would be another.
    if (set === 'v7-stressed') expect(document).toMatchObject({ expectations: summary.expectations });
    // So are what was found, what is missing and why: these are stored as they were told.
    if (set === 'v8-watched') expect(document).toMatchObject({ watches: summary.watches });
  });
});
