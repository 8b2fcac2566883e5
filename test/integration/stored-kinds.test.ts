import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApp } from '../support/opened-app.ts';
import { createTempDir, type TempDir } from '../support/temp-dir.ts';

/**
 * Runs of every kind as an earlier version stored them, and the documents it made of them (write-kinds.ts), by the day of
 * that version. What is stored gives the same figures for ever, but for fields that were renamed since.
 */
const FIXTURES = join(import.meta.dirname, '../fixtures/kinds');

/** Names of fields of a document that have changed: what they were, and what they are. */
const RENAMED: Readonly<Record<string, string>> = {};

const unpacked = (path: string) => gunzipSync(readFileSync(path));

/** Definitions are of the program that shows them, not of a run. */
const OF_THE_PROGRAM = new Set(['definitions']);
/** So many words are a sentence, which may be put better; names and codes have fewer. */
const SENTENCE = /\S+\s+\S+\s+\S+/;

/** The figures, names and codes of a document, under today's names. */
function figuresOf(value: unknown): unknown {
  if (typeof value === 'string') return SENTENCE.test(value) ? 'a sentence' : value;
  if (Array.isArray(value)) return value.map(figuresOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      OF_THE_PROGRAM.has(key) ? [] : [[RENAMED[key] ?? key, figuresOf(inner)]],
    ),
  );
}

describe.each(readdirSync(FIXTURES))('runs stored by the version of %s', (version) => {
  const names = readdirSync(join(FIXTURES, version)).flatMap(
    (file) => /^(.+)\.json\.gz$/.exec(file)?.[1] ?? [],
  );
  let folder: TempDir;
  let app: ReturnType<typeof openApp>;
  beforeAll(() => {
    folder = createTempDir();
    writeFileSync(join(folder.path, 'plimsoll.db'), unpacked(join(FIXTURES, version, 'runs.db.gz')), {
      mode: 0o600,
    });
    app = openApp(folder.path);
  });
  afterAll(async () => {
    await app.close();
    folder.remove();
  });

  it('are of twenty kinds, all there', async () => {
    const rows = await app.handlers['runs.list']({});
    expect(names.length).toBeGreaterThanOrEqual(20);
    expect(rows.ok && rows.value.map((row) => row.name).sort()).toEqual([...names].sort());
  });

  it.each(names)('%s gives the same figures', async (name) => {
    const rows = await app.handlers['runs.list']({});
    if (!rows.ok) throw new Error(rows.failure.message);
    const runId = rows.value.find((row) => row.name === name)?.runId ?? '';
    const exported = await app.handlers['runs.export']({ runId, format: 'json' });
    if (!exported.ok) throw new Error(exported.failure.message);
    const before: unknown = JSON.parse(unpacked(join(FIXTURES, version, `${name}.json.gz`)).toString('utf8'));
    expect(figuresOf(JSON.parse(exported.value.text))).toEqual(figuresOf(before));
  });
});
