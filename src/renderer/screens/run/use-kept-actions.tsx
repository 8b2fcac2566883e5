import { Pin, PinOff, Scale, Trash2, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { RunDetail } from '../../../contract/wire.ts';
import { useRemoveRun } from '../../parts/use-remove-run.ts';
import { useWorkbench } from '../../stores/workbench.tsx';
import { paths } from '../../words/navigation.ts';
import { RegradeDialog } from './RegradeDialog.tsx';

/** What keeps a run or takes it away, and what grades it again. @param onRegraded a grading was added */
export function useKeptActions({ row, summary }: RunDetail, onRegraded: () => void) {
  const { host, notices, runs } = useWorkbench();
  const [, navigate] = useLocation();
  const removeRun = useRemoveRun();
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
  const remove = {
    key: 'delete',
    text: 'Delete',
    icon: <Trash2 size={14} />,
    run: () => {
      navigate(paths.runs);
      void removeRun([row]);
    },
  };
  const restore = {
    key: 'restore',
    text: 'Restore from the bin',
    icon: <Undo2 size={14} />,
    run: () => void runs.getState().restore(row.runId),
  };
  const kept = [pin, row.deleted ? restore : remove];
  // Objectives judge a search.
  const isGradable = !row.deleted && summary.capacity === undefined;
  return {
    actions: isGradable ? [regrade, ...kept] : kept,
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
