import type { CapacityDocument, CapacityStep } from '../../../contract/capacity.ts';
import { countedWords, oneAlone, stepLoadText } from '../../../contract/capacity-text.ts';
import { stageText } from '../../../contract/capacity-words.ts';
import { formatClock } from '../../../contract/format.ts';
import { Text } from '../../parts/Box.tsx';
import { type Column, DataTable } from '../../parts/DataTable.tsx';
import { EmptyState } from '../../parts/EmptyState.tsx';
import { figureColumn } from '../../parts/figure-column.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { StepMark } from './StepMark.tsx';

/** Every load that was tried, in the order of time, with what it showed and why. */
export function StepTable({ capacity }: { capacity: CapacityDocument }) {
  return (
    <Panel title="Steps" aside="every load that was tried, in order" flush>
      <DataTable
        label="Steps of the search"
        columns={stepColumns(capacity)}
        rows={capacity.steps}
        rowKey={({ number }) => String(number)}
        minWidth={900}
        testId="capacity-steps"
        empty={<EmptyState title="No step yet">The first one is {oneAlone(capacity.unit)}.</EmptyState>}
      />
    </Panel>
  );
}

function stepColumns(capacity: CapacityDocument): Column<CapacityStep>[] {
  const { starts, ok } = countedWords(capacity);
  return [
    {
      key: 'when',
      header: 'From',
      width: '56px',
      sortValue: ({ fromMs }) => fromMs,
      cell: ({ fromMs }) => <Text tone="muted">{formatClock(fromMs)}</Text>,
    },
    {
      key: 'stage',
      header: 'What for',
      width: '15%',
      cell: ({ stage }) => <Wrapped text={stageText(stage, capacity)} />,
    },
    {
      key: 'level',
      header: 'Load',
      width: '94px',
      align: 'end',
      isName: true,
      sortValue: ({ level }) => level,
      cell: (step) => <Text weight="medium">{stepLoadText(step, capacity)}</Text>,
    },
    {
      key: 'verdict',
      header: 'Objectives',
      term: 'objective',
      width: '152px',
      cell: (step) => <StepMark step={step} />,
    },
    figureColumn('ms', { key: 'p95', header: 'p95', term: 'p95', width: '72px' }, ({ p95Ms }) => p95Ms, true),
    figureColumn(
      'share',
      { key: 'errors', header: 'Failed', term: 'errorRate', width: '66px' },
      ({ errorShare }) => errorShare,
      true,
    ),
    figureColumn(
      'rate',
      { key: 'throughput', header: heading(ok), term: 'throughput', width: '88px' },
      ({ throughput }) => throughput,
      true,
    ),
    figureColumn(
      'count',
      { key: 'starts', header: heading(starts), width: '76px', optional: true },
      ({ starts }) => starts,
    ),
    { key: 'why', header: 'What decided it', cell: ({ why }) => <Wrapped text={why} /> },
  ];
}

function heading(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** On as many lines as it takes: it is read, not compared. */
function Wrapped({ text }: { text: string }) {
  return (
    <Text tone="soft" style={{ display: 'block', padding: '5px 0', lineHeight: 1.35, whiteSpace: 'normal' }}>
      {text}
    </Text>
  );
}
