import { useState } from 'react';
import { useLocation } from 'wouter';
import type { Result } from '../../contract/failure.ts';
import type { Overrides } from '../../contract/plan.ts';
import type { ArgumentOf } from '../../contract/wire.ts';
import { useWorkbench } from '../stores/workbench.tsx';
import { paths } from '../words/navigation.ts';
import { NO_REPEAT, repeatAsked } from './repeat-form.ts';
import { useStartRun } from './use-start-run.ts';

/** The fields that make a series of a run, and what starts the one or the other and shows it. */
export function useRepeat(overrides: Overrides) {
  const { host, services } = useWorkbench();
  const [, navigate] = useLocation();
  const startRun = useStartRun();
  const [form, setForm] = useState(NO_REPEAT);
  const { asked, errors } = repeatAsked(form, overrides);
  /** @param run side A of a series */
  const start = async (run: ArgumentOf<'runs.start'>): Promise<Result<unknown>> => {
    if (asked === null) return startRun(run);
    if (run.onSamples === true && services.getState().samples?.state !== 'running') {
      const started = await services.getState().startSamples();
      if (!started.ok) return started;
    }
    const { b, ...rule } = asked;
    const { force, name: _, ...a } = run;
    const result = await host.call('series.start', {
      ...rule,
      force,
      a,
      ...(b === undefined ? {} : { b: { ...a, ...b } }),
    });
    if (result.ok) navigate(paths.live(result.value.runId));
    return result;
  };
  return { form, setForm, errors, isWrong: Object.keys(errors).length > 0, start };
}
