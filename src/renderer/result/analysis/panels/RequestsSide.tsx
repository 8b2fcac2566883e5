import { useContext } from 'react';
import { formatCount } from '../../../../contract/format.ts';
import { DROPPED_WORDS } from '../../../../contract/light-requests.ts';
import { Row, Text } from '../../../parts/Box.tsx';
import { Button } from '../../../parts/Button.tsx';
import { Hint } from '../../../parts/Hint.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import { Paper } from '../../../parts/paper.ts';
import { Segmented } from '../../../parts/Segmented.tsx';
import type { ListChoice } from '../selecting/analysis-link.ts';
import type { PanelParts } from './panel-parts.ts';
import { PRINTED, RequestList } from './RequestList.tsx';

const LISTS: Readonly<Record<ListChoice, string>> = {
  slowest: 'slowest',
  failed: 'failed',
  fair: 'a fair few',
};
const PRINTED_LISTS: Readonly<Record<ListChoice, string>> = {
  slowest: 'the slowest first',
  failed: 'those that failed',
  fair: 'a fair few',
};
const MEANINGS: Readonly<Record<ListChoice, string>> = {
  slowest: 'The slowest first',
  failed: 'Those that failed in this time; failures have no latency that an area could bound',
  fair: 'Fifty, drawn so that every request selected had the same chance: what is usual here',
};

interface Props extends PanelParts {
  /** Pixels of the list. */
  readonly height: number;
  readonly isShort: boolean;
}

/** Kept requests of the selection in a panel of their own. */
export function RequestsSide(props: Props) {
  const { rows } = props.findings;
  const isFixed = useContext(Paper) || rows.isOld;
  return (
    <Panel
      title="Requests"
      aside={<KeptNote {...props} />}
      actions={isFixed ? undefined : <ListChoices {...props} />}
      flush
      testId="requests"
    >
      <Requests {...props} />
    </Panel>
  );
}

export function Requests({ analysis, findings, height, isShort }: Props) {
  return (
    <RequestList
      rows={findings.rows}
      list={findings.list}
      height={height}
      isShort={isShort}
      isOneService={new Set(analysis.summary.endpoints.map(({ service }) => service)).size === 1}
      chosen={analysis.state.request}
      onChoose={findings.choose}
    />
  );
}

/** The slowest, the failed, or a fair few. */
export function ListChoices({ findings: { list, choosesList } }: PanelParts) {
  return (
    <Hint text={MEANINGS[list]}>
      <div>
        <Segmented label="Which requests are listed" value={list} options={LISTS} onChange={choosesList} />
      </div>
    </Hint>
  );
}

/** How many of how many are kept, and what the list is narrowed to. */
export function KeptNote({ findings: { rows, list, narrowedTo, narrow } }: PanelParts) {
  const paper = useContext(Paper);
  const [all, kept, listed] = [Math.max(rows.kept, rows.standFor), rows.kept, rows.listed].map(formatCount);
  const about = rows.isEstimate && rows.standFor > rows.kept ? 'about ' : '';
  if (paper) {
    const those = `${rows.listed > PRINTED ? `${PRINTED} of ${listed}, ` : ''}${PRINTED_LISTS[list]}`;
    return [those, narrowedTo, `${kept} kept of ${about}${all}`].filter(Boolean).join(' · ');
  }
  return (
    <Row gap={4} nowrap>
      {rows.kept > 0 ? (
        <Text
          as="span"
          clip
          data-testid="kept"
          title={`Of the others only counts are stored.${rows.wereDropped ? ` ${DROPPED_WORDS}` : ''}`}
        >
          {rows.listed < rows.kept ? `${listed} of ${kept} kept` : `${kept} kept of ${about}${all}`}
          {rows.wereDropped ? '; some dropped' : ''}
        </Text>
      ) : null}
      {narrowedTo === '' ? null : (
        <Button size="small" look="quiet" title="Show all of the selection" onClick={() => narrow(null)}>
          <Text clip style={{ maxWidth: 160 }}>
            {narrowedTo}
          </Text>{' '}
          ×
        </Button>
      )}
    </Row>
  );
}
