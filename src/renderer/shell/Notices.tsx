import { X } from 'lucide-react';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { Row, Stack, Text } from '../parts/Box.tsx';
import { Button } from '../parts/Button.tsx';
import type { Notice } from '../stores/notices.ts';
import { useWorkbench } from '../stores/workbench.tsx';
import styles from './Notices.module.css';

/** Long enough to read and to reach for "Undo". */
const STAYS_MS = 9_000;

/** Messages at the foot of the window; the undo of a deletion lives here. */
export function Notices() {
  const { notices } = useWorkbench();
  const list = useStore(notices, (state) => state.notices);
  return (
    <Stack as="section" gap={8} className={styles.notices} aria-label="Messages" aria-live="polite">
      {list.map((notice) => (
        <NoticeLine key={notice.id} notice={notice} dismiss={() => notices.getState().dismiss(notice.id)} />
      ))}
    </Stack>
  );
}

function NoticeLine({ notice, dismiss }: { notice: Notice; dismiss: () => void }) {
  const { action, id, stays } = notice;
  const { notices } = useWorkbench();
  useEffect(() => {
    if (stays) return;
    const timer = setTimeout(() => notices.getState().dismiss(id), STAYS_MS);
    return () => clearTimeout(timer);
  }, [id, stays, notices]);
  return (
    <Row gap={6} className={styles.notice} data-tone={notice.tone}>
      <Text as="p" grow>
        {notice.text} {notice.detail === '' ? null : <span style={{ opacity: 0.82 }}>{notice.detail}</span>}
      </Text>
      {action === null ? null : (
        <Button
          size="small"
          look="quiet"
          className={styles.action}
          onClick={() => {
            action.run();
            dismiss();
          }}
        >
          {action.label}
        </Button>
      )}
      <Button
        size="small"
        look="quiet"
        className={styles.action}
        icon={<X />}
        aria-label="Dismiss"
        onClick={dismiss}
      />
    </Row>
  );
}
