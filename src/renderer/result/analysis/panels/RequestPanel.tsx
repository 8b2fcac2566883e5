import { ChevronLeft, ChevronRight, Copy, Crosshair, X } from 'lucide-react';
import { Fragment, type ReactNode, useState } from 'react';
import { formatBytes, formatCount, formatMs, formatNumber, NO_VALUE } from '../../../../contract/format.ts';
import { momentText } from '../../../../contract/moment-text.ts';
import type { RequestDetail, RequestRow } from '../../../../contract/request-rows.ts';
import { hadBody } from '../../../../contract/sent-head.ts';
import { Box, Grid, Note, Row, Stack, Text } from '../../../parts/Box.tsx';
import { Button } from '../../../parts/Button.tsx';
import { Loaded } from '../../../parts/Loaded.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import type { Answer } from '../../../parts/use-answer.ts';
import type { AnalysisPlace } from '../analysis-source.ts';
import { connectionText } from './RequestList.tsx';
import { SendAgain } from './SendAgain.tsx';
import { WaterfallTable } from './WaterfallTable.tsx';
import { waterfallOf } from './waterfall.ts';

interface Props {
  readonly detail: Answer<RequestDetail>;
  /** Its place in the list; −1: it is not in it. */
  readonly at: number;
  readonly of: number;
  readonly onStep: (by: 1 | -1) => void;
  readonly onChoose: (id: string) => void;
  readonly onClose: () => void;
  /** Selects the second in which it ended. */
  readonly onSecond: (row: RequestRow) => void;
  readonly place: AnalysisPlace;
}

/** One request beside the median request of its endpoint, on one scale, and what else went over its connection. */
export function RequestPanel({ detail, at, of, onStep, onClose, ...rest }: Props) {
  const title = at < 0 ? 'One request' : `Request ${formatCount(at + 1)} of ${formatCount(of)}`;
  return (
    <Panel
      title={<span role="status">{title}</span>}
      testId="request"
      flush
      actions={
        <>
          <Button
            size="small"
            look="quiet"
            icon={<ChevronLeft />}
            aria-label="Previous request (K)"
            disabled={at <= 0}
            onClick={() => onStep(-1)}
          />
          <kbd>K</kbd>
          <kbd>J</kbd>
          <Button
            size="small"
            look="quiet"
            icon={<ChevronRight />}
            aria-label="Next request (J)"
            disabled={at < 0 || at >= of - 1}
            onClick={() => onStep(1)}
          />
          <Button size="small" look="quiet" icon={<X />} aria-label="Close the request" onClick={onClose} />
        </>
      }
    >
      <Loaded of={detail.answer} lines={9} height={26}>
        {(value) => <Request detail={value} {...rest} />}
      </Loaded>
    </Panel>
  );
}

function Request({
  detail,
  onChoose,
  onSecond,
  place,
}: { detail: RequestDetail } & Pick<Props, 'onChoose' | 'onSecond' | 'place'>) {
  const { row, exchange } = detail;
  const waterfall = waterfallOf(detail);
  return (
    <Stack gap={12} style={{ padding: '0 16px 10px' }}>
      <Row gap={8}>
        <Text weight="semibold" tone={row.code === null ? 'excellent' : 'poor'}>
          {row.status ?? row.code ?? NO_VALUE}
        </Text>
        <Text grow breaks mono={exchange !== null}>
          {exchange === null
            ? `${row.service} ${row.endpoint}`
            : `${exchange.method} ${pathOf(exchange.url)}`}
        </Text>
        <Text weight="semibold">{formatMs(row.durationUs / 1_000)}</Text>
      </Row>
      {row.code === null || row.status === null ? null : (
        <Text size="small" tone="poor" mono breaks>
          {row.code}
        </Text>
      )}
      <WaterfallTable waterfall={waterfall} medianUs={detail.medianUs} />
      <Neighbours detail={detail} onChoose={onChoose} />
      <Doings detail={detail} onSecond={onSecond} place={place} />
      <Facts detail={detail} />
    </Stack>
  );
}

function Doings({
  detail: { row, exchange, curl, trace },
  onSecond,
  place,
}: { detail: RequestDetail } & Pick<Props, 'onSecond' | 'place'>) {
  const isBodyLost = curl !== null && hadBody(exchange?.asked ?? '');
  return (
    <Stack gap={6}>
      <Row wrap gap={8}>
        {curl === null ? null : (
          <Button
            size="small"
            icon={<Copy />}
            title="Copy as cURL (C)"
            onClick={() => place.copy(curl, 'cURL command copied to the clipboard.')}
          >
            Copy as cURL
          </Button>
        )}
        {trace === null ? null : <Trace trace={trace} place={place} />}
        <Button
          size="small"
          look="quiet"
          icon={<Crosshair />}
          title="Select the second in which it ended: what else happened then"
          onClick={() => onSecond(row)}
        >
          Select its second
        </Button>
        {curl === null || isBodyLost || place.sendAgain === undefined ? null : (
          <SendAgain key={row.id} curl={curl} send={place.sendAgain} />
        )}
      </Row>
      {isBodyLost ? (
        <Note>
          Its body was not kept: the command reads one from a file, request-body, and it cannot be sent again
          from here.
        </Note>
      ) : null}
    </Stack>
  );
}

/** Letters of the name of a trace that are shown. */
const TRACE_LETTERS = 8;

