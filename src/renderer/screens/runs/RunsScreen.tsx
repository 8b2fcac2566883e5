import { GitCompareArrows, Search, Trash2 } from 'lucide-react';
import { useDeferredValue, useMemo, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useStore } from 'zustand';
import type { RunRow } from '../../../contract/wire.ts';
import { Card, Row, Text } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import { type Column, DataTable } from '../../parts/DataTable.tsx';
import { EmptyState } from '../../parts/EmptyState.tsx';
import { Field } from '../../parts/Field.tsx';
import { Loaded } from '../../parts/Loaded.tsx';
import { Page } from '../../parts/Page.tsx';
import { runColumns } from '../../parts/run-columns.tsx';
import { useRemoveRun } from '../../parts/use-remove-run.ts';
import { useWorkbench } from '../../stores/workbench.tsx';
import { paths } from '../../words/navigation.ts';
import { filterRuns } from './filter-runs.ts';
import { SeriesPanel } from './SeriesPanel.tsx';

/** Every stored run: find one, compare two, delete with a way back. */
export function RunsScreen() {
  const { runs } = useWorkbench();
  const rows = useStore(runs, (state) => state.rows);
  if (rows.state === 'ready' && rows.value.length > 0) return <RunList rows={rows.value} />;
  return (
    <Page title="Runs" actions={rows.state === 'ready' ? <BinLink /> : undefined}>
      <Loaded
        of={rows}
        lines={10}
        actions={<Button onClick={() => runs.getState().load()}>Try again</Button>}
      >
        {() => <NoRuns />}
      </Loaded>
    </Page>
  );
}

/** To what was deleted. */
function BinLink() {
  return <Link href={paths.bin}>Bin</Link>;
}

function NoRuns() {
  return (
    <Card>
      <EmptyState title="No runs yet" action={<Link href={paths.home}>Start one on Home</Link>}>
        Each run is kept with its grades, its environment and every second of it, so that any two can be
        compared later, offline.
      </EmptyState>
    </Card>
  );
}

function RunList({ rows }: { rows: readonly RunRow[] }) {
  const [text, setText] = useState('');
  const [selected, setSelected] = useState<readonly string[]>([]);
  const wanted = useDeferredValue(text);
  const shown = useMemo(() => filterRuns(rows, wanted), [rows, wanted]);
  const columns = useMemo(() => [selectColumn(selected, setSelected), ...runColumns(rows)], [rows, selected]);
  const chosen = rows.filter((row) => selected.includes(row.runId));
  return (
    <Page title="Runs" sub={countText(rows.length, shown.length)} wide actions={<BinLink />}>
      <Row justify="space-between" gap={16}>
        <Field
          label="Filter runs"
          hideLabel
          maxWidth={340}
          icon={<Search size={14} />}
          type="search"
          placeholder="Filter by name, tag, grade, state"
          value={text}
          onValue={setText}
        />
        <Selection chosen={chosen} onDone={() => setSelected([])} />
      </Row>
      <SeriesPanel />
      <Card style={{ overflow: 'hidden' }}>
        <DataTable
          label="Runs"
          columns={columns}
          rows={shown}
          rowKey={(row) => row.runId}
          isSelected={(row) => selected.includes(row.runId)}
          minWidth={900}
          testId="runs-table"
          empty={<EmptyState title="No run matches">Try a shorter word.</EmptyState>}
        />
      </Card>
    </Page>
  );
}

function countText(all: number, shown: number): string {
  const total = `${all.toLocaleString('en-US')} ${all === 1 ? 'run' : 'runs'}`;
  return shown === all ? total : `${shown.toLocaleString('en-US')} of ${total}`;
}

/** What can be done with the ticked runs; its place is kept while nothing is ticked. */
function Selection({ chosen, onDone }: { chosen: readonly RunRow[]; onDone: () => void }) {
  const [, navigate] = useLocation();
  const removeRun = useRemoveRun();
  // The older run is A: a comparison reads from before to after.
  const [newer, older] = chosen;
  return (
    <Row gap={8}>
      <Text tone="muted" role="status">
        {chosen.length === 0 ? 'Select two runs to compare them' : `${chosen.length} ticked`}
      </Text>
      <Button
        icon={<GitCompareArrows />}
        disabled={chosen.length !== 2}
        onClick={() => navigate(paths.compare(older?.runId, newer?.runId))}
      >
        Compare
      </Button>
      <Button
        icon={<Trash2 />}
        disabled={chosen.length === 0 || chosen.some((row) => row.state === 'running')}
        onClick={() => {
          onDone();
          void removeRun(chosen);
        }}
      >
        Delete
      </Button>
    </Row>
  );
}

function selectColumn(
  selected: readonly string[],
  onChange: (selected: readonly string[]) => void,
): Column<RunRow> {
  return {
    key: 'select',
    header: 'Selected',
    hideHeader: true,
    width: '36px',
    cell: (row) => (
      <input
        type="checkbox"
        aria-label={`Select ${row.name}`}
        checked={selected.includes(row.runId)}
        onChange={(event) =>
          onChange(
            event.target.checked ? [...selected, row.runId] : selected.filter((id) => id !== row.runId),
          )
        }
      />
    ),
  };
}
