import { Info, Unplug } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { Row, Stack } from '../parts/Box.tsx';
import { useWorkbench } from '../stores/workbench.tsx';
import styles from './Frame.module.css';
import { Notices } from './Notices.tsx';
import { Rail } from './Rail.tsx';

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

const STRIP = {
  gap: 8,
  size: 'small',
  style: { minHeight: 32, padding: '4px 28px', borderRadius: 0 },
} as const;

/** One line above everything, only when there is something to know: no connection, or a warning about the store. */
function StatusStrip() {
  const { app } = useWorkbench();
  const connection = useStore(app, (state) => state.connection);
  const notice = useStore(app, ({ info }) => (info.state === 'ready' ? info.value.storageNotice : null));
  return (
    <div role="status">
      {connection === 'lost' ? (
        <Row as="p" {...STRIP} tint="acceptable" data-testid="connection-lost">
          <Unplug size={14} />
          Connection to Plimsoll lost. A run continues without this page; reconnecting…
        </Row>
      ) : null}
      {notice === null ? null : (
        <Row as="p" {...STRIP} tint="accent">
          <Info size={14} />
          {notice}
        </Row>
      )}
    </div>
  );
}
