import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { analyseStored, type SecondChoice } from '../../src/main/services/analysis/analysis.ts';
import { openStorage } from '../../src/main/storage/storage.ts';
import { createTempDir } from '../support/temp-dir.ts';

/** Of each run: the part of it that is looked at, and a sum over each member of the document that its version made. */
type Documents = Record<string, { readonly view: SecondChoice; readonly document: Record<string, string> }>;

const FIXTURES = join(import.meta.dirname, '../fixtures');

/**
 * Runs of all kinds as they were stored by version 0.1.0 at the end of November 2026: every protocol and model, setups,
 * credentials that are rejected, stops, drains, disturbed seconds; and a real run of the smoke suite.
 */
it.each([
  ['documents/v2-kinds.db.gz', 'documents/v2-kinds.json', 30],
  ['runs/v2.db.gz', 'documents/v2-smoke.json', 1],
])('%s: every figure of the documents is what it was, to the last bit', (file, sums, count) => {
  const folder = createTempDir();
  const data = gunzipSync(readFileSync(join(FIXTURES, file)));
  writeFileSync(join(folder.path, 'plimsoll.db'), data, { mode: 0o600 });
  const opened = openStorage(folder.path);
  if (!opened.ok) throw new Error(opened.failure.message);
  const documents = JSON.parse(readFileSync(join(FIXTURES, sums), 'utf8')) as Documents;
  expect(Object.keys(documents)).toHaveLength(count);
  for (const [runId, { view, document }] of Object.entries(documents)) {
    const record = opened.value.runs.get(runId);
    if (record === null) throw new Error(`no run ${runId}`);
    const { seconds } = opened.value.runs.seconds(runId);
    const { state, endedAt, notes, endReason } = record;
    const options = { state, endedAt, notes, endReason, withSeconds: true, ...view };
    const { definitions, ...made } = analyseStored(record, seconds, options);
    expect({
      runId,
      ...Object.fromEntries(Object.entries(made).map(([name, part]) => [name, sumOf(part)])),
    }).toEqual({
      runId,
      ...document,
    });
  }
  opened.value.close();
  folder.remove();
});

/** Over all figures, names and words of a member; sentences may be written anew. */
function sumOf(part: unknown): string {
  const figures = JSON.stringify(part, (_, value: unknown) =>
    typeof value === 'string' && value.includes(' ') ? 'a sentence' : value,
  );
  return createHash('sha256').update(figures).digest('hex').slice(0, 12);
}
