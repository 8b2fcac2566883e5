import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { Overrides } from '../../contract/plan.ts';
import type { PlanPreview } from '../../contract/plan-preview.ts';
import type { PlanRef } from '../../contract/wire.ts';
import { loading, settle, valueIn } from '../stores/loadable.ts';
import { useWorkbench } from '../stores/workbench.tsx';

/** Typing pauses this long before the plan is described anew. */
const PAUSE_MS = 250;

/**
 * What the plan would do with these overrides, in words; follows them, and the addresses set up, as they change.
 * @param plan null: there is none to describe yet
 */
export function usePreview(plan: PlanRef | null, overrides: Overrides, onSamples: boolean) {
  const { host, services } = useWorkbench();
  const rows = valueIn(useStore(services, (state) => state.services));
  const samples = useStore(services, (state) => state.samples);
  const [preview, setPreview] = useState(loading<PlanPreview>());
  const [described, setDescribed] = useState('');
  const [isFirst, setIsFirst] = useState(true);
  const wanted = JSON.stringify({ plan, overrides, onSamples });
  // All that decides where a run goes. While it is as it was when the plan was described, what was described holds.
  const workspace = onSamples ? samples?.urls : rows?.map(({ service, url }) => [service, url]);
  const aim = JSON.stringify([plan, overrides.targets, overrides.only, workspace]);
  const isKnown = plan !== null;
  useEffect(() => {
    if (!isKnown) return;
    let overtaken = false;
    const ask = async () => {
      const result = await host.call('plans.describe', JSON.parse(wanted));
      if (overtaken) return;
      setPreview(settle(result));
      setDescribed(result.ok ? aim : '');
      setIsFirst(false);
    };
    const timer = setTimeout(ask, isFirst ? 0 : PAUSE_MS);
    return () => {
      overtaken = true;
      clearTimeout(timer);
    };
  }, [host, wanted, aim, isFirst, isKnown]);
  /** Where what is chosen now would go; null as long as that is not known. */
  const targets = preview.state === 'ready' && described === aim ? preview.value.targets : null;
  return { preview, targets };
}
