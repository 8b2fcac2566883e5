import { CircleCheck, CircleHelp, CircleX } from 'lucide-react';
import { OUTCOME_WORDS } from '../../contract/format.ts';
import type { Outcome } from '../../contract/outcome.ts';
import { classNames } from './class-names.ts';
import styles from './OutcomeMark.module.css';

const ICONS = { passed: CircleCheck, failed: CircleX, 'not gradable': CircleHelp } as const;
const LOOKS: Readonly<Record<Outcome, string | undefined>> = {
  passed: styles.passed,
  failed: styles.failed,
  'not gradable': styles.notGradable,
};

/** What became of a run: shape, word, colour. */
export function OutcomeMark({ outcome, size = 'normal' }: { outcome: Outcome; size?: 'normal' | 'large' }) {
  const Icon = ICONS[outcome];
  return (
    <span
      className={classNames(styles.outcome, LOOKS[outcome], size === 'large' && styles.large)}
      data-outcome={outcome}
    >
      <Icon size={size === 'large' ? 22 : 15} strokeWidth={1.9} aria-hidden="true" />
      {OUTCOME_WORDS[outcome]}
    </span>
  );
}
