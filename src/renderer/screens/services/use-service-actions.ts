import { useMemo } from 'react';
import type { ServiceRow } from '../../../contract/services.ts';
import { useWorkbench } from '../../stores/workbench.tsx';

/** What can be done with a service of one's own from a list. */
export function useServiceActions() {
  const { services, notices } = useWorkbench();
  return useMemo(() => {
    const { say, complain } = notices.getState();
    return {
      move: async (id: string, to: number) => {
        const result = await services.getState().move(id, to);
        if (!result.ok) complain(result.failure);
      },
      /** Moves it to the bin and offers to take that back. */
      remove: async ({ id, service }: Pick<ServiceRow, 'id' | 'service'>) => {
        const result = await services.getState().remove(id);
        if (!result.ok) return complain(result.failure);
        const undo = async () => {
          const restored = await services.getState().restore(id);
          if (!restored.ok) complain(restored.failure);
        };
        say(`Removed “${service}”.`, { label: 'Undo', run: () => void undo() });
      },
    };
  }, [services, notices]);
}
