import { Flag } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useStore } from 'zustand';
import { capacityHeadlineText } from '../../contract/capacity-text.ts';
import { showListedP95 } from '../../contract/evidence.ts';
import { GRADE_WORDS, listsGrade } from '../../contract/format.ts';
import { keysOf } from '../../contract/keys.ts';
import { OUTCOMES } from '../../contract/outcome.ts';
import { isDoubted } from '../../contract/trust-verdict.ts';
import type { RunRow } from '../../contract/wire.ts';
import { trendOf } from '../stores/runs.ts';
import { useWorkbench } from '../stores/workbench.tsx';
import { pathOfRun } from '../words/navigation.ts';
import { agoOf, momentOf } from '../words/time-words.ts';
import { STATE_WORDS } from '../words/words.ts';
import { Row, Text } from './Box.tsx';
import type { Column } from './DataTable.tsx';
import { Figure, PercentileFigure } from './Figure.tsx';
import { figureColumn } from './figure-column.tsx';
import { MiddleText } from './MiddleText.tsx';
import styles from './run-columns.module.css';
import { Sparkline } from './Sparkline.tsx';
import { VerdictMark } from './VerdictMark.tsx';

const GRADE_ORDER = keysOf(GRADE_WORDS);

/** The columns of every table of runs. `all` is where trends are read from. */
export function runColumns(all: readonly RunRow[], { sortable = true } = {}): Column<RunRow>[] {
  const columns: Column<RunRow>[] = [
    {
      key: 'outcome',
      header: 'Outcome',
      term: 'outcome',
      width: '174px',
      sortValue: (row) =>
        OUTCOMES.indexOf(row.outcome) * GRADE_ORDER.length + GRADE_ORDER.indexOf(row.overallGrade),
      cell: (row) => <OutcomeCell row={row} />,
    },
    { key: 'name', header: 'Run', sortValue: (row) => row.name, cell: (row) => <NameCell row={row} /> },
    {
      key: 'when',
      header: 'Started',
      width: '112px',
      sortValue: (row) => row.startedAt,
      cell: (row) => (
        <Text as="time" dateTime={row.startedAt} title={momentOf(row.startedAt)} tone="muted">
          {agoOf(row.startedAt, Date.now())}
        </Text>
      ),
    },
    figureColumn(
      'clock',
      { key: 'duration', header: 'Length', width: '72px', optional: true },
      (row) => row.durationMs,
      true,
    ),
    figureColumn(
      'count',
      { key: 'requests', header: 'Requests', width: '92px', optional: true },
      (row) => row.requests,
      true,
    ),
    {
      key: 'p95',
      header: 'p95',
      term: 'p95',
      width: '86px',
      align: 'end',
      sortValue: (row) => row.p95Ms,
      cell: (row) => <PercentileFigure shown={showListedP95(row)} />,
    },
    {
      key: 'errors',
      header: 'Failed',
      term: 'errorRate',
      width: '118px',
      align: 'end',
      sortValue: (row) => row.failed,
      cell: (row) => <ErrorCell row={row} />,
    },
    {
      key: 'trend',
      header: 'p95 trend',
      width: '112px',
      optional: true,
      cell: (row) => <Sparkline values={trendOf(all, row.name)} />,
    },
  ];
  return sortable ? columns : columns.map(({ sortValue: _, ...column }) => column);
}

/** What became of it, and its grade where that says more; of a search its answer. */
function OutcomeCell({ row }: { row: RunRow }) {
  const { state, outcome, overallGrade, capacity } = row;
  if (state === 'running') return <Text tone="muted">running</Text>;
  return (
    <Row as="span" gap={8} nowrap>
      <VerdictMark of={outcome} />
      {capacity === undefined || outcome === 'not gradable' ? null : (
        <Text
          tone="muted"
          clip
          title={`${capacityHeadlineText(capacity)}: ${capacity.objectives.join(', ')}`}
        >
          {capacityHeadlineText({ ...capacity, low: capacity.value, high: capacity.value })}
        </Text>
      )}
      {outcome === 'not gradable' || !listsGrade(row) ? null : (
        <Text tone="muted" data-grade={overallGrade}>
          {GRADE_WORDS[overallGrade]}
        </Text>
      )}
    </Row>
  );
}

/** `12 (3%)`, what is left out beside it; the rate is an en dash in runs of before it was kept. */
function ErrorCell({ row: { failed, errorRatePercent, leftOut } }: { row: RunRow }) {
  const note = leftOutCount(leftOut);
  return (
    <span title={note === '' ? undefined : `${note}, not counted as failures of the service`}>
      <Figure kind="count" value={failed} />
      {failed === 0 && errorRatePercent !== null ? null : (
        <>
          {' ('}
          <Figure kind="percent" value={errorRatePercent} why="No rate is known" />)
        </>
      )}
      {note === '' ? null : <Text tone="muted"> · {note}</Text>}
    </span>
  );
}

function leftOutCount(leftOut: number): string {
  return leftOut === 0 ? '' : `${leftOut.toLocaleString('en-US')} left out`;
}

function NameCell({ row }: { row: RunRow }) {
  return (
    <Row as="span" gap={6}>
      <Text
        as={Link}
        weight="medium"
        tone="ink"
        className={styles.link}
        href={pathOfRun(row)}
        aria-label={row.name}
      >
        <MiddleText text={row.name} />
      </Text>
      {row.state === 'completed' || row.state === 'running' ? null : (
        <Tag title={row.endReason}>{STATE_WORDS[row.state]}</Tag>
      )}
      {row.pinned === true ? (
        <Tag title="Never emptied from the bin, never moved there by a rule">pinned</Tag>
      ) : null}
      {isDoubted(row.trust) ? <Tag isWarning>{row.trust}</Tag> : null}
      <BaselineTag runId={row.runId} />
      <Tags tags={row.tags} />
    </Row>
  );
}

interface TagProps {
  readonly isWarning?: boolean;
  readonly title?: string | undefined;
  readonly children: ReactNode;
}

function Tag({ isWarning = false, title, children }: TagProps) {
  const look = isWarning ? 'acceptable' : undefined;
  return (
    <Text clip size="micro" tone={look ?? 'soft'} tint={look ?? 'hover'} className={styles.tag} title={title}>
      {children}
    </Text>
  );
}

/** That later runs are held against it. */
function BaselineTag({ runId }: { runId: string }) {
  const names = useStore(useWorkbench().baselines, (state) => state.namesByRun.get(runId));
  if (names === undefined) return null;
  const said = `Baseline ${names}`;
  // A name has the room.
  return (
    <Text rigid tone="muted" title={said} role="img" aria-label={said}>
      <Flag size={13} aria-hidden />
    </Text>
  );
}

/** The first tag, and how many more there are: the name needs the room. */
function Tags({ tags }: { tags: readonly string[] }) {
  const [first, ...others] = tags;
  if (first === undefined) return null;
  return (
    <>
      <Tag title={tags.join(', ')}>{first}</Tag>
      {others.length === 0 ? null : (
        <Text rigid tone="muted" size="micro" title={others.join(', ')}>
          +{others.length}
        </Text>
      )}
    </>
  );
}
