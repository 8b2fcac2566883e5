import { memo, type ReactNode, useContext, useEffect, useRef, useState } from 'react';
import { isTimeAlone } from '../../../../contract/latency-bands.ts';
import type { RequestRow } from '../../../../contract/request-rows.ts';
import type { NamedCause } from '../../../../contract/why.ts';
import { Grid, Note, Row, Stack } from '../../../parts/Box.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import { Paper } from '../../../parts/paper.ts';
import { Segmented } from '../../../parts/Segmented.tsx';
import type { AnalysisPlace } from '../analysis-source.ts';
import { selectArea } from '../selecting/analysis-state.ts';
import { redone, undone } from '../selecting/brush-history.ts';
import type { Analysis } from '../use-analysis.ts';
import { Against, AgainstSide, againstWords } from './AgainstSide.tsx';
import { Errors, ErrorsSide } from './ErrorsPanel.tsx';
import { Drawer, OneRequest } from './OneRequest.tsx';
import type { PanelParts } from './panel-parts.ts';
import { KeptNote, ListChoices, Requests, RequestsSide } from './RequestsSide.tsx';
import { useAnalysisKeys } from './use-analysis-keys.ts';
import { type Findings, failedOf, useFindings } from './use-findings.ts';
import { useIsLarge } from './use-is-large.ts';
import { type FailedShare, WhyPanel } from './WhyPanel.tsx';

interface Props {
  readonly analysis: Analysis;
  readonly place: AnalysisPlace;
  readonly onTable: () => void;
  /** Copies a link to what is looked at. */
  readonly onLink: () => void;
  /** A request was opened; null: none is. */
  readonly onOpened: (row: RequestRow | null) => void;
}

type Side = 'requests' | 'against' | 'errors';

/** Pixels that the list of requests takes of a screen of each size. */
const LIST = { large: 440, small: 224 } as const;

/** What is found out about the selection: side by side where there is room, else the request in a drawer. */
export const Panels = memo(function Panels({ analysis, place, onTable, onLink, onOpened }: Props) {
  const findings = useFindings(analysis, place.source);
  const [side, setSide] = useState<Side>('requests');
  const isLarge = useIsLarge();
  const paper = useContext(Paper);
  const why = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const toRequests = () => {
    setSide('requests');
    // It has to stand there before it can be brought into sight.
    requestAnimationFrame(() => reveal(list.current));
  };
  const { detail, step, choose } = findings;
  const { act } = analysis;
  useAnalysisKeys({
    why: () => reveal(why.current),
    requests: toRequests,
    next: () => step(1),
    previous: () => step(-1),
    curl: () => {
      const curl = detail.answer.state === 'ready' ? detail.answer.value.curl : null;
      if (curl !== null) place.copy(curl, CURL_COPIED);
    },
    link: onLink,
    table: onTable,
    close: () => choose(null),
    undo: () => act((now) => ({ ...now, history: undone(now.history) })),
    redo: () => act((now) => ({ ...now, history: redone(now.history) })),
  });
  const row = detail.answer.state === 'ready' ? detail.answer.value.row : null;
  useEffect(() => {
    onOpened(row);
    return () => onOpened(null);
  }, [row, onOpened]);
  const size = isLarge ? 'large' : 'small';
  const parts: Parts = {
    analysis,
    place,
    findings,
    onListed: toRequests,
    height: LIST[size],
    isShort: !isLarge,
  };
  const whyPanel = (
    <div ref={why} tabIndex={-1} style={{ outline: 'none' }}>
      <WhySide {...parts} />
    </div>
  );
  if (paper) {
    return (
      <Stack gap={12}>
        {whyPanel}
        {analysis.state.history.now.a === null ? null : (
          <>
            <AgainstSide {...parts} />
            <ErrorsSide {...parts} />
          </>
        )}
        <RequestsSide {...parts} isShort={false} />
        {analysis.state.request === null ? null : <OneRequest {...parts} />}
      </Stack>
    );
  }
  if (isLarge) {
    return (
      <Grid columns="minmax(0, 0.98fr) minmax(0, 1.1fr) 504px" gap={12} align="start">
        <Stack gap={12}>
          {whyPanel}
          <AgainstSide {...parts} />
        </Stack>
        <div ref={list}>
          <RequestsSide {...parts} />
        </div>
        <Stack gap={12}>
          <OneRequest {...parts} />
          <ErrorsSide {...parts} />
        </Stack>
      </Grid>
    );
  }
  return (
    <Grid columns="minmax(0, 54fr) minmax(0, 46fr)" gap={12} align="start" stacks>
      {whyPanel}
      <div ref={list}>
        <Sides {...parts} side={side} onSide={setSide} />
      </div>
      {analysis.state.request === null ? null : (
        <Drawer>
          <OneRequest {...parts} />
        </Drawer>
      )}
    </Grid>
  );
});

