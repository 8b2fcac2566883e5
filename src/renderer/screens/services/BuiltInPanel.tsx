import { ChevronDown, ChevronUp, Play } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { ServiceRow } from '../../../contract/services.ts';
import { Box, Note, Row } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { CheckServices } from '../../parts/ServiceHealth.tsx';
import { builtInServices } from '../../stores/services.ts';
import { useWorkbench } from '../../stores/workbench.tsx';
import type { WatchOffer } from '../../words/watch-words.ts';
import { ServiceLine } from './ServiceLine.tsx';

interface Props {
  readonly offers: ReadonlyMap<string, WatchOffer>;
  readonly onEdit: (row: ServiceRow) => void;
}

/** The five services that presets go to: one quiet line until they are used. */
export function BuiltInPanel({ offers, onEdit }: Props) {
  const { services } = useWorkbench();
  const builtIn = builtInServices(useStore(services, (state) => state.services));
  const isUsed = builtIn.some(({ used }) => used);
  const [isOpen, setIsOpen] = useState(false);
  if (builtIn.length === 0) return null;
  const showsAll = isUsed || isOpen;
  return (
    <Panel
      title="Access Layer"
      aside="built in: five services that presets go to"
      flush
      testId="built-in-services"
      actions={
        <>
          {isUsed ? null : (
            <Button
              size="small"
              look="quiet"
              icon={isOpen ? <ChevronUp /> : <ChevronDown />}
              aria-expanded={isOpen}
              onClick={() => setIsOpen(!isOpen)}
            >
              {isOpen ? 'Hide addresses' : 'Show addresses'}
            </Button>
          )}
          {showsAll ? <CheckServices rows={builtIn}>Check all</CheckServices> : null}
        </>
      }
    >
      {isUsed ? null : <NotHere names={builtIn.map(({ service }) => service)} />}
      {showsAll ? (
        <Box as="ul" divided>
          {builtIn.map((row) => (
            <ServiceLine key={row.id} row={row} offer={offers.get(row.id)} onEdit={() => onEdit(row)} />
          ))}
        </Box>
      ) : null}
    </Panel>
  );
}

function NotHere({ names }: { names: readonly string[] }) {
  const { services, notices } = useWorkbench();
  const samples = useStore(services, (state) => state.samples);
  const start = () => notices.getState().attempt(services.getState().startSamples());
  return (
    <Row wrap gap={12} pad="foot">
      <Note size="body">
        {samples?.state === 'running'
          ? 'Not running here: the sample services stand in for them.'
          : `Not running here: ${names.join(', ')}.`}
      </Note>
      {samples?.state === 'running' ? null : (
        <Button
          size="small"
          icon={<Play size={12} />}
          disabled={samples?.state === 'starting'}
          onClick={start}
        >
          {samples?.state === 'starting' ? 'Starting…' : 'Try the sample services'}
        </Button>
      )}
    </Row>
  );
}
