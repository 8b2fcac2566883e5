import { Info } from 'lucide-react';
import type { ReactNode } from 'react';
import type { CapacityDocument } from '../../../contract/capacity.ts';
import { isOverruled, isRecoveryAlone, levelText } from '../../../contract/capacity-text.ts';
import { triedSteps } from '../../../contract/capacity-words.ts';
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
  /** Its sentence stands above already, as the verdict of the page. */
  readonly isSaid: boolean;
}

/**
 * The answer: how much it carries, or how it recovers, in one sentence; what fails first and how, and what else has to be known
 * of it.
 */
export function Answer({ capacity, overall, isSaid }: Props & Pick<Summary, 'overall'>) {
  const { firstFailing, failureModes, remarks } = capacity;
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
          {isSaid && !isAlone ? null : (
            <p className={styles.sentence} data-testid="capacity-sentence">
              {overall.sentence}
            </p>
          )}
          {firstFailing === null ? null : (
            <Text as="p" tone="soft" data-testid="first-failing">
              {firstFailing.sentence}
            </Text>
          )}
          {failureModes.modes.length === 0 ? null : (
            <Text as="p" tone="soft" data-testid="fails-how">
              {failureModes.sentence}
            </Text>
          )}
          {isAlone ? null : <Facts capacity={capacity} isSaid={isSaid} />}
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
        {isAlone || !hasLoad(capacity) ? null : (
          <div className={styles.side}>
            <Hull capacity={capacity} now={null} />
          </div>
        )}
      </Card>
    </div>
  );
}

const VALUE = { fontSize: 16, letterSpacing: '-0.01em', lineHeight: 1.35 } as const;

/** Whether any load in the unit of the search was judged: one user of a search by rate is none to draw. */
function hasLoad(capacity: CapacityDocument): boolean {
  return capacity.highest !== null || triedSteps(capacity).length > 0;
}

/** What the sentence does not say: the objectives where it names none, and its figures where it stands elsewhere. */
function Facts({ capacity: { highest, unit, outcome, objectives }, isSaid }: Props) {
  const shown = isSaid ? highest : null;
  if (outcome === 'found' && shown === null) return null;
  return (
    <Grid
      as="dl"
      columns="repeat(auto-fit, minmax(120px, 1fr))"
      gap={12}
      style={{ marginTop: 'auto', paddingTop: 14 }}
    >
      {shown === null ? null : (
        <Fact name="Highest load" term="capacity">
          {levelText(shown.value, unit)}
        </Fact>
      )}
      {shown === null || shown.low === shown.high ? null : (
        <Fact name="Lies between" term="capacityInterval">
          {formatNumber(shown.low)} and {formatNumber(shown.high)}
        </Fact>
      )}
      {outcome === 'found' ? null : (
        <Fact name="Objectives" term="objective">
          {objectives.join(', ')}
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
