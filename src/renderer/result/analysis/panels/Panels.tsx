import { memo, type ReactNode, useContext, useRef, useState } from 'react';
import type { Area } from '../../../../contract/area.ts';
import { formatCount } from '../../../../contract/format.ts';
import { bandOf, isTimeAlone } from '../../../../contract/latency-bands.ts';
import type { Summary } from '../../../../contract/summary.ts';
import type { NamedCause } from '../../../../contract/why.ts';
import { Grid, Note, Stack, Text } from '../../../parts/Box.tsx';
import { Button } from '../../../parts/Button.tsx';
import { Loaded } from '../../../parts/Loaded.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import { Paper } from '../../../parts/paper.ts';
import { Segmented } from '../../../parts/Segmented.tsx';
import type { AnalysisPlace } from '../analysis-source.ts';
import { drawn } from '../selecting/analysis-state.ts';
import { ALL_BANDS } from '../selecting/area-edit.ts';
import { showingEndpoint } from '../selecting/scopes.ts';
import type { Analysis } from '../use-analysis.ts';
import { AgainstTable } from './AgainstPanel.tsx';
import { SelectionErrors } from './ErrorsPanel.tsx';
import { RequestList } from './RequestList.tsx';
import { RequestPanel } from './RequestPanel.tsx';
import { SelectionGrade } from './SelectionGrade.tsx';
import { useAnalysisKeys } from './use-analysis-keys.ts';
import { type Findings, useFindings } from './use-findings.ts';
import { useIsLarge } from './use-is-large.ts';
import { WhyPanel } from './WhyPanel.tsx';

interface Props {
  readonly analysis: Analysis;
  readonly place: AnalysisPlace;
  /** The document of the time of the selection alone; the same as of the whole run where there is none (yet). */
  readonly ranged: Summary;
  readonly onTable: () => void;
}

const SIDES = { requests: 'Requests', against: 'A against rest', errors: 'Errors' } as const;
type Side = keyof typeof SIDES;

/** Pixels that the list of requests takes of a screen of each size. */
const LIST = { large: 440, small: 224 } as const;

