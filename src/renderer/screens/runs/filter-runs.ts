import { GRADE_WORDS, OUTCOME_WORDS } from '../../../contract/format.ts';
import type { RunRow } from '../../../contract/wire.ts';
import { PURPOSE_WORDS, STATE_WORDS } from '../../words/words.ts';

/** Runs that have every word of the text somewhere: in name, tags, notes, outcome, grade, state, purpose or id. */
export function filterRuns(rows: readonly RunRow[], text: string): readonly RunRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const all = [
      row.name,
      ...row.tags,
      row.notes,
      OUTCOME_WORDS[row.outcome],
      GRADE_WORDS[row.overallGrade],
      STATE_WORDS[row.state],
      PURPOSE_WORDS[row.purpose],
      row.trust,
      row.runId,
    ];
    const haystack = all.join('\n').toLowerCase();
    return words.every((word) => haystack.includes(word));
  });
}
