import { isUtf8 } from 'node:buffer';
import { parse } from 'csv-parse/sync';
import { type Failure, fail, type Result, succeed, testFailure } from '../../../../contract/failure.ts';
import { isRecord } from '../../../../contract/plan-data.ts';
import { changedNumber } from '../../../../workers/engine/values/exact-numbers.ts';
import type { FeedTable } from '../../../../workers/engine/values/port.ts';

/** Bounds of a feed: every load thread holds a copy of it. */
export const FEED_LIMITS = { bytes: 16 * 1_048_576, rows: 200_000, columns: 200 } as const;

/**
 * Reads a feed by the ending of its name. CSV (RFC 4180, first line names the columns): texts. JSON: a list of
 * objects, or of single values under the column `value`, with their types. JSON lines: the same, one a line.
 */
export function parseFeed(name: string, bytes: Uint8Array): Result<FeedTable> {
  if (bytes.length > FEED_LIMITS.bytes)
    return fail(bad(name, `is larger than ${FEED_LIMITS.bytes / 1_048_576} MiB`));
  const read = readerFor(name);
  if (read === null) return fail(bad(name, 'is neither .csv nor .json nor .jsonl'));
  // A NUL is UTF-8, but stands in no table: there it is half of something else.
  if (!isUtf8(bytes) || bytes.includes(0)) return fail(unreadable(name, bytes));
  return read(name, new TextDecoder().decode(bytes));
}

function readerFor(name: string): ((name: string, text: string) => Result<FeedTable>) | null {
  if (/\.csv$/i.test(name)) return parseCsv;
  if (/\.json$/i.test(name)) return parseJsonFeed;
  return /\.(jsonl|ndjson)$/i.test(name) ? parseJsonLines : null;
}

function unreadable(name: string, bytes: Uint8Array): Failure {
  const [first, second] = bytes;
  const wide =
    bytes.includes(0) || (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  const what = wide ? ', but perhaps UTF-16' : '';
  return {
    ...bad(name, `is not UTF-8 text${what}`),
    hint: 'Save it as UTF-8: read in another encoding, its letters would change.',
  };
}

function parseCsv(name: string, text: string): Result<FeedTable> {
  try {
    const records = parse(text, {
      bom: true,
      skip_empty_lines: true,
      max_record_size: 1_048_576,
      to: FEED_LIMITS.rows + 2,
    });
    const [columns, ...rows] = records;
    if (columns === undefined) return fail(bad(name, 'is empty'));
    return check(name, { columns, rows });
  } catch (error) {
    return fail(unparsed(name, 'CSV', error));
  }
}

function parseJsonFeed(name: string, text: string): Result<FeedTable> {
  try {
    const items: unknown = JSON.parse(text);
    const changed = changedNumber(text);
    if (changed !== null) return fail(inexact(name, changed));
    return Array.isArray(items) ? tableOf(name, items) : fail(bad(name, 'is JSON, but not a list'));
  } catch (error) {
    return fail(unparsed(name, 'JSON', error));
  }
}

function parseJsonLines(name: string, text: string): Result<FeedTable> {
  const items: unknown[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    try {
      items.push(JSON.parse(line));
      const changed = changedNumber(line);
      if (changed !== null) return fail(inexact(name, changed));
    } catch {
      return fail(bad(name, `is not JSON in line ${index + 1}`));
    }
  }
  return tableOf(name, items);
}

function tableOf(name: string, items: readonly unknown[]): Result<FeedTable> {
  if (items.some(isRecord) && !items.every(isRecord))
    return fail(bad(name, 'mixes objects with other values'));
  const records = items.filter(isRecord);
  if (records.length === 0) return check(name, { columns: ['value'], rows: items.map((item) => [item]) });
  const columns = [
    ...new Set(records.slice(0, FEED_LIMITS.rows + 1).flatMap((record) => Object.keys(record))),
  ];
  const rows = records.map((record) =>
    columns.map((column) => (Object.hasOwn(record, column) ? record[column] : null)),
  );
  return check(name, { columns, rows });
}

function check(name: string, table: FeedTable): Result<FeedTable> {
  if (table.rows.length === 0) return fail(bad(name, 'has no rows'));
  if (table.rows.length > FEED_LIMITS.rows) return fail(bad(name, `has more than ${FEED_LIMITS.rows} rows`));
  if (table.columns.length > FEED_LIMITS.columns)
    return fail(bad(name, `has more than ${FEED_LIMITS.columns} columns`));
  if (new Set(table.columns).size < table.columns.length) return fail(bad(name, 'names a column twice'));
  return succeed(table);
}

function unparsed(name: string, form: 'CSV' | 'JSON', error: unknown): Failure {
  const why = error instanceof Error ? error.message.split('\n')[0] : 'it does not parse';
  return bad(name, `is not ${form}: ${why}`);
}

function inexact(name: string, number: string): Failure {
  const hint = 'Write it in quotes: a text keeps every digit.';
  return { ...bad(name, `holds ${number.slice(0, 40)}, a number too large to be kept exactly`), hint };
}

function bad(name: string, why: string): Failure {
  return testFailure(
    'plan.feed',
    `feed ${name.slice(0, 100)} ${why}`,
    'A feed is a CSV file whose first line names the columns, or a JSON list.',
  );
}