/** What is found out about the selection: side by side where there is room, else the request in a drawer. */
export const Panels = memo(function Panels({ analysis, place, ranged, onTable }: Props) {
  const findings = useFindings(analysis, place.source);
  const [side, setSide] = useState<Side>('requests');
  const isLarge = useIsLarge();
  const paper = useContext(Paper);
  const why = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const toRequests = () => {
    setSide('requests');
    reveal(list.current);
  };
  const { detail, step, choose } = findings;
  useAnalysisKeys({
    why: () => reveal(why.current),
    requests: toRequests,
    next: () => step(1),
    previous: () => step(-1),
    curl: () => {
      const curl = detail.answer.state === 'ready' ? detail.answer.value.curl : null;
      if (curl !== null) place.copy(curl, CURL_COPIED);
    },
    link: () => place.copy(place.addressOf(analysis.query), 'Link copied to the clipboard.'),
    table: onTable,
    close: () => choose(null),
  });
  const parts: Parts = { analysis, place, ranged, findings, listHeight: LIST[isLarge ? 'large' : 'small'] };
  const whyPanel = (
    <div ref={why} tabIndex={-1} style={{ outline: 'none' }}>
      <WhySide {...parts} onRequests={toRequests} />
    </div>
  );
  // What is scrolled on a screen is left out: on paper it would be cut.
  if (paper) {
    return (
      <Stack gap={12}>
        {whyPanel}
        <AgainstSide {...parts} />
        <ErrorsSide {...parts} />
        {analysis.state.request === null ? null : <OneRequest {...parts} />}
      </Stack>
    );
  }
  if (isLarge) {
    return (
      <Grid columns="minmax(0, 1.02fr) minmax(0, 1.06fr) 520px" gap={12} align="start">
        <Stack gap={12}>
          {whyPanel}
          <AgainstSide {...parts} />
          <ErrorsSide {...parts} />
        </Stack>
        <div ref={list}>
          <RequestsSide {...parts} />
        </div>
        <OneRequest {...parts} />
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

interface Parts {
  readonly analysis: Analysis;
  readonly place: AnalysisPlace;
  readonly ranged: Summary;
  readonly findings: Findings;
  readonly listHeight: number;
}

function thereOf({ state }: Analysis): string {
  return state.history.now.b === null ? 'rest' : 'B';
}

function WhySide({ analysis, findings, onRequests }: Parts & { onRequests: () => void }) {
  const isWhole = analysis.state.history.now.a === null;
  return (
    <WhyPanel
      why={findings.why}
      about={isWhole ? 'the whole run' : 'A against the rest of the run'}
      onRequests={(cause) => {
        findings.narrow({ words: wordsOf(cause), filter: cause.requests });
        onRequests();
      }}
      onArea={({ area }) => {
        if (area !== null) analysis.act((now) => drawn(now, area, false));
      }}
    />
  );
}

/** What a cause is about, as the name of its requests. */
function wordsOf({ subject, sentence }: NamedCause): string {
  if (subject !== '') return subject;
  return sentence.find(({ strong }) => strong)?.text ?? 'those of the cause';
}

function Against({ analysis, ranged, findings }: Parts) {
  const { a } = analysis.state.history.now;
  if (a === null) {
    return (
      <Note style={{ padding: '0 16px 10px' }}>
        Nothing is selected, so there is no rest to compare with.
      </Note>
    );
  }
  return (
    <Loaded of={findings.selection.answer} lines={4}>
      {(value) => (
        <AgainstTable
          selection={value}
          there={thereOf(analysis)}
          grade={
            isGraded(a, ranged) ? (
              <SelectionGrade ranged={ranged} whole={analysis.summary} scope={analysis.scope} />
            ) : null
          }
          onBeyond={(name, ms) =>
            findings.narrow({
              words: `${name} and beyond`,
              filter: {
                ...findings.filter,
                area: { ...a, fromBand: Math.max(a.fromBand, bandOf(ms * 1_000)) },
              },
            })
          }
          onEndpoint={(service, endpoint) =>
            analysis.act((now) => showingEndpoint(now, { service, endpoint }))
          }
        />
      )}
    </Loaded>
  );
}

/** Grades are of time: a stretch of latency was chosen by latency, which no threshold could judge. */
function isGraded(area: Area, { run: { range } }: Summary): boolean {
  return isTimeAlone(area) && range?.fromSecond === area.fromSecond && range.toSecond === area.toSecond;
}

function AgainstSide(parts: Parts) {
  const { service, endpoint } = parts.analysis.scope;
  return (
    <Panel
      title={`A against ${thereOf(parts.analysis) === 'B' ? 'B' : 'the rest'}`}
      aside={service === null ? 'all endpoints' : `${service} ${endpoint ?? ''}`}
      flush
      testId="against"
    >
      <Against {...parts} />
    </Panel>
  );
}

function Errors({ analysis, findings }: Parts) {
  return (
    <Loaded of={findings.selection.answer} lines={3}>
      {({ errors }) => (
        <SelectionErrors
          errors={errors}
          there={analysis.state.history.now.a === null ? null : thereOf(analysis)}
          onCode={(code) => findings.narrow({ words: code, filter: withCode(findings, code) })}
        />
      )}
    </Loaded>
  );
}

/** Failures have no latency that an area could cut. */
function withCode({ filter: { area, ...rest } }: Findings, code: string) {
  if (area === undefined) return { ...rest, code };
  return { ...rest, code, area: { ...area, ...ALL_BANDS } };
}

function ErrorsSide(parts: Parts) {
  const isWhole = parts.analysis.state.history.now.a === null;
  // A report has a part that is called Errors.
  const title = isWhole ? 'Errors of the whole run' : 'Errors in the time of the selection';
  return (
    <Panel title={title} flush testId="selection-errors">
      <Errors {...parts} />
    </Panel>
  );
}

function Requests({ analysis, findings, listHeight }: Parts) {
  return (
    <RequestList
      rows={findings.rows}
      height={listHeight}
      isShort={listHeight === LIST.small}
      chosen={analysis.state.request}
      onChoose={findings.choose}
    />
  );
}

function KeptNote({ findings: { rows, narrowedTo, narrow } }: Parts) {
  return (
    <>
      {rows.kept > 0 ? (
        <span data-testid="kept">
          {formatCount(rows.kept)} kept of {formatCount(Math.max(rows.kept, rows.standFor))}
        </span>
      ) : null}
      {narrowedTo === '' ? null : (
        <Button size="small" look="quiet" title="Show all of the selection" onClick={() => narrow(null)}>
          <Text clip style={{ maxWidth: 160 }}>
            {narrowedTo}
          </Text>{' '}
          ×
        </Button>
      )}
    </>
  );
}

function RequestsSide(parts: Parts) {
  return (
    <Panel title="Requests" aside={<KeptNote {...parts} />} flush testId="requests">
      <Requests {...parts} />
    </Panel>
  );
}

/** The same in one place, where there is no room for three. */
function Sides({ side, onSide, ...parts }: Parts & { side: Side; onSide: (side: Side) => void }) {
  const body: Readonly<Record<Side, ReactNode>> = {
    requests: <Requests {...parts} />,
    against: <Against {...parts} />,
    errors: <Errors {...parts} />,
  };
  return (
    <Panel
      title={<span className="visually-hidden">{SIDES[side]}</span>}
      flush
      testId={side}
      aside={
        <div style={{ marginLeft: -10 }}>
          <Segmented
            label="What is shown of the selection"
            value={side}
            options={{ ...SIDES, against: `A against ${thereOf(parts.analysis)}` }}
            onChange={onSide}
          />
        </div>
      }
      actions={
        side === 'requests' ? (
          <Note as="span">
            <KeptNote {...parts} />
          </Note>
        ) : undefined
      }
    >
      {body[side]}
    </Panel>
  );
}

function OneRequest({ analysis, place, findings }: Parts) {
  const { request } = analysis.state;
  if (request === null) {
    return (
      <Panel title="One request" testId="request">
        <Note>
          Choose a request of the list to see where its time went, beside the median of its endpoint.
        </Note>
      </Panel>
    );
  }
  return (
    <RequestPanel
      detail={findings.detail}
      at={findings.rows.indexOf(request)}
      of={findings.rows.kept}
      onStep={findings.step}
      onChoose={findings.choose}
      onClose={() => findings.choose(null)}
      place={place}
    />
  );
}

const DRAWER = {
  position: 'fixed',
  insetBlock: 0,
  right: 0,
  zIndex: 10,
  width: 'min(520px, 92vw)',
  display: 'grid',
  overflow: 'auto',
  background: 'var(--surface)',
  boxShadow: '0 0 0 1px var(--line-strong), var(--shadow)',
} as const;

/** Beside the list, which stays in reach: no dialog. */
function Drawer({ children }: { children: ReactNode }) {
  return (
    <aside style={DRAWER} aria-label="One request">
      {children}
    </aside>
  );
}
