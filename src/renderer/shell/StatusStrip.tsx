import { Info, Unplug } from 'lucide-react';
import { useStore } from 'zustand';
import { Row } from '../parts/Box.tsx';
import { useWorkbench } from '../stores/workbench.tsx';
import styles from './StatusStrip.module.css';

/** One line above everything, only when there is something to know: no connection, or a warning about the store. */
export function StatusStrip() {
  const { app } = useWorkbench();
  const connection = useStore(app, (state) => state.connection);
  const notice = useStore(app, ({ info }) => (info.state === 'ready' ? info.value.storageNotice : null));
  return (
    <div role="status">
      {connection === 'lost' ? (
        <Row as="p" gap={8} size="small" className={styles.lost} data-testid="connection-lost">
          <Unplug size={14} aria-hidden="true" />
          Connection to Plimsoll lost. A run continues without this page; reconnecting…
        </Row>
      ) : null}
      {notice === null ? null : (
        <Row as="p" gap={8} size="small" className={styles.notice}>
          <Info size={14} aria-hidden="true" />
          {notice}
        </Row>
      )}
    </div>
  );
}
