import { Check, CircleHelp, X } from 'lucide-react';
import type { Summary } from '../../../contract/summary.ts';
import { Box, Note, Row, Stack, Text } from '../../parts/Box.tsx';

const LOOKS = {
  met: { icon: Check, tone: 'excellent' },
  'not met': { icon: X, tone: 'poor' },
  'not measurable': { icon: CircleHelp, tone: 'muted' },
} as const;

/** What was expected, whether it was so, and the figure that decides it. */
export function ExpectationList({ expectations }: { expectations: Summary['expectations'] }) {
  if (expectations.length === 0) return <Note size="body">The plan states none.</Note>;
  return (
    <Stack as="ul" gap={6}>
      {expectations.map((row) => {
        const { icon, tone } = LOOKS[row.verdict];
        return (
          <Row as="li" key={row.statement} align="start" gap={8} data-verdict={row.verdict}>
            <Box
              as={icon}
              tone={tone}
              above={2}
              width={15}
              height={15}
              strokeWidth={2.25}
              aria-hidden="true"
            />
            <div>
              <span>{row.statement}</span>{' '}
              <Text as="strong" tone={tone} weight="semibold">
                {row.verdict}
              </Text>
              <Note>{row.evidence}</Note>
            </div>
          </Row>
        );
      })}
    </Stack>
  );
}
