import { Copy, Gauge, type LucideIcon, Trash2 } from 'lucide-react';
import { Link, useLocation } from 'wouter';
import { useStore } from 'zustand';
import { NO_VALUE } from '../../../../contract/format.ts';
import type { PlanRow } from '../../../../contract/plan-editing.ts';
import type { PresetRow } from '../../../../contract/wire.ts';
import { Row, Text } from '../../../parts/Box.tsx';
import { Button } from '../../../parts/Button.tsx';
import { type Column, DataTable } from '../../../parts/DataTable.tsx';
import { EmptyState } from '../../../parts/EmptyState.tsx';
import { MiddleText } from '../../../parts/MiddleText.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import { useWorkbench } from '../../../stores/workbench.tsx';
import { paths } from '../../../words/navigation.ts';
import { agoOf } from '../../../words/time-words.ts';
import { PURPOSE_WORDS } from '../../../words/words.ts';
import { usePlanActions } from './use-plan-actions.ts';

/** The user's own plans. */
export function PlanTable({ rows }: { rows: readonly PlanRow[] }) {
  return (
    <Panel title="Your plans" flush testId="own-plans" actions={<Link href={paths.bin}>Bin</Link>}>
      {rows.length === 0 ? (
        <EmptyState title="No plan of your own yet">
          Paste a request above, start from a goal, or copy one of the presets below.
        </EmptyState>
      ) : (
        <DataTable
          label="Your plans"
          columns={COLUMNS}
          rows={rows}
          rowKey={({ planId }) => planId}
          minWidth={720}
        />
      )}
    </Panel>
  );
}

const COLUMNS: readonly Column<PlanRow>[] = [
  {
    key: 'name',
    header: 'Plan',
    sortValue: (row) => row.name,
    cell: (row) => (
      <Text as={Link} tone="ink" weight="medium" href={paths.plan(row.planId)} aria-label={row.name}>
        <MiddleText text={row.name} />
      </Text>
    ),
  },
  { key: 'load', header: 'Load', width: '24%', cell: (row) => <Load row={row} /> },
  {
    key: 'purpose',
    header: 'Purpose',
    width: '110px',
    sortValue: (row) => row.purpose ?? '',
    cell: (row) => (row.purpose === null ? NO_VALUE : PURPOSE_WORDS[row.purpose]),
  },
  {
    key: 'changed',
    header: 'Changed',
    width: '120px',
    sortValue: (row) => row.updatedAt,
    cell: (row) => <Text tone="muted">{agoOf(row.updatedAt, Date.now())}</Text>,
  },
  { key: 'do', header: 'Actions', hideHeader: true, width: '122px', cell: (row) => <Actions row={row} /> },
];

function Load({ row }: { row: PlanRow }) {
  if (row.damage !== null) return <Text tone="poor">{row.damage}</Text>;
  if (row.problems === 0) return <>{row.load}</>;
  return (
    <Text tone="poor">
      {row.problems} {row.problems === 1 ? 'thing' : 'things'} to fix
    </Text>
  );
}

function Actions({ row }: { row: PlanRow }) {
  const { duplicate, remove } = usePlanActions();
  const [, navigate] = useLocation();
  const copy = () => duplicate({ kind: 'stored', planId: row.planId });
  const search = () => navigate(paths.capacity({ kind: 'plan', name: row.planId }));
  return (
    <Row as="span" justify="end" gap={4}>
      <Action does="Find the capacity of" icon={Gauge} name={row.name} onClick={search} />
      <Action does="Duplicate" icon={Copy} name={row.name} onClick={copy} />
      <Action does="Delete" icon={Trash2} name={row.name} onClick={() => remove(row)} />
    </Row>
  );
}

interface ActionProps {
  readonly does: string;
  readonly icon: LucideIcon;
  readonly name: string;
  readonly onClick: () => void;
}

function Action({ does, icon: Icon, name, onClick }: ActionProps) {
  const named = { 'aria-label': `${does} ${name}`, title: does };
  return <Button look="quiet" size="small" icon={<Icon />} {...named} onClick={onClick} />;
}

/** The plans that come with the program: looked at and copied. */
export function PresetTable() {
  const list = useStore(useWorkbench().presets, (state) => state.answer);
  if (list.state !== 'ready') return null;
  return (
    <Panel title="Presets" aside="built in; copy one to change it" flush>
      <DataTable
        label="Presets"
        columns={PRESET_COLUMNS}
        rows={list.value}
        rowKey={({ name }) => name}
        minWidth={720}
        testId="preset-plans"
      />
    </Panel>
  );
}

const PRESET_COLUMNS: readonly Column<PresetRow>[] = [
  {
    key: 'title',
    header: 'Plan',
    width: '200px',
    cell: (row) => (
      <Text as={Link} tone="ink" weight="medium" href={paths.presetPlan(row.name)}>
        {row.title}
      </Text>
    ),
  },
  { key: 'load', header: 'Load', width: '24%', cell: (row) => row.load },
  {
    key: 'about',
    header: 'About',
    cell: ({ description }) => (
      <Text tone="muted" title={description}>
        {description}
      </Text>
    ),
  },
  { key: 'do', header: 'Actions', hideHeader: true, width: '60px', cell: (row) => <CopyPreset row={row} /> },
];

function CopyPreset({ row: { name, title } }: { row: PresetRow }) {
  const { duplicate } = usePlanActions();
  return (
    <Row as="span" justify="end" gap={4}>
      <Action does="Copy" icon={Copy} name={title} onClick={() => duplicate({ kind: 'preset', name })} />
    </Row>
  );
}
