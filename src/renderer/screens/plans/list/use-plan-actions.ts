import { useMemo } from 'react';
import { useLocation } from 'wouter';
import type { PlanSource } from '../../../../contract/plan-editing.ts';
import { download } from '../../../parts/download.ts';
import type { FoundInSource } from '../../../stores/plans.ts';
import { useWorkbench } from '../../../stores/workbench.tsx';
import { paths } from '../../../words/navigation.ts';

/** What can be done with a plan from a list or from inside it. */
export function usePlanActions() {
  const { plans, notices } = useWorkbench();
  const [, navigate] = useLocation();
  return useMemo(() => {
    const { say, complain } = notices.getState();
    return {
      /** Makes a copy and opens it. */
      duplicate: async (source: PlanSource) => {
        const result = await plans.getState().duplicate(source);
        if (!result.ok) return complain(result.failure);
        if (result.value.row !== null) navigate(paths.plan(result.value.row.planId));
      },
      /** Moves it to the bin and offers to take that back. @returns whether it is gone */
      remove: async ({ planId, name }: { readonly planId: string; readonly name: string }) => {
        const result = await plans.getState().remove(planId);
        if (!result.ok) {
          complain(result.failure);
          return false;
        }
        const undo = async () => {
          const restored = await plans.getState().restore(planId);
          if (!restored.ok) complain(restored.failure);
        };
        say(`Deleted “${name}”.`, { label: 'Undo', run: () => void undo(), about: [planId] });
        return true;
      },
      /** Keeps a text as a new plan and opens it. */
      create: async (text: string, found: FoundInSource = {}) => {
        const result = await plans.getState().create(text, found);
        if (!result.ok) return result.failure;
        if (result.value.row !== null) navigate(paths.plan(result.value.row.planId));
        return null;
      },
      download: (name: string, text: string) => download(`${fileName(name)}.yaml`, text, 'application/yaml'),
    };
  }, [plans, notices, navigate]);
}

function fileName(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return plain === '' ? 'plan' : plain;
}
