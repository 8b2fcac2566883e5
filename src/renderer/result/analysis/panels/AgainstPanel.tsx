import type { ReactNode } from 'react';
import { formatCount, formatMs, formatNumber, formatPercent, NO_VALUE } from '../../../../contract/format.ts';
import type { MainPercentile } from '../../../../contract/percentiles.ts';
import { MAIN_PERCENTILES } from '../../../../contract/percentiles.ts';
import type { SelectedEndpoint, Selection } from '../../../../contract/selection.ts';
import { Box, Grid, Note, Row, Stack, Text } from '../../../parts/Box.tsx';
import { Button } from '../../../parts/Button.tsx';
import { type Column, DataTable } from '../../../parts/DataTable.tsx';
import { EndpointName } from '../../../parts/EndpointName.tsx';
import { PHASE_LOOKS } from '../../../parts/phase-looks.ts';
import { percentileText } from '../heatmap/HeatLegend.tsx';

type SelectedPhase = Selection['phases'][number];

interface Props {
  readonly selection: Selection;
  /** What it is compared with: `rest`, or `B`. */
  readonly there: string;
  /** What of it is graded, where it is time alone. */
  readonly grade: ReactNode;
  readonly onEndpoint: (service: string, endpoint: string) => void;
  /** Lists the requests of A at a percentile or beyond it. */
  readonly onBeyond: (name: MainPercentile, ms: number) => void;
}

/** What was selected beside what it is compared with: counts, percentiles, failures, and where the time went. */
export function AgainstTable({ selection, there, grade, onEndpoint, onBeyond }: Props) {
  const columns = columnsOf(selection, onBeyond);
  return (
    <>
      <DataTable
        label={`A against ${there}`}
        rows={linesOf(selection, there)}
        rowKey={({ key }) => key}
        columns={columns}
      />
      {grade}
      <Phases selection={selection} there={there} />
      {selection.endpoints.length < 2 ? null : (
        <Endpoints endpoints={selection.endpoints} there={there} onEndpoint={onEndpoint} />
      )}
    </>
  );
}

interface Line {
  readonly key: string;
  readonly name: string;
  readonly count: string;
  readonly times: Readonly<Record<MainPercentile, string>>;
  readonly failed: string;
  /** Stands out where A is much slower. */
  readonly slower: Readonly<Record<MainPercentile, boolean>>;
}

/** From this ratio on, A is drawn as slower. */
const MUCH = 1.5;
const NOT_SLOWER = { p50: false, p95: false, p99: false } as const;

function linesOf({ all }: Selection, there: string): Line[] {
  const ratio = (name: MainPercentile) => {
    const [here, other] = [all.here[`${name}Ms`], all.there[`${name}Ms`]];
    const isKnown = all.here.evidence[name] !== 'unknown' && all.there.evidence[name] !== 'unknown';
    return isKnown && here !== null && other !== null && other > 0 ? here / other : null;
  };
  const textOf = (value: number | null) => (value === null ? NO_VALUE : `× ${formatNumber(value)}`);
  const times = (of: Selection['all']['here']) => ({
    p50: percentileText(of, 'p50'),
    p95: percentileText(of, 'p95'),
    p99: percentileText(of, 'p99'),
  });
  const ratios = { p50: ratio('p50'), p95: ratio('p95'), p99: ratio('p99') };
  return [
    {
      key: 'a',
      name: 'A',
      count: formatCount(all.here.count),
      times: times(all.here),
      failed: formatCount(all.failedHere),
      slower: NOT_SLOWER,
    },
    {
      key: 'there',
      name: there,
      count: formatCount(all.there.count),
      times: times(all.there),
      failed: formatCount(all.failedThere),
      slower: NOT_SLOWER,
    },
    {
      key: 'ratio',
      name: `A ÷ ${there}`,
      count: '',
      times: { p50: textOf(ratios.p50), p95: textOf(ratios.p95), p99: textOf(ratios.p99) },
      failed: '',
      slower: {
        p50: (ratios.p50 ?? 0) >= MUCH,
        p95: (ratios.p95 ?? 0) >= MUCH,
        p99: (ratios.p99 ?? 0) >= MUCH,
      },
    },
  ];
}

function columnsOf({ all }: Selection, onBeyond: Props['onBeyond']): Column<Line>[] {
  return [
    {
      key: 'name',
      header: 'Of',
      hideHeader: true,
      cell: ({ name, key }) => (key === 'a' ? <strong>{name}</strong> : name),
    },
    { key: 'count', header: 'Requests', align: 'end', cell: ({ count }) => count },
    ...MAIN_PERCENTILES.map(
      (name): Column<Line> => ({
        key: name,
        header: name,
        align: 'end',
        cell: ({ key, times, slower }) => {
          const ms = key === 'a' ? all.here[`${name}Ms`] : null;
          const look = slower[name] ? ({ tone: 'poor', weight: 'semibold' } as const) : {};
          if (ms === null || times[name] === NO_VALUE) return <Text {...look}>{times[name]}</Text>;
          return (
            <Button
              look="link"
              style={{ marginLeft: 'auto' }}
              title={`Requests of A at its ${name} and beyond`}
              onClick={() => onBeyond(name, ms)}
            >
              {times[name]}
            </Button>
          );
        },
      }),
    ),
    { key: 'failed', header: 'Failed', align: 'end', cell: ({ failed }) => failed },
  ];
}

