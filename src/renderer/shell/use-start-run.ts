import { useCallback } from 'react';
import { useLocation } from 'wouter';
import type { Failure } from '../../contract/failure.ts';
import type { ArgumentOf } from '../../contract/wire.ts';
import { useWorkbench } from '../stores/workbench.tsx';
import { paths } from '../words/navigation.ts';

/**
 * Starts a run (and the sample services where it needs them) and shows it.
 * @returns what went wrong, or null when the live screen is open
 */
export function useStartRun(): (argument: ArgumentOf<'runs.start'>) => Promise<Failure | null> {
  const { runs, services } = useWorkbench();
  const [, navigate] = useLocation();
  return useCallback(
    async (argument) => {
      if (argument.onSamples === true && services.getState().samples?.state !== 'running') {
        const started = await services.getState().startSamples();
        if (!started.ok) return started.failure;
      }
      const result = await runs.getState().start(argument);
      if (!result.ok) return result.failure;
      navigate(paths.live(result.value.runId));
      return null;
    },
    [runs, services, navigate],
  );
}
