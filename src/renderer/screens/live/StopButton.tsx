import { Square } from 'lucide-react';
import { Note, Row } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import type { StopState } from '../../stores/live.ts';

const WORDS: Readonly<Record<StopState, string>> = {
  idle: 'Stop',
  stopping: 'Stop now',
  cutting: 'Ending…',
};

/** Always in reach. The first press lets open requests finish; the second ends the threads. */
export function StopButton({ stop, onStop }: { stop: StopState; onStop: () => void }) {
  return (
    <Row gap={12}>
      <Note as="span" role="status">
        {stop === 'stopping' ? 'Stopping: requests in flight may finish' : ''}
      </Note>
      <Button
        look="danger"
        icon={<Square size={12} fill="currentColor" />}
        onClick={onStop}
        disabled={stop === 'cutting'}
        // Wide enough for each of its words, so that nothing moves under the pointer.
        style={{ width: 108 }}
        data-testid="stop"
      >
        {WORDS[stop]}
      </Button>
    </Row>
  );
}
