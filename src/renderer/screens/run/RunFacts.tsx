import { formatClock } from '../../../contract/format.ts';
import type { RunDetail } from '../../../contract/wire.ts';
import { momentOf } from '../../time-words.ts';
import { PURPOSE_WORDS, STATE_MEANINGS, STATE_WORDS } from '../../words.ts';

/** Under the name: when, how long, what became of it, what for. */
export function RunFacts({ detail }: { detail: RunDetail }) {
  const { row, summary } = detail;
  const planned = row.state === 'completed' ? '' : ` of ${formatClock(row.plannedDurationMs)}`;
  return (
    <>
      {momentOf(row.startedAt)} · {formatClock(row.durationMs)}
      {planned} · <span title={STATE_MEANINGS[row.state]}>{STATE_WORDS[row.state].toLowerCase()}</span> ·{' '}
      {PURPOSE_WORDS[row.purpose].toLowerCase()}
      {summary.run.endReason === '' ? null : ` · ${summary.run.endReason}`}
      {row.deleted ? ' · in the bin' : null}
      {summary.run.badSecondsExcluded ? ' · disturbed seconds left out' : null}
    </>
  );
}
