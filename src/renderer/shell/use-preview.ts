import { useEffect, useState } from 'react';
import type { Overrides } from '../../contract/plan.ts';
import type { PlanPreview, PlanRef, SamplesState } from '../../contract/wire.ts';
import { LOADING, type Loadable, settle } from '../stores/loadable.ts';
import { useWorkbench } from '../workbench.tsx';

/** Typing pauses this long before the plan is described anew. */
const PAUSE_MS = 250;

/** What the plan would do with these overrides, in words; follows them as they change. */
export function usePreview(
  plan: PlanRef,
  overrides: Overrides,
  samples: SamplesState | null,
): Loadable<PlanPreview> {
  const { host } = useWorkbench();
  const [preview, setPreview] = useState<Loadable<PlanPreview>>(LOADING);
  const [isFirst, setIsFirst] = useState(true);
  const targets = samples?.state === 'running' ? samples.urls : undefined;
  const wanted = JSON.stringify({ plan, overrides: { ...overrides, ...(targets ? { targets } : {}) } });
  useEffect(() => {
    let overtaken = false;
    const ask = async () => {
      const result = await host.call('plans.describe', JSON.parse(wanted));
      if (overtaken) return;
      setPreview((before) =>
        result.ok ? settle(result) : settle(result, before.state === 'ready' ? LOADING : before),
      );
      setIsFirst(false);
    };
    const timer = setTimeout(ask, isFirst ? 0 : PAUSE_MS);
    return () => {
      overtaken = true;
      clearTimeout(timer);
    };
  }, [host, wanted, isFirst]);
  return preview;
}
