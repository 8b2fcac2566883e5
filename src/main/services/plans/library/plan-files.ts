import { isHiddenName } from '../../../../contract/credential-names.ts';
import { shortened } from '../../../../contract/format.ts';
import { textOrJson } from '../../../../contract/plan-data.ts';
import type { FeedPreview, PlanFileRow } from '../../../../contract/plan-editing.ts';
import { hiddenAs } from '../../../../contract/token-shape.ts';
import type { PlanFile } from '../../../storage/plan-record.ts';
import { parseFeed } from '../inputs/feed-table.ts';

export const MAX_PLAN_FILES = 50;
const ROWS_SHOWN = 5;
const COLUMNS_SHOWN = 30;
const MAX_CELL_CHARS = 80;

/** A file as the editor shows it: a feed with its first rows, anything else by its size. */
export function fileRowOf({ name, bytes }: PlanFile): PlanFileRow {
  const row = { name, bytes: bytes.byteLength };
  if (!/\.(csv|json|jsonl|ndjson)$/i.test(name)) return { ...row, table: null, problem: null };
  const parsed = parseFeed(name, bytes);
  if (!parsed.ok) return { ...row, table: null, problem: parsed.failure.message };
  const { columns, rows } = parsed.value;
  const table: FeedPreview = {
    columns,
    rows: rows.slice(0, ROWS_SHOWN).map((cells) =>
      cells.slice(0, COLUMNS_SHOWN).map((cell, at) => {
        const column = columns[at] ?? '';
        return isHiddenName(column) ? hiddenAs(column) : shortened(textOrJson(cell), MAX_CELL_CHARS);
      }),
    ),
    rowCount: rows.length,
  };
  return { ...row, table, problem: null };
}
