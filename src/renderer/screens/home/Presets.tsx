import { useStore } from 'zustand';
import { printDuration } from '../../../contract/duration.ts';
import type { PresetRow } from '../../../contract/wire.ts';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { Skeleton } from '../../parts/Skeleton.tsx';
import { useStartDialog } from '../../shell/StartDialog.tsx';
import { requestOfPreset } from '../../shell/start-form.ts';
import { useWorkbench } from '../../workbench.tsx';
import styles from './Presets.module.css';

const GROUPS: readonly (readonly [string, readonly PresetRow['group'][]])[] = [
  ['Smoke and full suite', ['smoke', 'suite']],
  ['Load', ['load']],
  ['WebSocket', ['websocket']],
  ['One service', ['service']],
];

/** What can be started without writing anything, with what is expected of it. */
export function Presets() {
  const { presets } = useWorkbench();
  const list = useStore(presets, (state) => state.presets);
  return (
    <section aria-labelledby="presets" className={styles.presets}>
      <h2 id="presets">Presets</h2>
      {list.state === 'loading' ? <Skeleton lines={3} height={64} /> : null}
      {list.state === 'failed' ? <ErrorNote failure={list.failure} /> : null}
      {list.state === 'ready'
        ? GROUPS.map(([word, groups]) => (
            <Group key={word} word={word} rows={list.value.filter((row) => groups.includes(row.group))} />
          ))
        : null}
    </section>
  );
}

function Group({ word, rows }: { word: string; rows: readonly PresetRow[] }) {
  if (rows.length === 0) return null;
  return (
    <div className={styles.group}>
      <h3>{word}</h3>
      <ul className={styles.cards}>
        {rows.map((row) => (
          <li key={row.name}>
            <Card row={row} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Card({ row }: { row: PresetRow }) {
  const openStart = useStartDialog();
  return (
    <button
      type="button"
      className={styles.card}
      onClick={() => openStart(requestOfPreset(row))}
      data-preset={row.name}
      title={row.description}
    >
      <span className={styles.head}>
        <span className={styles.title}>{row.title}</span>
        <span className={styles.duration}>{printDuration(row.durationMs)}</span>
      </span>
      <span className={styles.load}>{loadOf(row)}</span>
      <span className={styles.expected}>{row.expected === '' ? row.description : row.expected}</span>
    </button>
  );
}

/** The load without its duration, which stands in a place of its own. */
export function loadOf(row: Pick<PresetRow, 'load' | 'durationMs'>): string {
  const ending = ` · ${printDuration(row.durationMs)}`;
  return row.load.endsWith(ending) ? row.load.slice(0, -ending.length) : row.load;
}
