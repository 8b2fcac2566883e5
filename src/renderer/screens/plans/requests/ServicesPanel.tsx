import { ChevronsUpDown, Plus } from 'lucide-react';
import { useStore } from 'zustand';
import { isRecord, recordOf, textOf, valueAt } from '../../../../contract/plan-data.ts';
import { ActionMenu } from '../../../parts/ActionMenu.tsx';
import { Grid, Note, Stack, Text } from '../../../parts/Box.tsx';
import { Button } from '../../../parts/Button.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import { ownServices } from '../../../stores/services.ts';
import { useWorkbench } from '../../../stores/workbench.tsx';
import { useEditor } from '../fields/editor-context.tsx';
import { PlanField } from '../fields/PlanField.tsx';
import { dropEdits, freeName } from '../fields/plan-data.ts';
import { RenameField } from '../fields/RenameField.tsx';
import { RemoveButton } from '../fields/RowButtons.tsx';
import { useRowKeys } from '../fields/row-keys.ts';
import { addressOffers, serviceOffers } from './address-offers.ts';
import { renameServiceEdits } from './plan-classes.ts';

/** Where requests go. */
export function ServicesPanel() {
  const { data, suite, readOnly, edit } = useEditor();
  const names = Object.keys(recordOf(valueAt(data, ['services'])));
  const keys = useRowKeys(names);
  const taken = isRecord(valueAt(data, ['use']))
    ? Object.keys(recordOf(valueAt(suite, ['services']))).filter((name) => !names.includes(name))
    : [];
  const add = (name: string, value: unknown) => edit([{ op: 'set', path: ['services', name], value }]);
  return (
    <Panel
      title="Services"
      aside="where requests go"
      actions={
        readOnly ? null : (
          <AddService
            add={() => add(freeName('service', [...names, ...taken]), { url: 'http://localhost:3000' })}
          />
        )
      }
    >
      <Stack gap={6}>
        {names.map((name, at) => (
          <ServiceRow key={keys[at]} name={name} names={names} />
        ))}
        <BorrowedServices names={taken} />
        {names.length + taken.length === 0 ? <Note size="body">None yet.</Note> : null}
      </Stack>
    </Panel>
  );
}

interface ServiceRowProps {
  readonly name: string;
  readonly names: readonly string[];
}

function ServiceRow({ name, names }: ServiceRowProps) {
  const { data, check, readOnly, edit } = useEditor();
  const url = check?.preview?.targets.find(({ service }) => service === name)?.url;
  /** Where it goes while it has no address in the plan. */
  const followed = url === undefined ? 'http://localhost:3000' : `${url} (set under Services)`;
  return (
    <Grid
      columns="minmax(80px, 0.8fr) minmax(0, 1.6fr) auto minmax(70px, 0.6fr) 30px"
      gap={6}
      align="start"
      data-service={name}
    >
      <RenameField
        label={`Name of service ${name}`}
        name={name}
        taken={names}
        onRename={(to) => edit(renameServiceEdits(data, name, to))}
      />
      <PlanField
        label={`Address of ${name}`}
        hideLabel
        mono
        path={['services', name, 'url']}
        placeholder={followed}
      />
      {readOnly ? <span /> : <AddressPicker name={name} />}
      <PlanField
        label={`Health path of ${name}`}
        hideLabel
        mono
        path={['services', name, 'health']}
        placeholder="/health"
      />
      {names.length === 1 ? null : (
        <RemoveButton label={`service ${name}`} onClick={() => edit(dropEdits(data, ['services', name]))} />
      )}
    </Grid>
  );
}

/** One of the user's services, which the plan follows from then on, or any address. */
function AddService({ add }: { add: () => void }) {
  const { services } = useWorkbench();
  const { data, edit } = useEditor();
  const offers = serviceOffers(data, ownServices(useStore(services, (state) => state.services)));
  const button = { look: 'quiet', size: 'small', icon: <Plus size={13} aria-hidden="true" /> } as const;
  if (offers.length === 0)
    return (
      <Button {...button} onClick={add}>
        Add
      </Button>
    );
  return (
    <ActionMenu
      trigger={<Button {...button}>Add</Button>}
      actions={[
        ...offers.map(({ edits, ...offer }) => ({ ...offer, run: () => edit([...edits]) })),
        { key: 'another', text: 'Another address', run: add },
      ]}
    />
  );
}

/** Services that come with the classes of a suite, and where they go. */
function BorrowedServices({ names }: { names: readonly string[] }) {
  const { suite, check, readOnly, edit } = useEditor();
  if (names.length === 0) return null;
  /** What is set up under Services, else the suite's: what a run would take. */
  const urlOf = (name: string) =>
    check?.preview?.targets.find(({ service }) => service === name)?.url ??
    textOf(valueAt(suite, ['services', name, 'url']));
  const write = (name: string) => {
    const value = { ...recordOf(valueAt(suite, ['services', name])), url: urlOf(name) };
    edit([{ op: 'set', path: ['services', name], value }]);
  };
  return (
    <>
      {names.map((name) => (
        <SuiteService
          key={name}
          name={name}
          url={urlOf(name)}
          onChange={readOnly ? null : () => write(name)}
        />
      ))}
      <Note size="body">
        These follow the addresses set under Services. Change writes one into this plan.
      </Note>
    </>
  );
}

interface SuiteServiceProps {
  readonly name: string;
  readonly url: string;
  readonly onChange: (() => void) | null;
}

/** A service that comes with the classes of a suite; written into the plan, its address can be changed. */
function SuiteService({ name, url, onChange }: SuiteServiceProps) {
  return (
    <Grid
      columns="minmax(80px, 0.8fr) minmax(0, 2.2fr) auto"
      gap={6}
      align="center"
      style={{ minHeight: 28 }}
    >
      <Text clip>{name}</Text>
      <Text mono clip>
        {url}
      </Text>
      {onChange === null ? null : (
        <Button look="quiet" size="small" aria-label={`Change the address of ${name}`} onClick={onChange}>
          Change
        </Button>
      )}
    </Grid>
  );
}

/** Aims a service of the plan at one of the user's; nothing where there is none. */
function AddressPicker({ name }: { name: string }) {
  const { services } = useWorkbench();
  const { data, edit } = useEditor();
  const own = ownServices(useStore(services, (state) => state.services));
  const offers = addressOffers(data, name, own);
  if (offers.length === 0) return <span />;
  return (
    <ActionMenu
      trigger={<Button look="quiet" icon={<ChevronsUpDown />} aria-label={`Choose an address for ${name}`} />}
      actions={offers.map(({ edits, ...offer }) => ({ ...offer, run: () => edit([...edits]) }))}
    />
  );
}
