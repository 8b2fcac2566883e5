import type { ReactNode } from 'react';
import { Stack } from '../parts/Box.tsx';
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
      <Stack style={{ minHeight: 0 }}>
        <StatusStrip />
        <main id="main" className={styles.main} tabIndex={-1}>
          {children}
        </main>
      </Stack>
      <Notices />
    </div>
  );
}
