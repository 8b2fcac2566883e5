import type { CapacityStep } from '../../../contract/capacity.ts';
import { stepKind } from '../../../contract/capacity-words.ts';
import { pointPath } from '../../charts/plot-painting.ts';
import { Row, Text } from '../../parts/Box.tsx';

const LOOKS = {
  met: { look: 'dots', color: 'var(--chart-1)' },
  missed: { look: 'crosses', color: 'var(--poor)' },
  open: { look: 'rings', color: 'var(--chart-quiet)' },
} as const;

/** What a step showed, in the shape that its point has on the charts. */
export function StepMark({ step }: { step: CapacityStep }) {
  if (step.stage === 'rest') return <Text tone="muted">–</Text>;
  const kind = stepKind(step);
  const { look, color } = LOOKS[kind];
  return (
    <Row as="span" inline gap={6} nowrap data-step={kind}>
      <svg width={12} height={12} viewBox="-6 -6 12 12" aria-hidden="true" style={{ color }}>
        <path
          d={pointPath(look, 3.5)}
          fill={look === 'dots' ? 'currentColor' : 'none'}
          stroke="currentColor"
          strokeWidth={1.75}
        />
      </svg>
      <Text tone={kind === 'missed' ? 'poor' : undefined}>
        {step.verdict === 'void' ? 'does not count' : step.verdict}
      </Text>
    </Row>
  );
}
