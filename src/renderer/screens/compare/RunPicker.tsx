import { useId } from 'react';
import { outcomeText } from '../../../contract/format.ts';
import type { RunRow } from '../../../contract/wire.ts';
import { Box, Row } from '../../parts/Box.tsx';
import { agoOf } from '../../words/time-words.ts';
import styles from './RunPicker.module.css';

interface Props {
  readonly letter: 'A' | 'B';
  readonly rows: readonly RunRow[];
  readonly value: string | undefined;
  readonly onChange: (runId: string) => void;
}

/** Chooses one run. A native list: it is typed into, it is long, and every system knows how to show it. */
export function RunPicker({ letter, rows, value, onChange }: Props) {
  const id = useId();
  const known = rows.some((row) => row.runId === value);
  return (
    <Row tint="surface" className={styles.picker} data-letter={letter}>
      <label htmlFor={id} className={styles.letter}>
        <span className="visually-hidden">Run </span>
        {letter}
      </label>
      <Box
        as="select"
        grow
        weight="medium"
        id={id}
        className={styles.select}
        value={known ? value : ''}
        onChange={(event) => onChange(event.target.value)}
        data-testid={`pick-${letter}`}
      >
        <option value="" disabled>
          Choose a run
        </option>
        {rows.map((row) => (
          <option key={row.runId} value={row.runId}>
            {row.name} · {agoOf(row.startedAt, Date.now())} · {outcomeText(row)}
          </option>
        ))}
      </Box>
    </Row>
  );
}
