import type { ReactNode } from 'react';
import { showPercentile } from '../../../contract/evidence.ts';
import { counted, formatClock, NO_VALUE } from '../../../contract/format.ts';
import { worstGraded } from '../../../contract/grades.ts';
import {
  byText,
  countIn,
  listedSegments,
  segmentCause,
  segmentLoadText,
  segmentNotes,
  segmentSpan,
} from '../../../contract/load-words.ts';
import { MAIN_PERCENTILES } from '../../../contract/percentiles.ts';
import type { SegmentSummary } from '../../../contract/segments.ts';
import type { SteeringLogEntry } from '../../../contract/steering.ts';
import type { Summary } from '../../../contract/summary.ts';
import { Box, Note, Stack, Text } from '../../parts/Box.tsx';
import { type Column, DataTable } from '../../parts/DataTable.tsx';
import { EvidenceLegend } from '../../parts/EvidenceLegend.tsx';
import { PercentileFigure } from '../../parts/Figure.tsx';
import { figureColumn } from '../../parts/figure-column.tsx';
import { GradeBadge } from '../../parts/GradeBadge.tsx';
import { Panel } from '../../parts/Panel.tsx';

interface Props {
  readonly summary: Pick<Summary, 'segments' | 'steering'>;
  /** What can be done with the load; on paper nothing. */
  readonly actions?: ReactNode;
}

/** Figures by load, and how the load was steered. */
export function SegmentsPanel({ summary, actions }: Props) {
  const { segments, steering = [] } = summary;
  const rows = listedSegments(segments?.rows ?? []);
  const notes = segments === undefined ? [] : segmentNotes(segments);
  const shown = rows.flatMap(({ responseTimeMs }) =>
    MAIN_PERCENTILES.map((name) => showPercentile(responseTimeMs, name)),
  );
  return (
    <Panel
      title="Load"
      aside="figures of each piece of it, in its whole seconds"
      actions={actions}
      flush
      testId="segments"
    >
      {rows.length === 0 ? null : (
        <DataTable label="Segments" columns={COLUMNS} rows={rows} rowKey={keyOf} minWidth={920} />
      )}
      <EvidenceLegend shown={shown} />
      {notes.length === 0 ? null : <Note pad="foot">{notes.join(' ')}</Note>}
      {steering.length === 0 ? null : <SteeringLog entries={steering} />}
    </Panel>
  );
}

const keyOf = ({ index }: SegmentSummary): string => String(index);

const COLUMNS: readonly Column<SegmentSummary>[] = [
  {
    key: 'span',
    header: 'From–to',
    width: '118px',
    isName: true,
    cell: (row) => (
      <Stack as="span">
        <Text nowrap>{segmentSpan(row)}</Text>
        <Note as="span" data-value={String(row.wholeSeconds)}>
          {counted(row.wholeSeconds, 'second')}
        </Note>
      </Stack>
    ),
  },
  {
    key: 'load',
    header: 'Load',
    term: 'steeredLoad',
    cell: (row) => (
      <Stack
        as="span"
        style={{ padding: '3px 0', whiteSpace: 'normal' }}
        title={`${segmentLoadText(row.levels)}: ${segmentCause(row)}`}
      >
        <Text weight="medium" clamp>
          {segmentLoadText(row.levels)}
        </Text>
        <Note as="span" clamp>
          {segmentCause(row)}
        </Note>
      </Stack>
    ),
  },
  figureColumn('count', { key: 'planned', header: 'Planned', width: '80px', optional: true }, (row) =>
    countIn(row, 'planned'),
  ),
  figureColumn('count', { key: 'sent', header: 'Sent', width: '74px' }, (row) => countIn(row, 'sent')),
  figureColumn('count', { key: 'ok', header: 'OK', width: '74px' }, (row) => countIn(row, 'ok')),
  figureColumn('count', { key: 'errors', header: 'Errors', width: '68px' }, (row) => countIn(row, 'errors')),
  ...MAIN_PERCENTILES.map(
    (name): Column<SegmentSummary> => ({
      key: name,
      header: name,
      term: name,
      align: 'end',
      width: '84px',
      cell: ({ responseTimeMs }) => <PercentileFigure shown={showPercentile(responseTimeMs, name)} />,
    }),
  ),
  {
    key: 'grade',
    header: 'Grade',
    term: 'grade',
    width: '128px',
    cell: ({ grades }) => <WorstGrade grades={grades} />,
  },
];

function WorstGrade({ grades }: Pick<SegmentSummary, 'grades'>) {
  const worst = worstGraded(grades);
  if (worst === null) return <span className="muted">{NO_VALUE}</span>;
  const of = [worst.service, worst.endpoint, worst.metric, worst.statistic].filter((part) => part !== null);
  return (
    <span title={`Worst: ${of.join(' ')}`}>
      <GradeBadge grade={worst.grade} />
    </span>
  );
}

/** Who did what, when, in sentences. */
function SteeringLog({ entries }: { entries: readonly SteeringLogEntry[] }) {
  return (
    <Stack gap={4} pad="foot" data-testid="steering-log">
      <h3>How it was changed</h3>
      <Box
        as="ol"
        style={{ maxHeight: 320, overflowY: 'auto' }}
        // A scrolling list must be reachable by keyboard.
        tabIndex={0}
        aria-label="How the load was changed"
      >
        {entries.map((entry, nth) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the log only grows
          <li key={nth}>
            <Text tone="muted">{formatClock(entry.atMs)}</Text> {entry.sentence}{' '}
            <Note as="span">{byText(entry)}</Note>
          </li>
        ))}
      </Box>
    </Stack>
  );
}
