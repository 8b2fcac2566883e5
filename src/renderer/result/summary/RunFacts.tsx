import { formatClock } from '../../../contract/format.ts';
import { runLength } from '../../../contract/run-length.ts';
import type { Summary } from '../../../contract/summary.ts';
import { momentOf } from '../../time-words.ts';
import { PURPOSE_WORDS, STATE_MEANINGS, STATE_WORDS } from '../../words.ts';
import styles from './RunFacts.module.css';

/** Under the name of a run: when, how long, what became of it, what for; and what its figures do not cover. */
export function RunFacts({ run, more = '' }: { run: Summary['run']; more?: string }) {
  const limits = limitsOf(run);
  return (
    <>
      {momentOf(run.startedAt)} · {runLength(run, ' planned')}
      {run.warmupMs > 0 ? ` · first ${formatClock(run.warmupMs)} warm-up` : null} ·{' '}
      <span title={STATE_MEANINGS[run.state]}>{STATE_WORDS[run.state].toLowerCase()}</span> ·{' '}
      {PURPOSE_WORDS[run.purpose].toLowerCase()}
      {more}
      {limits === '' ? null : <p className={styles.limits}>{limits}</p>}
    </>
  );
}

/** Said first where the figures are not of the whole run. */
function limitsOf({ range, badSecondsExcluded, state, endReason }: Summary['run']): string {
  return [
    range === null ? '' : `The figures cover seconds ${range.fromSecond} to ${range.toSecond} only.`,
    badSecondsExcluded ? 'Seconds in which the load generator was disturbed are left out.' : '',
    state === 'completed' || endReason === '' ? '' : `The run ended early: ${endReason}`,
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}
