import {
  CircleCheck,
  CircleDashed,
  CircleEllipsis,
  CircleHelp,
  CircleX,
  type LucideIcon,
  ShieldAlert,
} from 'lucide-react';
import type { CapacityOutcome } from '../../../contract/capacity.ts';
import { CAPACITY_OUTCOME_WORDS } from '../../../contract/capacity-text.ts';
import { type Look, Row } from '../../parts/Box.tsx';

const SIGNS: Readonly<Record<CapacityOutcome, readonly [LucideIcon, Look['tone']]>> = {
  found: [CircleCheck, 'excellent'],
  capped: [CircleEllipsis, 'excellent'],
  none: [CircleX, 'poor'],
  limited: [ShieldAlert, 'acceptable'],
  contradicted: [CircleHelp, 'acceptable'],
  partial: [CircleDashed, 'acceptable'],
  unmeasured: [CircleDashed, 'muted'],
};

/** How a search came out: shape, word, colour. */
export function SearchOutcome({ outcome }: { outcome: CapacityOutcome }) {
  const [Icon, tone] = SIGNS[outcome];
  return (
    <Row as="span" inline gap={6} weight="semibold" nowrap tone={tone} data-search={outcome}>
      <Icon size={15} strokeWidth={1.9} />
      {CAPACITY_OUTCOME_WORDS[outcome]}
    </Row>
  );
}
