import { Pin, PinOff, Scale } from 'lucide-react';
import { useState } from 'react';
import type { RunDetail } from '../../../contract/wire.ts';
import { useWorkbench } from '../../stores/workbench.tsx';
import { RegradeDialog } from './RegradeDialog.tsx';

/** What keeps a run, and what grades it again. @param onRegraded a grading was added */
export function useKeptActions({ row, summary }: RunDetail, onRegraded: () => void) {
  const { host, notices } = useWorkbench();
  const [isRegrading, setRegrading] = useState(false);
  const isPinned = row.pinned === true;
  const pin = {
    key: 'pin',
    text: isPinned ? 'Unpin' : 'Pin',
    detail: isPinned ? '' : 'never emptied from the bin, never moved there by a rule',
    icon: isPinned ? <PinOff size={14} /> : <Pin size={14} />,
    run: () =>
      void notices.getState().attempt(host.call('runs.pin', { runId: row.runId, pinned: !isPinned })),
  };
  const regrade = {
    key: 'regrade',
    text: 'Grade by other thresholds',
    icon: <Scale size={14} />,
    run: () => setRegrading(true),
  };
  // Objectives judge a search.
  const isGradable = !row.deleted && summary.capacity === undefined;
  return {
    actions: isGradable ? [regrade, pin] : [pin],
    dialog: isRegrading ? (
      <RegradeDialog
        runId={row.runId}
        planName={row.planName ?? null}
        onClose={() => setRegrading(false)}
        onDone={onRegraded}
      />
    ) : null,
  };
}
