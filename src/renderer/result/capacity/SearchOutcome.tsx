import {
  CircleCheck,
  CircleDashed,
  CircleEllipsis,
  CircleHelp,
  CircleX,
  type LucideIcon,
  ShieldAlert,
} from 'lucide-react';
import type { CapacityDocument, CapacityOutcome } from '../../../contract/capacity.ts';
import { capacityOutcomeWord } from '../../../contract/capacity-text.ts';
import { type Look, Row } from '../../parts/Box.tsx';

const SIGNS: Readonly<Record<CapacityOutcome, readonly [LucideIcon, Look['tone']]>> = {
  found: [CircleCheck, 'excellent'],
  capped: [CircleEllipsis, 'excellent'],
  none: [CircleX, 'poor'],
  limited: [ShieldAlert, 'acceptable'],
  contradicted: [CircleHelp, 'acceptable'],
  partial: [CircleDashed, 'acceptable'],
  unmeasured: [CircleDashed, 'muted'],
  recovered: [CircleCheck, 'excellent'],
  'not recovered': [CircleX, 'poor'],
  'not returned': [CircleX, 'poor'],
  'reference missed': [CircleX, 'poor'],
};

interface Props {
  readonly of: Pick<CapacityDocument, 'outcome'>;
}

/** How a search came out: shape, word, colour. */
export function SearchOutcome({ of }: Props) {
  const [Icon, tone] = SIGNS[of.outcome];
  return (
    <Row as="span" inline gap={6} weight="semibold" nowrap tone={tone} data-search={of.outcome}>
      <Icon size={15} strokeWidth={1.9} />
      {capacityOutcomeWord(of)}
    </Row>
  );
}
