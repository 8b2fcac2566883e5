import { Info } from 'lucide-react';
import type { ReactNode } from 'react';
import type { CapacityDocument } from '../../../contract/capacity.ts';
import { isOverruled, isRecoveryAlone, levelText } from '../../../contract/capacity-text.ts';
import { formatNumber } from '../../../contract/format.ts';
import type { Term } from '../../../contract/glossary.ts';
import type { Summary } from '../../../contract/summary.ts';
import { Box, Card, Grid, Note, Row, Stack, Text } from '../../parts/Box.tsx';
import { Definition } from '../../parts/Definition.tsx';
import { VerdictMark } from '../../parts/VerdictMark.tsx';
import styles from './CapacityView.module.css';
import { Hull } from './Hull.tsx';
import { SearchOutcome } from './SearchOutcome.tsx';

interface Props {
  readonly capacity: CapacityDocument;
}

/**
 * The answer: how much it carries, or how it recovers, in one sentence; what fails first, and what else has to be known of it.
 */
export function Answer({ capacity, overall }: Props & Pick<Summary, 'overall'>) {
  const { firstFailing, remarks } = capacity;
  const isAlone = isRecoveryAlone(capacity);
  return (
    <div className={styles.place}>
      <Card as="section" className={styles.answer} aria-label="Answer">
        <Stack gap={8} className={styles.main}>
          <Row gap={12} wrap>
            <SearchOutcome of={capacity} />
            {isOverruled({ capacity, overall }) ? <VerdictMark of={overall.outcome} /> : null}
            <Note as="span">
              {isAlone ? (
                <Definition term="recovery">How it recovers from an overload</Definition>
              ) : (
                <Definition term="capacity">How much it carries</Definition>
              )}
            </Note>
          </Row>
          <p className={styles.sentence} data-testid="capacity-sentence">
            {overall.sentence}
          </p>
          {firstFailing === null ? null : (
            <Text as="p" tone="soft" data-testid="first-failing">
              {firstFailing.sentence}
            </Text>
          )}
          {isAlone ? null : <Facts capacity={capacity} />}
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
        {isAlone ? null : (
          <div className={styles.side}>
            <Hull capacity={capacity} now={null} />
          </div>
        )}
      </Card>
    </div>
  );
}

const VALUE = { fontSize: 16, letterSpacing: '-0.01em', lineHeight: 1.35 } as const;

/** What is asked for first, each by itself. */
function Facts({ capacity: { highest, unit, firstFailing, failureModes, objectives } }: Props) {
  const [mode] = failureModes.modes;
  return (
    <Grid
      as="dl"
      columns="repeat(auto-fit, minmax(120px, 1fr))"
      gap={12}
      style={{ marginTop: 'auto', paddingTop: 14 }}
    >
      {highest === null ? null : (
        <Fact name="Highest load" term="capacity">
          {levelText(highest.value, unit)}
        </Fact>
      )}
      {highest === null || highest.low === highest.high ? null : (
        <Fact name="Lies between" term="capacityInterval">
          {formatNumber(highest.low)} and {formatNumber(highest.high)}
        </Fact>
      )}
      <Fact name={firstFailing === null ? 'Objectives' : 'Fails first'} term="objective">
        {firstFailing?.objective ?? objectives.join(', ')}
      </Fact>
      {mode === undefined ? null : (
        <Fact name="Fails by" term="failureMode">
          {mode.mode}
        </Fact>
      )}
    </Grid>
  );
}

function Fact({ name, term, children }: { name: string; term: Term; children: ReactNode }) {
  return (
    <div>
      <Note as="dt">
        <Definition term={term}>{name}</Definition>
      </Note>
      <Text as="dd" tone="ink" weight="medium" style={VALUE}>
        {children}
      </Text>
    </div>
  );
}
