import { useCallback } from 'react';
import type { RunRow } from '../../contract/wire.ts';
import { useWorkbench } from '../stores/workbench.tsx';

/** Moves runs to the bin at once and offers to take that back. */
export function useRemoveRun(): (rows: readonly RunRow[]) => Promise<void> {
  const { runs, notices } = useWorkbench();
  return useCallback(
    async (rows) => {
      const results = await Promise.all(rows.map((row) => runs.getState().remove(row.runId)));
      const failure = results.find((result) => !result.ok);
      if (failure !== undefined && !failure.ok) return notices.getState().complain(failure.failure);
      const text = rows.length === 1 ? `Deleted “${rows[0]?.name}”.` : `Deleted ${rows.length} runs.`;
      const undo = () => {
        for (const row of rows) void runs.getState().restore(row.runId);
      };
      notices.getState().say(text, { label: 'Undo', run: undo, about: rows.map((row) => row.runId) });
    },
    [runs, notices],
  );
}
