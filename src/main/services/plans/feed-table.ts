import { parse } from 'csv-parse/sync';
import { type Failure, fail, type Result, succeed } from '../../../contract/failure.ts';
import type { FeedTable } from '../../../workers/engine/values/port.ts';

/** Bounds of a feed: every load thread holds a copy of it. */
export const FEED_LIMITS = { bytes: 16 * 1_048_576, rows: 200_000, columns: 200 } as const;

/**
 * Reads a feed by the ending of its name. CSV (RFC 4180, first line names the columns): texts. JSON: a list of
 * objects, or of single values under the column `value`, with their types. JSON lines: the same, one a line.
 */
export function parseFeed(name: string, text: string): Result<FeedTable> {
  if (text.length > FEED_LIMITS.bytes)
    return fail(bad(name, `is larger than ${FEED_LIMITS.bytes / 1_048_576} MiB`));
  if (/\.csv$/i.test(name)) return parseCsv(name, text);
  if (/\.json$/i.test(name)) return parseJsonFeed(name, text);
  if (/\.(jsonl|ndjson)$/i.test(name)) return parseJsonLines(name, text);
  return fail(bad(name, 'is neither .csv nor .json nor .jsonl'));
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
    return fail(
      bad(name, `is not CSV: ${error instanceof Error ? firstLine(error.message) : 'it does not parse'}`),
    );
  }
}

function parseJsonFeed(name: string, text: string): Result<FeedTable> {
  try {
    const items: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
    return Array.isArray(items) ? tableOf(name, items) : fail(bad(name, 'is JSON, but not a list'));
  } catch (error) {
    return fail(
      bad(name, `is not JSON: ${error instanceof Error ? firstLine(error.message) : 'it does not parse'}`),
    );
  }
}

function parseJsonLines(name: string, text: string): Result<FeedTable> {
  const items: unknown[] = [];
  for (const [index, line] of text
    .replace(/^\ufeff/, '')
    .split('\n')
    .entries()) {
    if (line.trim() === '') continue;
    try {
      items.push(JSON.parse(line));
    } catch {
      return fail(bad(name, `is not JSON in line ${index + 1}`));
    }
  }
  return tableOf(name, items);
}

function tableOf(name: string, items: readonly unknown[]): Result<FeedTable> {
  const isRecord = (item: unknown): item is Record<string, unknown> =>
    typeof item === 'object' && item !== null && !Array.isArray(item);
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

function bad(name: string, why: string): Failure {
  return {
    code: 'plan.feed',
    side: 'test',
    message: `feed ${name.slice(0, 100)} ${why}`,
    hint: 'A feed is a CSV file whose first line names the columns, or a JSON list.',
  };
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? text;
}
