import { ended } from '../../../contract/failure.ts';
import type { Summary } from '../../../contract/summary.ts';

/** What the end of a run means to its series, decided before its figures are looked at. */
interface RunEnd {
  /** Why it does not count, one sentence; empty: it does. */
  readonly leftOut: string;
  /** Somebody ended it, or the program went: the series ends with it. */
  readonly isCut: boolean;
}

type Ended = Pick<Summary, 'run' | 'stopRule' | 'steering' | 'trust'>;

/**
 * A run counts where it went to the end of its plan under its own load, and its load generator can be believed. One that is
 * `degraded` counts: what disturbs the machine for some seconds meets both sides alike, and is named among what was odd.
 */
export function runEnd({ run, stopRule, steering = [], trust }: Ended): RunEnd {
  const isByRule = run.state === 'stopped' && stopRule !== undefined;
  if (run.state === 'interrupted' || (run.state === 'stopped' && !isByRule))
    return { leftOut: 'It was ended before its plan was.', isCut: true };
  if (run.state === 'failed') return { leftOut: ended(`It failed: ${run.endReason}`), isCut: false };
  if (isByRule) return { leftOut: `It was ended early by the rule ${stopRule.rule}.`, isCut: false };
  if (steering.some(({ by }) => by === 'hand'))
    return { leftOut: 'Its load was steered by hand.', isCut: false };
  if (trust.verdict === 'untrustworthy' || trust.verdict === 'not judged')
    return { leftOut: `Its load generator was ${whyDoubted(trust)}.`, isCut: false };
  return { leftOut: '', isCut: false };
}

function whyDoubted({ verdict, reasons }: Summary['trust']): string {
  const why = reasons.map(({ sentence }) => sentence.replace(/\.$/, '')).join('; ');
  return why === '' ? verdict : `${verdict}: ${why}`;
}
