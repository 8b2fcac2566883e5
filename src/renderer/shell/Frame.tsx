import type { ReactNode } from 'react';
import styles from './Frame.module.css';
import { Notices } from './Notices.tsx';
import { Rail } from './Rail.tsx';
import { StatusStrip } from './StatusStrip.tsx';

/** Rail, screen, and what is said at the edges. */
export function Frame({ children }: { children: ReactNode }) {
  return (
    <div className={styles.frame}>
      <button type="button" className={styles.skip} onClick={() => document.getElementById('main')?.focus()}>
        Skip to content
      </button>
      <Rail />
      <div className={styles.stage}>
        <StatusStrip />
        <main id="main" className={styles.main} tabIndex={-1}>
          {children}
        </main>
      </div>
      <Notices />
    </div>
  );
}
