import { hasWords, wordsOf } from '../../../contract/run-words.ts';
import type { RunRow } from '../../../contract/wire.ts';

/** Runs that have every word of the text somewhere: in name, tags, notes, plan, machine, outcome, grade, state, purpose or id. */
export function filterRuns(rows: readonly RunRow[], text: string): readonly RunRow[] {
  const words = wordsOf(text);
  return words.length === 0 ? rows : rows.filter((row) => hasWords(row, words));
}
