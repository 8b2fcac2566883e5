import { type KeyboardEvent, type UIEvent, useContext, useEffect, useRef, useState } from 'react';
import { formatBytes, formatCount, formatMs, NO_VALUE } from '../../../../contract/format.ts';
import { DROPPED_WORDS, MAX_USES } from '../../../../contract/light-requests.ts';
import { momentText } from '../../../../contract/moment-text.ts';
import type { RequestRow } from '../../../../contract/request-rows.ts';
import { PHASES } from '../../../../contract/tick.ts';
import { Box, Grid, Row, Text } from '../../../parts/Box.tsx';
import { EndpointName } from '../../../parts/EndpointName.tsx';
import { ErrorNote } from '../../../parts/ErrorNote.tsx';
import { MiddleText } from '../../../parts/MiddleText.tsx';
import { Paper } from '../../../parts/paper.ts';
import { PHASE_LOOKS } from '../../../parts/phase-looks.ts';
import { Skeleton } from '../../../parts/Skeleton.tsx';
import type { ListChoice } from '../selecting/analysis-link.ts';
import type { RequestRows } from './use-request-rows.ts';

const ROW = 28;
/** Fewer leave room for as many, so that little moves when others are listed. */
const MIN_ROWS = 4;
/** Rows that are printed: what is scrolled on a screen would be cut on paper. */
export const PRINTED = 10;
/** Rows laid out above and below what is in sight. */
const SPARE = 8;
/** Where there is little room, what a click on the row tells as well is left out. */
const COLUMNS = {
  whole: '66px minmax(118px, 2.4fr) 38px 60px minmax(40px, 1fr) 114px 54px',
  short: '66px minmax(114px, 2.4fr) 38px 64px minmax(28px, 1fr)',
} as const;
const HEADERS = ['At', 'Endpoint', 'Status', 'Took', 'Phases', 'Connection', 'Body'] as const;
const SHORT = 5;
const RIGHT: readonly string[] = ['At', 'Status', 'Took', 'Body', 'Connection'];

interface Props {
  readonly rows: RequestRows;
  readonly list: ListChoice;
  readonly height: number;
  readonly isShort: boolean;
  /** The run has one service, which would only take the room of the endpoints. */
  readonly isOneService: boolean;
  readonly chosen: string | null;
  readonly onChoose: (id: string) => void;
}

const LABELS: Readonly<Record<ListChoice, string>> = {
  slowest: 'Kept requests, the slowest first',
  failed: 'Kept requests that failed, the slowest first',
  fair: 'A fair few of the kept requests, in order of time',
};

/** Kept requests; only those in sight are laid out and asked for. */
export function RequestList(props: Props) {
  const { rows, list } = props;
  if (rows.failure !== null) return <ErrorNote failure={rows.failure} />;
  if (!rows.isKnown) return <Skeleton lines={6} height={ROW} />;
  if (rows.listed > 0) return <Rows {...props} />;
  return (
    <Text as="p" tone="muted" style={{ padding: '6px 16px 14px' }} data-testid="no-requests">
      {rows.isOld
        ? 'This run kept no requests; counts and phases are exact.'
        : list === 'failed'
          ? 'No failed request was kept of this time.'
          : 'No kept request matches. Widen the selection, or choose another cause.'}
      {rows.wereDropped ? ` ${DROPPED_WORDS}` : ''}
    </Text>
  );
}

function Rows({ rows, list, height, isShort, isOneService, chosen, onChoose }: Props) {
  const [top, setTop] = useState(0);
  const paper = useContext(Paper);
  const first = paper ? 0 : Math.max(0, Math.floor(top / ROW) - SPARE);
  const last = Math.min(rows.listed, paper ? PRINTED : Math.ceil((top + height) / ROW) + SPARE);
  const { need } = rows;
  useEffect(() => need(first, last), [need, first, last]);
  const at = rows.indexOf(chosen);
  const place = useInView(at);
  const onKeyDown = (event: KeyboardEvent) => {
    const by = STEPS[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const id = rows.at(Math.max(0, Math.min(rows.listed - 1, at + by)))?.id;
    if (id !== undefined) onChoose(id);
  };
  const shown = Array.from({ length: Math.max(0, last - first) }, (_, nth) => first + nth);
  return (
    <Box
      role="grid"
      aria-label={LABELS[list]}
      aria-rowcount={rows.listed + 1}
      aria-busy={rows.isStale}
      // What is about to go must not be clicked.
      style={rows.isStale ? { opacity: 0.6, pointerEvents: 'none' } : undefined}
    >
      <Heads isShort={isShort} />
      <Box
        ref={place}
        role="rowgroup"
        tabIndex={0}
        style={
          paper
            ? undefined
            : {
                height: Math.min(height, Math.max(MIN_ROWS, rows.listed) * ROW),
                overflowY: 'auto',
                contain: 'strict',
              }
        }
        onScroll={(event: UIEvent<HTMLElement>) => setTop(event.currentTarget.scrollTop)}
        onKeyDown={onKeyDown}
      >
        <div style={{ height: (paper ? last : rows.listed) * ROW, position: 'relative' }} role="presentation">
          {shown.map((index) => {
            const row = rows.at(index);
            return row === undefined ? null : (
              <RequestLine
                key={row.id}
                {...{ row, index, isShort, isOneService, onChoose }}
                longestUs={rows.longestUs}
                isChosen={row.id === chosen}
              />
            );
          })}
        </div>
      </Box>
    </Box>
  );
}

const STEPS: Readonly<Record<string, number | undefined>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 10,
  PageUp: -10,
};

