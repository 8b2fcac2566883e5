import { formatClock } from '../../../contract/format.ts';
import { runLength } from '../../../contract/run-length.ts';
import { ruleSentences } from '../../../contract/stop-rule.ts';
import type { Summary } from '../../../contract/summary.ts';
import { Text } from '../../parts/Box.tsx';
import { momentOf } from '../../words/time-words.ts';
import { PURPOSE_WORDS, STATE_MEANINGS, STATE_WORDS } from '../../words/words.ts';

/** Under the name of a run: when, how long, what became of it, what for; and what its figures do not cover. */
export function RunFacts({ summary, more = '' }: { summary: Summary; more?: string }) {
  const { run } = summary;
  const limits = limitsOf(summary);
  return (
    <>
      {momentOf(run.startedAt)} · {runLength(run, ' planned')}
      {run.warmupMs > 0 ? ` · first ${formatClock(run.warmupMs)} warm-up` : null} ·{' '}
      <span title={STATE_MEANINGS[run.state]}>{STATE_WORDS[run.state].toLowerCase()}</span> ·{' '}
      {PURPOSE_WORDS[run.purpose].toLowerCase()}
      {more}
      {limits === '' ? null : (
        <Text
          as="p"
          above={8}
          tint="acceptable"
          tone="acceptable"
          style={{ width: 'fit-content', padding: '4px 12px' }}
        >
          {limits}
        </Text>
      )}
    </>
  );
}

/** Said first where the figures are not of the whole run. */
function limitsOf(summary: Summary): string {
  const { range, badSecondsExcluded, state, endReason } = summary.run;
  return [
    range === null ? '' : `The figures cover seconds ${range.fromSecond} to ${range.toSecond} only.`,
    badSecondsExcluded ? 'Seconds in which the load generator was disturbed are left out.' : '',
    state === 'completed' || endReason === '' ? '' : `The run ended early: ${endReason}`,
    ...ruleSentences(summary),
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}
