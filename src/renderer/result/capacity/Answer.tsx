import { Info } from 'lucide-react';
import type { CapacityDocument } from '../../../contract/capacity.ts';
import { formatNumber } from '../../../contract/format.ts';
import { Box, Card, Note, Row, Stack, Text } from '../../parts/Box.tsx';
import { Definition } from '../../parts/Definition.tsx';
import styles from './CapacityView.module.css';
import { Hull } from './Hull.tsx';
import { SearchOutcome } from './SearchOutcome.tsx';

/** The answer: how much it carries, in one sentence; what fails first, and what else has to be known of it. */
export function Answer({ capacity }: { capacity: CapacityDocument }) {
  const { outcome, sentence, firstFailing, minutesForFive, remarks } = capacity;
  return (
    <div className={styles.place}>
      <Card as="section" className={styles.answer} aria-label="Answer">
        <Stack gap={8} className={styles.main}>
          <Row gap={12} wrap>
            <SearchOutcome outcome={outcome} />
            <Note as="span">
              <Definition term="capacity">How much it carries</Definition>
            </Note>
          </Row>
          <p className={styles.sentence} data-testid="capacity-sentence">
            {sentence}
          </p>
          {firstFailing === null ? null : (
            <Text as="p" tone="soft" data-testid="first-failing">
              {firstFailing.sentence}
            </Text>
          )}
          {minutesForFive === null ? null : (
            <Text as="p" tone="soft">
              To know it within <Definition term="capacityInterval">5% either way</Definition>, the last step
              would have to be held for about {formatNumber(minutesForFive)} min.
            </Text>
          )}
          {remarks.length === 0 ? null : (
            <Stack as="ul" gap={4} above={8} tone="soft" data-testid="capacity-remarks">
              {remarks.map((remark) => (
                <Row as="li" key={remark} align="start" gap={8}>
                  <Box as={Info} tone="muted" above={2} width={14} height={14} />
                  {remark}
                </Row>
              ))}
            </Stack>
          )}
        </Stack>
        <div className={styles.side}>
          <Hull capacity={capacity} now={null} />
        </div>
      </Card>
    </div>
  );
}