/** Scrolls a list so far that its row is in sight. */
function useInView(at: number) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const list = place.current;
    if (list === null || at < 0) return;
    const [above, below] = [at * ROW, (at + 1) * ROW - list.clientHeight];
    if (list.scrollTop > above) list.scrollTop = above;
    else if (list.scrollTop < below) list.scrollTop = below;
  }, [at]);
  return place;
}

function Heads({ isShort }: Pick<Props, 'isShort'>) {
  return (
    <Grid
      columns={COLUMNS[isShort ? 'short' : 'whole']}
      gap={6}
      role="row"
      size="small"
      tone="muted"
      weight="medium"
      style={{ padding: '0 16px 5px' }}
    >
      {HEADERS.slice(0, isShort ? SHORT : undefined).map((name) => (
        <Text key={name} role="columnheader" textAlign={RIGHT.includes(name) ? 'end' : undefined}>
          {name}
        </Text>
      ))}
    </Grid>
  );
}

/** Of most successes nothing else: what came back is kept of failures and of few others. */
const KEPT_WITH_TEXTS = 'kept with what was sent';
/** Its room is there without it, so that numbers stay below each other. */
const MARK = { display: 'inline-block', width: 7 } as const;

interface LineProps {
  readonly row: RequestRow;
  readonly index: number;
  readonly longestUs: number;
  readonly isChosen: boolean;
  readonly isShort: boolean;
  readonly isOneService: boolean;
  readonly onChoose: (id: string) => void;
}

function RequestLine({ row, index, longestUs, isChosen, isShort, isOneService, onChoose }: LineProps) {
  const cell = { role: 'gridcell' } as const;
  return (
    <Grid
      columns={COLUMNS[isShort ? 'short' : 'whole']}
      gap={6}
      align="center"
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isChosen}
      data-request={row.id}
      tint={isChosen ? 'accent' : undefined}
      style={{
        position: 'absolute',
        top: index * ROW,
        insetInline: 0,
        height: ROW,
        padding: '0 16px',
        borderRadius: 0,
        borderTop: '1px solid var(--line)',
        boxShadow: isChosen ? 'inset 3px 0 var(--accent)' : 'none',
        cursor: 'pointer',
      }}
      onClick={() => onChoose(row.id)}
    >
      <Text {...cell} textAlign="end">
        {momentText(row.startedUs)}
      </Text>
      <Box {...cell} style={{ minWidth: 0 }}>
        {isOneService ? (
          <MiddleText text={row.endpoint} title={`${row.service} ${row.endpoint}`} weight="medium" />
        ) : (
          <EndpointName service={row.service} endpoint={row.endpoint} />
        )}
      </Box>
      <Text
        {...cell}
        textAlign="end"
        tone={row.code === null ? 'soft' : 'poor'}
        title={[row.code ?? [], row.hasExchange ? KEPT_WITH_TEXTS : []].flat().join('; ') || undefined}
        clip
      >
        {row.status ?? (row.code === null ? NO_VALUE : '✕')}
        <span style={MARK}>{row.hasExchange ? '*' : ''}</span>
      </Text>
      <Text {...cell} textAlign="end" weight="medium" nowrap>
        {formatMs(row.durationUs / 1_000)}
      </Text>
      <Row {...cell} aria-label={phasesText(row)} title={phasesText(row)} style={{ height: 7 }}>
        {row.phasesUs.map((us, phase) => {
          const name = PHASES[phase];
          return name === undefined || us === 0 ? null : (
            <span
              key={name}
              style={{
                width: `${(us / Math.max(1, longestUs)) * 100}%`,
                height: 7,
                background: PHASE_LOOKS[name].color,
              }}
            />
          );
        })}
      </Row>
      {isShort ? null : (
        <>
          <Text {...cell} textAlign="end" tone="muted" clip title={connectionWords(row)}>
            {connectionText(row)}
          </Text>
          <Text {...cell} textAlign="end" tone="soft" nowrap>
            {formatBytes(row.bytesIn)}
          </Text>
        </>
      )}
    </Grid>
  );
}

function phasesText({ phasesUs }: RequestRow): string {
  return phasesUs
    .flatMap((us, phase) => {
      const name = PHASES[phase];
      return us === 0 || name === undefined ? [] : [`${PHASE_LOOKS[name].word} ${formatMs(us / 1_000)}`];
    })
    .join(', ');
}

/** What the short form stands for. */
function connectionWords({ connection, isNew, uses }: RequestRow): string | undefined {
  if (connection === '') return undefined;
  const [thread, number] = connection.split('.');
  const which = number === undefined ? thread : `${number} of load thread ${thread}`;
  return `Connection ${which}: ${isNew ? 'opened for this request' : `request ${placeText(uses)} on it`}`;
}

/** `#32 · use 316`: its number in its thread, and which request on it this was. */
export function connectionText({
  connection,
  isNew,
  uses,
}: Pick<RequestRow, 'connection' | 'isNew' | 'uses'>): string {
  if (connection === '') return NO_VALUE;
  return `#${connection} · ${isNew ? 'new' : `use ${placeText(uses)}`}`;
}

/** Which one it was on its connection; beyond what is counted, at least. */
function placeText(uses: number): string {
  return `${formatCount(uses + 1)}${uses >= MAX_USES ? '+' : ''}`;
}
