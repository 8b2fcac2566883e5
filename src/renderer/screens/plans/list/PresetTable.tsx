import { Copy } from 'lucide-react';
import { Link } from 'wouter';
import { useStore } from 'zustand';
import type { PresetRow } from '../../../../contract/wire.ts';
import { Row, Text } from '../../../parts/Box.tsx';
import { Button } from '../../../parts/Button.tsx';
import { type Column, DataTable } from '../../../parts/DataTable.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import { useWorkbench } from '../../../stores/workbench.tsx';
import { paths } from '../../../words/navigation.ts';
import { usePlanActions } from './use-plan-actions.ts';

/** The plans that come with the program: looked at and copied. */
export function PresetTable() {
  const { presets } = useWorkbench();
  const list = useStore(presets, (state) => state.answer);
  if (list.state !== 'ready') return null;
  return (
    <Panel title="Presets" aside="built in; copy one to change it" flush>
      <DataTable
        label="Presets"
        columns={COLUMNS}
        rows={list.value}
        rowKey={(row) => row.name}
        minWidth={720}
        testId="preset-plans"
      />
    </Panel>
  );
}

const COLUMNS: readonly Column<PresetRow>[] = [
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
    cell: (row) => (
      <Text tone="muted" title={row.description}>
        {row.description}
      </Text>
    ),
  },
  {
    key: 'do',
    header: 'Actions',
    hideHeader: true,
    width: '60px',
    cell: (row) => <CopyPreset row={row} />,
  },
];

function CopyPreset({ row }: { row: PresetRow }) {
  const { duplicate } = usePlanActions();
  return (
    <Row as="span" justify="end" gap={4}>
      <Button
        look="quiet"
        size="small"
        icon={<Copy />}
        aria-label={`Copy ${row.title}`}
        title="Copy"
        onClick={() => duplicate({ kind: 'preset', name: row.name })}
      />
    </Row>
  );
}
