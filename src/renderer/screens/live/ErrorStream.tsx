import { useEffect, useMemo, useState } from 'react';
import type { Scope } from '../../../contract/area.ts';
import { formatClock, formatMs, NO_VALUE } from '../../../contract/format.ts';
import type { RequestDetail, RequestFilter, RequestRow } from '../../../contract/request-rows.ts';
import type { Summary } from '../../../contract/summary.ts';
import type { Answer, KeptRequest } from '../../../contract/tick.ts';
import type { Micros } from '../../../contract/units.ts';
import { Box, Grid, Note, Stack, Text } from '../../parts/Box.tsx';
import { Loaded } from '../../parts/Loaded.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { useAnswer } from '../../parts/use-answer.ts';
import { useHeld } from '../../parts/use-held.ts';
import type { AnalysisSource } from '../../result/analysis/analysis-source.ts';
import { Exchange, Fact } from '../../result/errors/Exchange.tsx';

interface Props {
  readonly summary: Summary;
  readonly source: AnalysisSource;
  readonly scope: Scope;
  /** What came is shown when this changes. */
  readonly beat: number;
}

const LATEST = 60;
const HEIGHT = 336;

/** Failures as they come, the latest first, and of the chosen one what was sent and what came back. */
export function ErrorStream({ summary, source, scope, beat }: Props) {
  const [chosen, setChosen] = useState<string | null>(null);
  const { errors } = summary.totals;
  const hasErrors = errors > 0;
  const ask = useMemo(
    () =>
      hasErrors
        ? () => source.requests({ filter: failuresOf(scope), from: 0, limit: LATEST, order: 'latest' })
        : null,
    [hasErrors, source, scope],
  );
  const answer = useHeld(useAnswer(ask, errors).answer, beat);
  const rows = answer.state === 'ready' ? answer.value.rows : NONE;
  // The first that came with texts stands until another is chosen: what changes every second cannot be read.
  const first = (rows.find(({ hasExchange }) => hasExchange) ?? rows[0])?.id ?? null;
  useEffect(() => {
    if (first !== null) setChosen((now) => now ?? first);
  }, [first]);
  const askOne = useMemo(
    () => (chosen === null ? null : () => source.request(chosen, scope.clock)),
    [source, chosen, scope.clock],
  );
  const detail = useAnswer(askOne);
  if (rows.length === 0) return null;
  const services = new Set(summary.endpoints.map(({ service }) => service));
  return (
    <Panel title="Error stream" aside="the latest failures that were kept" flush testId="error-stream">
      <Grid columns="minmax(0, 1fr) minmax(0, 1fr)" gap={12} align="start" stacks>
        <Box as="ul" aria-label="Failures, the latest first" style={{ height: HEIGHT, overflowY: 'auto' }}>
          {rows.map((row) => (
            <li key={row.id}>
              <FailureLine
                row={row}
                place={services.size > 1 ? `${row.service} ${row.endpoint}` : row.endpoint}
                isChosen={row.id === chosen}
                onChoose={() => setChosen(row.id)}
              />
            </li>
          ))}
        </Box>
        <Box style={{ maxHeight: HEIGHT, overflowY: 'auto', padding: '0 16px 10px 0' }}>
          <Loaded of={detail.answer} lines={6}>
            {(value) => <OneFailure detail={value} summary={summary} />}
          </Loaded>
        </Box>
      </Grid>
    </Panel>
  );
}

const NONE: readonly RequestRow[] = [];

function failuresOf({ service, endpoint, clock }: Scope): RequestFilter {
  return {
    hasFailed: true,
    clock,
    ...(service === null ? {} : { service }),
    ...(endpoint === null ? {} : { endpoint }),
  };
}

interface LineProps {
  readonly row: RequestRow;
  /** Which endpoint it is of; where there is but one service, without that. */
  readonly place: string;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function FailureLine({ row, place, isChosen, onChoose }: LineProps) {
  return (
    <Grid
      as="button"
      type="button"
      columns="40px minmax(0, 1.2fr) 28px minmax(0, 1fr) 56px"
      gap={8}
      align="center"
      full
      tone="ink"
      tint={isChosen ? 'accent' : undefined}
      aria-pressed={isChosen}
      data-failure={row.id}
      style={{ height: 28, padding: '0 16px', border: 0, textAlign: 'start' }}
      onClick={onChoose}
    >
      <Note as="span">{formatClock(endedUs(row) / 1_000)}</Note>
      <Text clip mono weight="semibold" tone="poor" title={row.code ?? undefined}>
        {row.code ?? NO_VALUE}
      </Text>
      <Text tone="soft">{row.status ?? NO_VALUE}</Text>
      <Text clip tone="soft" title={place}>
        {place}
      </Text>
      <Text textAlign="end">{formatMs(row.durationUs / 1_000)}</Text>
    </Grid>
  );
}

/** Since the run began. */
function endedUs({ startedUs, phasesUs }: RequestRow): Micros {
  const [queuedUs = 0] = phasesUs;
  return startedUs - queuedUs + phasesUs.reduce((sum, us) => sum + us, 0);
}

function OneFailure({ detail, summary }: { detail: RequestDetail; summary: Summary }) {
  const { row, exchange } = detail;
  const known = summary.errors.find(
    ({ code, service, endpoint }) =>
      code === row.code && service === row.service && endpoint === row.endpoint,
  );
  return (
    <Stack gap={4} data-testid="failure">
      <Fact name="What happened">
        {known?.message ?? row.code ?? ''} {known?.hint ?? ''}
      </Fact>
      {exchange !== null ? (
        <Exchange request={requestText(exchange)} response={exchange.answer ?? NO_ANSWER} />
      ) : known?.sample ? (
        <>
          <Note>Of this one only figures were kept. The first of its kind:</Note>
          <Exchange request={`${known.sample.method} ${known.sample.url}`} response={known.sample} />
        </>
      ) : (
        <Note>Of this one only figures were kept.</Note>
      )}
    </Stack>
  );
}

const NO_ANSWER: Answer = { head: '', body: '', note: 'What came back was not kept, or nothing came.' };

function requestText({ asked, method, url }: KeptRequest): string {
  return asked === undefined ? `${method} ${url}` : `${asked.trimEnd()}`;
}
