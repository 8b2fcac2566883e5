import { Copy } from 'lucide-react';
import { Link } from 'wouter';
import { useStore } from 'zustand';
import type { PresetRow } from '../../../contract/wire.ts';
import { paths } from '../../navigation.ts';
import { Button } from '../../parts/Button.tsx';
import { type Column, DataTable } from '../../parts/DataTable.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { useWorkbench } from '../../workbench.tsx';
import styles from './PlansScreen.module.css';
import { usePlanActions } from './use-plan-actions.ts';

/** The plans that come with the program: looked at and copied. */
export function PresetTable() {
  const { presets } = useWorkbench();
  const list = useStore(presets, (state) => state.presets);
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
      <Link href={paths.presetPlan(row.name)} className={styles.name ?? ''}>
        {row.title}
      </Link>
    ),
  },
  { key: 'load', header: 'Load', width: '24%', cell: (row) => row.load },
  {
    key: 'about',
    header: 'About',
    cell: (row) => (
      <span className="muted" title={row.description}>
        {row.description}
      </span>
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
    <span className={styles.actions}>
      <Button
        look="quiet"
        size="small"
        icon={<Copy size={14} aria-hidden="true" />}
        aria-label={`Copy ${row.title}`}
        title="Copy"
        onClick={() => duplicate({ kind: 'preset', name: row.name })}
      />
    </span>
  );
}
