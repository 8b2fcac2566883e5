import { CircleCheck, Lightbulb, TriangleAlert } from 'lucide-react';
import type { Summary } from '../../../contract/summary.ts';
import { Box, Note, Row, Stack, Text } from '../../parts/Box.tsx';
import { Panel } from '../../parts/Panel.tsx';

const LOOKS = {
  good: { icon: CircleCheck, tone: 'excellent', word: 'Good sign' },
  bad: { icon: TriangleAlert, tone: 'poor', word: 'Bad sign' },
  hint: { icon: Lightbulb, tone: 'accent', word: 'Hint' },
} as const;

/** Signs seen in the figures, each with its evidence. */
export function FindingsPanel({ findings }: { findings: Summary['findings'] }) {
  return (
    <Panel title="Findings" testId="findings">
      {findings.length === 0 ? <Note size="body">Nothing stood out.</Note> : null}
      <Stack as="ul" gap={12}>
        {findings.map((finding) => {
          const { icon, tone, word } = LOOKS[finding.kind];
          return (
            <Row
              as="li"
              key={`${finding.code} ${finding.title}`}
              align="start"
              gap={10}
              data-kind={finding.kind}
            >
              <Box as={icon} tone={tone} width={16} height={16} aria-hidden="true" />
              <div>
                <Text as="h3" size="body">
                  <Text tone={tone} weight="medium">
                    {word}
                  </Text>{' '}
                  {finding.title}
                </Text>
                <Text as="p" tone="soft">
                  {finding.evidence} {finding.suggestion}
                </Text>
              </div>
            </Row>
          );
        })}
      </Stack>
    </Panel>
  );
}