/** Opens where the trace is seen; where nothing is to be opened, it can be copied. */
function Trace({
  trace: { id, url },
  place,
}: { trace: NonNullable<RequestDetail['trace']> } & Pick<Props, 'place'>) {
  const short = id.length > TRACE_LETTERS ? `${id.slice(0, TRACE_LETTERS)}…` : id;
  if (url !== null && place.opensLinks) {
    return (
      <a href={url} target="_blank" rel="noreferrer" title={url}>
        Open trace {short}
      </a>
    );
  }
  return (
    <Button
      size="small"
      icon={<Copy />}
      title={url ?? id}
      onClick={() => place.copy(url ?? id, 'Trace copied to the clipboard.')}
    >
      Copy trace {short}
    </Button>
  );
}

/** Of an address, what the endpoint is asked for: its host stands with the service. */
function pathOf(url: string): string {
  return url.replace(/^[a-z]+:\/\/[^/?#]*/i, '') || url;
}

/** Requests shown before and after this one. */
const AROUND = 3;

function Neighbours({
  detail: { row, neighbours },
  onChoose,
}: { detail: RequestDetail } & Pick<Props, 'onChoose'>) {
  if (row.connection === '') return null;
  const at = neighbours.findIndex(({ id }) => id === row.id);
  const shown = neighbours.slice(Math.max(0, at - AROUND), at + AROUND + 1);
  const longest = shown.reduce((most, { durationUs }) => Math.max(most, durationUs), 1);
  return (
    <Stack gap={6} style={{ paddingTop: 10, borderTop: '1px solid var(--line)' }}>
      <Text as="h3" breaks>
        On its connection #{row.connection}
        {row.address === null ? '' : ` to ${row.address}`}
      </Text>
      <Grid columns="70px minmax(0, 1fr) 72px" gap={8} align="center" size="small" style={{ rowGap: 4 }}>
        {shown.map((one) => (
          <Fragment key={one.id}>
            {one.id === row.id ? (
              <strong>this one</strong>
            ) : (
              <Button
                look="link"
                size="small"
                style={{ justifyContent: 'flex-start' }}
                onClick={() => onChoose(one.id)}
              >
                {apartText(one, row)}
              </Button>
            )}
            <span
              style={{
                width: `${Math.max(1, (one.durationUs / longest) * 100)}%`,
                height: 7,
                borderRadius: 2,
                background: one.id === row.id ? 'var(--chart-1)' : 'var(--chart-quiet)',
              }}
              aria-hidden="true"
            />
            <Text textAlign="end" weight={one.id === row.id ? 'semibold' : 'regular'}>
              {formatMs(one.durationUs / 1_000)}
            </Text>
          </Fragment>
        ))}
      </Grid>
      {neighbours.length < 2 ? <Note>No other request on it was kept.</Note> : null}
    </Stack>
  );
}

function apartText(one: RequestRow, row: RequestRow): string {
  const seconds = (one.startedUs - row.startedUs) / 1_000_000;
  return `${seconds < 0 ? '−' : '+'}${Math.abs(seconds).toFixed(2)} s`;
}

function Facts({ detail: { row, queuedUs, exchange } }: { detail: RequestDetail }) {
  const [isOpen, setOpen] = useState(false);
  const facts: readonly (readonly [name: string, text: ReactNode])[] = [
    [
      'Due',
      queuedUs === 0
        ? `${momentText(row.startedUs)}, sent at once`
        : `${momentText(row.startedUs - queuedUs)}, sent ${formatMs(queuedUs / 1_000)} later`,
    ],
    ['Connection', row.connection === '' ? NO_VALUE : `${connectionText(row)}, ${ageText(row.ageMs)} old`],
    ['Bytes', `${formatBytes(row.bytesIn)} received, ${formatBytes(row.bytesOut)} sent`],
    ['Represents', keptWords(row)],
  ];
  return (
    <>
      <Grid as="dl" columns="86px minmax(0, 1fr)" gap={8} size="small" style={{ rowGap: 3 }}>
        {facts.map(([name, text]) => (
          <Fragment key={name}>
            <Text as="dt" tone="muted">
              {name}
            </Text>
            <dd>{text}</dd>
          </Fragment>
        ))}
      </Grid>
      {row.hasExchange ? null : (
        <Note>
          Of this one only figures were kept. Those marked * in the list were kept with what was sent.
        </Note>
      )}
      {exchange === null || (exchange.asked === undefined && exchange.answer === undefined) ? null : (
        <Stack gap={6} align="start">
          <Button look="link" size="small" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? 'Hide request and response' : 'Show request and response'}
          </Button>
          {isOpen ? (
            <Box full>
              <Raw title="Request as sent" text={exchange.asked ?? ''} />
              <Raw
                title="Response"
                text={[exchange.answer?.head, exchange.answer?.body].filter(Boolean).join('\n\n')}
                note={exchange.answer?.note}
              />
            </Box>
          ) : null}
        </Stack>
      )}
    </>
  );
}

/** Of a connection: milliseconds say nothing beyond a second. */
function ageText(ms: number): string {
  return ms < 1_000 ? formatMs(ms) : `${formatNumber(ms / 1_000)} s`;
}

function keptWords({ weight }: RequestRow): string {
  return weight <= 1
    ? 'this request only'
    : `${formatCount(weight)} requests of its endpoint, about as long, in the same second`;
}

function Raw({ title, text, note }: { title: string; text: string; note?: string | undefined }) {
  if (text === '' && !note) return null;
  return (
    <Stack gap={4} below={8}>
      <h3>{title}</h3>
      {text === '' ? null : (
        <Text
          as="pre"
          mono
          tint="ground"
          pad="small"
          breaks
          style={{ maxHeight: 220, overflow: 'auto', whiteSpace: 'pre-wrap' }}
          tabIndex={0}
        >
          {text}
        </Text>
      )}
      {note ? <Note breaks>{note}</Note> : null}
    </Stack>
  );
}
