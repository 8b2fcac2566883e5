import { TriangleAlert } from 'lucide-react';
import { formatPercent } from '../../contract/format.ts';
import type { PlanPreview } from '../../contract/plan-preview.ts';
import { Box, Row, Stack, Text } from './Box.tsx';
import styles from './PreviewWords.module.css';

interface Props {
  readonly preview: PlanPreview;
  /** Said before the warnings of the preview itself. */
  readonly warnings?: readonly string[];
  /** Behind the number of endpoints. */
  readonly on?: string;
}

/** What a plan will do: in sentences, what to mind, and what it asks how often. */
export function PreviewWords({ preview, warnings = [], on = '' }: Props) {
  const { sentences, endpoints } = preview;
  const all = [...warnings, ...preview.warnings];
  return (
    <Stack gap={8}>
      <Stack as="ul" gap={4} tone="soft" breaks>
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </Stack>
      {all.length === 0 ? null : (
        <Stack as="ul" gap={6}>
          {all.map((warning) => (
            <Row as="li" key={warning} align="start" gap={8}>
              <Box as={TriangleAlert} tone="acceptable" above={2} width={14} height={14} />
              {warning}
            </Row>
          ))}
        </Stack>
      )}
      <details className={styles.details}>
        <summary>
          {endpoints.length} {endpoints.length === 1 ? 'endpoint' : 'endpoints'}
          {on}
        </summary>
        <ul>
          {endpoints.map((row) => (
            <Row
              as="li"
              key={`${row.service} ${row.endpoint} ${row.protocol}`}
              justify="space-between"
              gap={16}
            >
              <Text clip>
                <Text tone="muted">{row.service}</Text> {row.endpoint}
              </Text>
              <span>{formatPercent(row.sharePercent)}</span>
            </Row>
          ))}
        </ul>
      </details>
    </Stack>
  );
}
