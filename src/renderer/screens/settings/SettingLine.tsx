import type { ReactNode } from 'react';
import styles from './SettingLine.module.css';

/** A setting or a fact, with its name before it. */
export function SettingLine({ name, note, children }: { name: string; note?: string; children: ReactNode }) {
  return (
    <div className={styles.line}>
      <span className={styles.name}>{name}</span>
      <div>
        {children}
        {note === undefined ? null : <p className={styles.note}>{note}</p>}
      </div>
    </div>
  );
}
