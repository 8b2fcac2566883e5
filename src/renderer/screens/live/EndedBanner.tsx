import { ArrowRight } from 'lucide-react';
import type { RunRow } from '../../../contract/wire.ts';
import { Row, Text } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import { GradeBadge } from '../../parts/GradeBadge.tsx';
import { VerdictMark } from '../../parts/VerdictMark.tsx';
import { STATE_WORDS } from '../../words/words.ts';
import type { Handover } from './use-handover.ts';

interface Props {
  readonly row: RunRow;
  readonly handover: Handover;
  readonly onOpen: () => void;
}

/** Takes the place of Stop when there is nothing left to stop. */
export function EndedBanner({ row, handover, onOpen }: Props) {
  return (
    <Row gap={10} style={{ animation: 'appear var(--calm)' }} role="status" data-testid="ended">
      <Text tone="muted">{STATE_WORDS[row.state]}</Text>
      <VerdictMark of={row.outcome} />
      <GradeBadge grade={row.overallGrade} soft />
      {handover.pending ? (
        <Button look="quiet" onClick={handover.stay}>
          Stay here
        </Button>
      ) : null}
      <Button look="strong" icon={<ArrowRight />} onClick={onOpen}>
        Open result
      </Button>
    </Row>
  );
}
