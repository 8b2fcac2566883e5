import { ChevronsUpDown } from 'lucide-react';
import { useStore } from 'zustand';
import { ActionMenu } from '../../../parts/ActionMenu.tsx';
import { Button } from '../../../parts/Button.tsx';
import { ownServices } from '../../../stores/services.ts';
import { useWorkbench } from '../../../workbench.tsx';
import { useEditor } from '../fields/editor-context.tsx';
import { addressOffers } from './address-offers.ts';

/** Aims a service of the plan at one of the user's; nothing where there is none. */
export function AddressPicker({ name }: { name: string }) {
  const { services } = useWorkbench();
  const { data, edit } = useEditor();
  const own = ownServices(useStore(services, (state) => state.services));
  const offers = addressOffers(data, name, own);
  if (offers.length === 0) return <span />;
  return (
    <ActionMenu
      trigger={
        <Button
          look="quiet"
          icon={<ChevronsUpDown size={14} aria-hidden="true" />}
          aria-label={`Choose an address for ${name}`}
        />
      }
      actions={offers.map(({ edits, ...offer }) => ({ ...offer, run: () => edit([...edits]) }))}
    />
  );
}
