import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { ServiceRow } from '../../../contract/services.ts';
import { Box } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import { EmptyState } from '../../parts/EmptyState.tsx';
import { Loaded } from '../../parts/Loaded.tsx';
import { Page } from '../../parts/Page.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { CheckServices } from '../../parts/ServiceHealth.tsx';
import { ownServices } from '../../stores/services.ts';
import { useWorkbench } from '../../stores/workbench.tsx';
import type { WatchOffer } from '../../words/watch-words.ts';
import { BuiltInPanel } from './BuiltInPanel.tsx';
import { SamplesPanel } from './SamplesPanel.tsx';
import { ServiceLine } from './ServiceLine.tsx';
import { ServiceModal } from './ServiceModal.tsx';
import { useOffers } from './use-offers.ts';

/** Null: one is being added. */
type Edited = ServiceRow | null;

/** The services under test, where they are and whether they answer, and the sample services that can stand in. */
export function ServicesScreen() {
  const [edited, setEdited] = useState<{ readonly row: Edited } | null>(null);
  const offers = useOffers();
  return (
    <Page title="Services" sub="What you test and where it runs. Plans and imports offer these addresses.">
      <OwnPanel offers={offers} onEdit={(row) => setEdited({ row })} />
      <BuiltInPanel offers={offers} onEdit={(row) => setEdited({ row })} />
      <SamplesPanel />
      {edited === null ? null : <ServiceModal row={edited.row} onClose={() => setEdited(null)} />}
    </Page>
  );
}

interface OwnProps {
  readonly offers: ReadonlyMap<string, WatchOffer>;
  readonly onEdit: (row: Edited) => void;
}

function OwnPanel({ offers, onEdit }: OwnProps) {
  const { services } = useWorkbench();
  const rows = useStore(services, (state) => state.services);
  const own = ownServices(rows);
  const add = (look: 'strong' | 'plain') => (
    <Button look={look} size="small" icon={<Plus />} onClick={() => onEdit(null)}>
      Add a service
    </Button>
  );
  return (
    <Panel
      title="Your services"
      flush
      testId="services"
      actions={
        own.length === 0 ? undefined : (
          <>
            <CheckServices rows={own}>Check all</CheckServices>
            {add('plain')}
          </>
        )
      }
    >
      <Loaded of={rows} height={54}>
        {() =>
          own.length > 0 ? null : (
            <EmptyState title="None yet" action={add('strong')}>
              Add the API you test, with an address for each place it runs, such as local and staging. One of
              them is chosen; runs go there.
            </EmptyState>
          )
        }
      </Loaded>
      <Box as="ul" divided>
        {own.map((row, at) => (
          <ServiceLine
            key={row.id}
            row={row}
            place={{ at, of: own.length }}
            offer={offers.get(row.id)}
            onEdit={() => onEdit(row)}
          />
        ))}
      </Box>
    </Panel>
  );
}
