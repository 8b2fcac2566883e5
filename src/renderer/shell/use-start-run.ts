import { useLocation } from 'wouter';
import type { Result } from '../../contract/failure.ts';
import type { ArgumentOf } from '../../contract/wire.ts';
import { useWorkbench } from '../stores/workbench.tsx';
import { paths } from '../words/navigation.ts';

/** Starts a run (and the sample services where it needs them) and shows it. */
export function useStartRun(): (argument: ArgumentOf<'runs.start'>) => Promise<Result<unknown>> {
  const { host, services } = useWorkbench();
  const [, navigate] = useLocation();
  return async (argument) => {
    if (argument.onSamples === true && services.getState().samples?.state !== 'running') {
      const started = await services.getState().startSamples();
      if (!started.ok) return started;
    }
    const result = await host.call('runs.start', argument);
    if (result.ok) navigate(paths.live(result.value.runId));
    return result;
  };
}
