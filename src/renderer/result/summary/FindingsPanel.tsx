import { ArrowRight, CircleCheck, Lightbulb, TriangleAlert } from 'lucide-react';
import type { ShownPlace, Summary } from '../../../contract/summary.ts';
import { Box, Note, Row, Stack, Text } from '../../parts/Box.tsx';
import { Panel } from '../../parts/Panel.tsx';

const LOOKS = {
  good: { icon: CircleCheck, tone: 'excellent', word: 'Good sign' },
  bad: { icon: TriangleAlert, tone: 'poor', word: 'Bad sign' },
  hint: { icon: Lightbulb, tone: 'accent', word: 'Hint' },
} as const;

interface Props {
  readonly findings: Summary['findings'];
  /** What they are of, where that is not what stands beside them. */
  readonly aside?: string;
  /** Where a finding leads that has a place on the heatmap; absent: nowhere, as on paper. */
  readonly hrefOf?: (shown: ShownPlace) => string;
}

/** Signs seen in the figures, each with its evidence. */
export function FindingsPanel({ findings, aside, hrefOf }: Props) {
  return (
    <Panel title="Findings" testId="findings" {...(aside === undefined ? {} : { aside })}>
      {findings.length === 0 ? <Note size="body">Nothing stood out.</Note> : null}
      <Stack as="ul" gap={12}>
        {findings.map((finding) => {
          const { icon, tone, word } = LOOKS[finding.kind];
          const { shown } = finding;
          return (
            <Row
              as="li"
              key={`${finding.code} ${finding.title}`}
              align="start"
              gap={10}
              data-kind={finding.kind}
              data-finding={finding.code}
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
                {shown === undefined || hrefOf === undefined ? null : (
                  <Row
                    as="a"
                    inline
                    gap={4}
                    href={hrefOf(shown)}
                    aria-label={`Show in the analysis: ${finding.title}`}
                  >
                    Show in the analysis
                    <Box as={ArrowRight} width={14} height={14} aria-hidden="true" />
                  </Row>
                )}
              </div>
            </Row>
          );
        })}
      </Stack>
    </Panel>
  );
}