const CURL_COPIED = 'cURL command copied to the clipboard.';

/** Into sight, and the keys to what takes them there. */
function reveal(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
  const rows = element?.querySelector<HTMLElement>('[role="rowgroup"]');
  (rows ?? element)?.focus({ preventScroll: true });
}

interface Parts extends PanelParts {
  readonly height: number;
  readonly isShort: boolean;
}

function WhySide({ analysis, findings, onListed }: Parts) {
  const { a, b } = analysis.state.history.now;
  const there = b === null ? 'the rest of the run' : 'B';
  return (
    <WhyPanel
      why={findings.why}
      about={a === null ? 'the whole run' : `A against ${there}`}
      there={there}
      hasRequests={!findings.rows.isOld}
      isBelieved={analysis.summary.trust.verdict !== 'untrustworthy'}
      failed={a !== null && !isTimeAlone(a) ? null : failedShare(findings.selection.answer, a === null)}
      onFailed={() => {
        // Of no place in particular more may have failed than is told here.
        if (findings.filter.primary === true)
          findings.narrow({ words: 'failed', filter: failedOf(findings.filter) }, 'failed');
        else findings.choosesList('failed');
        onListed();
      }}
      onRequests={(cause) => {
        findings.narrow({ words: wordsOf(cause), filter: cause.requests });
        onListed();
      }}
      onArea={({ area }) => {
        if (area !== null) analysis.act((now) => selectArea(now, area, false));
      }}
    />
  );
}

/** Fewer failures are left to the table of errors. */
const MIN_FAILED = 10;
/** Of failures there are so many standard errors more than expected. */
const MIN_ERRORS = 5;

/** Failures of the whole run, or of a selection where far more requests failed than in what it is compared with. */
function failedShare(answer: Findings['selection']['answer'], isWhole: boolean): FailedShare | null {
  if (answer.state !== 'ready') return null;
  const { here, there, failedHere: failed, failedThere } = answer.value.all;
  const finished = failed + here.count;
  if (isWhole) return failed === 0 ? null : { failed, finished, elsewhere: null };
  const elsewhere = failedThere / Math.max(1, failedThere + there.count);
  const expected = finished * elsewhere;
  const isMany = failed >= MIN_FAILED && failed - expected >= MIN_ERRORS * Math.sqrt(Math.max(1, expected));
  return isMany && failed >= 2 * expected ? { failed, finished, elsewhere } : null;
}

/** What a cause is about, as the name of its requests. */
function wordsOf({ subject, sentence }: NamedCause): string {
  if (subject !== '') return subject;
  return sentence.find(({ strong }) => strong)?.text ?? 'those of the cause';
}

/** The same in one place, where there is no room for three. */
function Sides({ side, onSide, ...parts }: Parts & { side: Side; onSide: (side: Side) => void }) {
  const names: Readonly<Record<Side, string>> = {
    requests: 'Requests',
    against: againstWords(parts.analysis),
    errors: 'Errors',
  };
  const body: Readonly<Record<Side, ReactNode>> = {
    requests: <Requests {...parts} />,
    against: <Against {...parts} />,
    errors: <Errors {...parts} />,
  };
  return (
    <Panel
      title={<span className="visually-hidden">{names[side]}</span>}
      flush
      testId={side}
      aside={
        <div style={{ marginLeft: -10 }}>
          <Segmented label="What is shown of the selection" value={side} options={names} onChange={onSide} />
        </div>
      }
    >
      {side === 'requests' && !parts.findings.rows.isOld ? (
        <Row gap={8} style={{ padding: '0 12px 6px 16px' }}>
          <Note as="span" clip>
            <KeptNote {...parts} />
          </Note>
          <div style={{ marginLeft: 'auto' }}>
            <ListChoices {...parts} />
          </div>
        </Row>
      ) : null}
      {body[side]}
    </Panel>
  );
}