/** Mean time in each phase, both bars on one scale. */
function Phases({ selection, there }: Pick<Props, 'selection' | 'there'>) {
  const { phases, phasesFrom } = selection;
  const [here, other] = [
    phases.reduce((sum, { hereMs }) => sum + hereMs, 0),
    phases.reduce((sum, { thereMs }) => sum + thereMs, 0),
  ];
  const scale = Math.max(here, other);
  if (scale <= 0) return null;
  const most = mostGrown(phases);
  return (
    <Stack gap={8} style={{ padding: '12px 16px 10px', borderTop: '1px solid var(--line)' }}>
      <PhaseLine
        name="A"
        total={here}
        scale={scale}
        parts={phases.map(({ phase, hereMs }) => [phase, hereMs])}
      />
      <PhaseLine
        name={there}
        total={other}
        scale={scale}
        parts={phases.map(({ phase, thereMs }) => [phase, thereMs])}
      />
      <Row as="ul" wrap gap={12} size="small" tone="soft">
        {phases
          .filter(({ hereMs, thereMs }) => hereMs + thereMs > 0)
          .map((one) => (
            <Row as="li" key={one.phase} gap={6}>
              <span
                style={{ width: 8, height: 8, borderRadius: 2, background: PHASE_LOOKS[one.phase].color }}
                aria-hidden="true"
              />
              {one === most && here > other ? (
                <strong>
                  {PHASE_LOOKS[one.phase].word} +{formatMs(one.hereMs - one.thereMs)},{' '}
                  {formatPercent(Math.min(100, ((one.hereMs - one.thereMs) / (here - other)) * 100))} of the
                  difference
                </strong>
              ) : (
                PHASE_LOOKS[one.phase].word
              )}
            </Row>
          ))}
      </Row>
      <Note>
        {phasesFrom === null
          ? 'Mean time in each phase, of every request.'
          : `Mean time in each phase, estimated from ${formatCount(phasesFrom)} kept.`}
      </Note>
    </Stack>
  );
}

function mostGrown(phases: readonly SelectedPhase[]): SelectedPhase | undefined {
  const grown = (one: SelectedPhase) => one.hereMs - one.thereMs;
  return phases.toSorted((one, other) => grown(other) - grown(one))[0];
}

function PhaseLine({
  name,
  total,
  scale,
  parts,
}: {
  readonly name: string;
  readonly total: number;
  readonly scale: number;
  readonly parts: readonly (readonly [phase: SelectedPhase['phase'], ms: number])[];
}) {
  return (
    <Grid columns="48px minmax(0, 1fr) 72px" gap={8} align="center">
      <Text size="small">{name}</Text>
      <Row gap={2} style={{ gap: 0, height: 9 }} aria-hidden="true">
        {parts.map(([phase, ms]) => (
          <span
            key={phase}
            style={{ width: `${(ms / scale) * 100}%`, height: 9, background: PHASE_LOOKS[phase].color }}
          />
        ))}
      </Row>
      <Box textAlign="end">{formatMs(total)}</Box>
    </Grid>
  );
}

/** Each endpoint with requests in A, those with most of them first. */
function Endpoints({
  endpoints,
  there,
  onEndpoint,
}: Pick<Props, 'there' | 'onEndpoint'> & { endpoints: readonly SelectedEndpoint[] }) {
  return (
    <Box style={{ borderTop: '1px solid var(--line)' }}>
      <DataTable
        label="Endpoints of the selection"
        rows={endpoints}
        rowKey={({ service, endpoint }) => `${service} ${endpoint}`}
        columns={[
          {
            key: 'endpoint',
            header: 'Endpoint',
            width: '40%',
            cell: ({ service, endpoint }) => (
              <button
                type="button"
                style={{ display: 'block', width: '100%' }}
                onClick={() => onEndpoint(service, endpoint)}
              >
                <EndpointName service={service} endpoint={endpoint} />
              </button>
            ),
          },
          {
            key: 'here',
            header: 'Requests',
            align: 'end',
            sortValue: ({ here }) => here.count,
            cell: ({ here }) => formatCount(here.count),
          },
          {
            key: 'p95',
            header: 'p95',
            align: 'end',
            sortValue: ({ here }) => here.p95Ms,
            cell: ({ here }) => percentileText(here, 'p95'),
          },
          {
            key: 'there',
            header: `p95, ${there}`,
            align: 'end',
            sortValue: (row) => row.there.p95Ms,
            cell: (row) => percentileText(row.there, 'p95'),
          },
          {
            key: 'failed',
            header: 'Failed',
            align: 'end',
            sortValue: ({ failedHere }) => failedHere,
            cell: ({ failedHere }) => formatCount(failedHere),
          },
        ]}
      />
    </Box>
  );
}
