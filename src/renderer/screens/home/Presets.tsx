import { useStore } from 'zustand';
import { printDuration } from '../../../contract/duration.ts';
import { CLASS_PROTOCOLS } from '../../../contract/protocols/protocols.ts';
import type { PresetRow } from '../../../contract/wire.ts';
import { Card, Grid, Note, Row, Stack, Text } from '../../parts/Box.tsx';
import { Loaded } from '../../parts/Loaded.tsx';
import { useStartDialog } from '../../shell/StartDialog.tsx';
import { requestOfPreset } from '../../shell/start-form.ts';
import { useWorkbench } from '../../stores/workbench.tsx';
import styles from './Presets.module.css';

const GROUPS: readonly (readonly [string, readonly PresetRow['group'][]])[] = [
  ['Smoke and full suite', ['smoke', 'suite']],
  ['Load', ['load']],
  ['WebSocket', CLASS_PROTOCOLS],
  ['One service', ['service']],
];

/** What can be started without writing anything, with what is expected of it. */
export function Presets() {
  const { presets } = useWorkbench();
  const list = useStore(presets, (state) => state.answer);
  return (
    <Stack as="section" aria-labelledby="presets" gap={12} above={8}>
      <h2 id="presets">Presets</h2>
      <Loaded of={list} height={64}>
        {(all) =>
          GROUPS.map(([word, groups]) => (
            <Group key={word} word={word} rows={all.filter((row) => groups.includes(row.group))} />
          ))
        }
      </Loaded>
    </Stack>
  );
}

function Group({ word, rows }: { word: string; rows: readonly PresetRow[] }) {
  if (rows.length === 0) return null;
  return (
    <Grid columns="100px minmax(0, 1fr)" gap={12} align="start">
      <Text as="h3" above={12} tone="muted" weight="medium">
        {word}
      </Text>
      <Grid as="ul" columns="repeat(4, minmax(0, 1fr))" gap={10} className={styles.cards}>
        {rows.map((row) => (
          <li key={row.name}>
            <PresetCard row={row} />
          </li>
        ))}
      </Grid>
    </Grid>
  );
}

function PresetCard({ row }: { row: PresetRow }) {
  const openStart = useStartDialog();
  return (
    <Card
      as="button"
      type="button"
      full
      className={styles.card}
      onClick={() => openStart(requestOfPreset(row))}
      data-preset={row.name}
      title={row.description}
    >
      <Row as="span" justify="space-between" gap={8}>
        <Text weight="semibold">{row.title}</Text>
        <Note as="span">{printDuration(row.durationMs)}</Note>
      </Row>
      <Text tone="soft" size="small">
        {loadOf(row)}
      </Text>
      <Note as="span" above={4}>
        {row.expected === '' ? row.description : row.expected}
      </Note>
    </Card>
  );
}

/** The load without its duration, which stands in a place of its own. */
function loadOf(row: Pick<PresetRow, 'load' | 'durationMs'>): string {
  const ending = ` · ${printDuration(row.durationMs)}`;
  return row.load.endsWith(ending) ? row.load.slice(0, -ending.length) : row.load;
}
