import type { ReactNode } from 'react';
import { formatMs, NO_VALUE } from '../../../../contract/format.ts';
import { Box, Grid, Row, Text } from '../../../parts/Box.tsx';
import { PHASE_LOOKS } from '../../../parts/phase-looks.ts';
import type { Waterfall, WaterfallLine } from './waterfall.ts';

const WATERFALL = '112px minmax(0, 1fr) 60px 60px 66px';

/** Each phase of a request and, hollow below it, of the median one, on one scale. */
export function WaterfallTable({
  waterfall: { lines, scaleUs },
  medianUs,
}: {
  waterfall: Waterfall;
  medianUs: number | null;
}) {
  return (
    <Grid
      columns={WATERFALL}
      gap={8}
      align="center"
      size="small"
      role="table"
      aria-label="Phases beside the median of the endpoint"
      style={{ rowGap: 5 }}
    >
      <Line role="columnheader" cells={['phase', <Key key="key" />, 'took', 'median', 'difference']} />
      {lines.map((line) => (
        <Line
          key={line.phase}
          role="cell"
          tone={line.tookUs + line.medianUs === 0 ? 'muted' : 'ink'}
          cells={cellsOf(line, scaleUs)}
        />
      ))}
      <Line
        role="cell"
        tone="ink"
        cells={[
          <strong key="all">all</strong>,
          '',
          formatMs(lines.reduce((sum, { tookUs }) => sum + tookUs, 0) / 1_000),
          medianUs === null ? NO_VALUE : formatMs(medianUs / 1_000),
          '',
        ]}
      />
    </Grid>
  );
}

interface LineProps {
  readonly role: 'cell' | 'columnheader';
  readonly tone?: 'ink' | 'muted';
  readonly cells: readonly ReactNode[];
}

function Line({ role, tone = 'muted', cells }: LineProps) {
  return (
    <Box role="row" style={{ display: 'contents' }}>
      {cells.map((cell, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: columns never move
        <Text key={at} role={role} tone={tone} nowrap textAlign={at > 1 ? 'end' : undefined}>
          {cell}
        </Text>
      ))}
    </Box>
  );
}

function Key() {
  const swatch = { flex: 'none', width: 16, height: 7, borderRadius: 2 };
  return (
    <Row gap={6}>
      <span style={{ ...swatch, background: 'var(--chart-1)' }} aria-hidden="true" />
      this one
      <span
        style={{ ...swatch, boxShadow: 'inset 0 0 0 1.5px var(--chart-1)', marginLeft: 6 }}
        aria-hidden="true"
      />
      median
    </Row>
  );
}

function cellsOf(line: WaterfallLine, scaleUs: number): ReactNode[] {
  const { phase, tookUs, medianUs, difference } = line;
  return [
    PHASE_LOOKS[phase].word,
    <Bars key="bars" line={line} scaleUs={scaleUs} />,
    tookUs === 0 ? NO_VALUE : formatMs(tookUs / 1_000),
    medianUs === 0 ? NO_VALUE : formatMs(medianUs / 1_000),
    <Difference key="difference" difference={difference} />,
  ];
}

/** The phase of this request, and below it, hollow, that of the median one, where each came. */
function Bars({ line, scaleUs }: { line: WaterfallLine; scaleUs: number }) {
  const { color } = PHASE_LOOKS[line.phase];
  const bar = (fromUs: number, us: number) => ({
    position: 'absolute' as const,
    left: `min(${(fromUs / scaleUs) * 100}%, 100% - 2px)`,
    width: `max(${(us / scaleUs) * 100}%, 2px)`,
    borderRadius: 2,
  });
  return (
    <span
      style={{
        position: 'relative',
        display: 'block',
        height: 19,
        backgroundImage: 'linear-gradient(90deg, var(--line) 1px, transparent 1px)',
        backgroundSize: '25% 100%',
      }}
      aria-hidden="true"
    >
      {line.tookUs === 0 ? null : (
        <span style={{ ...bar(line.fromUs, line.tookUs), top: 2, height: 8, background: color }} />
      )}
      {line.medianUs === 0 ? null : (
        <span
          style={{
            ...bar(line.medianFromUs, line.medianUs),
            top: 12,
            height: 5,
            boxShadow: `inset 0 0 0 1.5px ${color}`,
          }}
        />
      )}
    </span>
  );
}

function Difference({ difference }: Pick<WaterfallLine, 'difference'>) {
  if (typeof difference === 'string')
    return <Text tone="muted">{difference === 'none' ? NO_VALUE : difference}</Text>;
  const { us } = difference;
  return (
    <Text weight="semibold" tone={us > 0 ? 'poor' : 'soft'}>
      {us > 0 ? '+' : '−'}
      {formatMs(Math.abs(us) / 1_000)}
    </Text>
  );
}
