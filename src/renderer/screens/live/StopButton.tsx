import { Square } from 'lucide-react';
import { Button } from '../../parts/Button.tsx';
import type { StopState } from '../../stores/live.ts';
import styles from './StopButton.module.css';

const WORDS: Readonly<Record<StopState, string>> = {
  idle: 'Stop',
  stopping: 'Stop now',
  cutting: 'Ending…',
};

/** Always in reach. The first press lets open requests finish; the second ends the threads. */
export function StopButton({ stop, onStop }: { stop: StopState; onStop: () => void }) {
  return (
    <div className={styles.stop}>
      <span className={styles.note} role="status">
        {stop === 'stopping' ? 'Stopping: requests in flight may finish' : ''}
      </span>
      <Button
        look="danger"
        icon={<Square size={12} fill="currentColor" aria-hidden="true" />}
        onClick={onStop}
        disabled={stop === 'cutting'}
        className={styles.button}
        data-testid="stop"
      >
        {WORDS[stop]}
      </Button>
    </div>
  );
}
