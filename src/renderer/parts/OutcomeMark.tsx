import { CircleCheck, CircleHelp, CircleX } from 'lucide-react';
import { OUTCOME_WORDS } from '../../contract/format.ts';
import type { Outcome } from '../../contract/outcome.ts';
import { Row } from './Box.tsx';

const ICONS = { passed: CircleCheck, failed: CircleX, 'not gradable': CircleHelp } as const;
const TONES = { passed: 'excellent', failed: 'poor', 'not gradable': 'acceptable' } as const;

/** What became of a run: shape, word, colour. */
export function OutcomeMark({ outcome, size = 'normal' }: { outcome: Outcome; size?: 'normal' | 'large' }) {
  const Icon = ICONS[outcome];
  return (
    <Row
      as="span"
      inline
      gap={6}
      weight="semibold"
      nowrap
      tone={TONES[outcome]}
      size={size === 'large' ? 'title' : undefined}
      data-outcome={outcome}
    >
      <Icon size={size === 'large' ? 22 : 15} strokeWidth={1.9} aria-hidden="true" />
      {OUTCOME_WORDS[outcome]}
    </Row>
  );
}
