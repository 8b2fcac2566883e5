import { ChevronsUpDown, Plus } from 'lucide-react';
import { isRecord, recordOf, textOf, valueAt } from '../../../../contract/plan-data.ts';
import { ActionMenu, type MenuAction } from '../../../parts/ActionMenu.tsx';
import { Grid, Note, Stack, Text } from '../../../parts/Box.tsx';
import { Button } from '../../../parts/Button.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import { useOwnServices } from '../../../stores/workbench.tsx';
import { RenameField } from '../fields/DraftField.tsx';
import { useEditor } from '../fields/editor-context.tsx';
import { PlanField } from '../fields/PlanField.tsx';
import { freeName, removeOneOfMany } from '../fields/plan-data.ts';
import { AddButton, RemoveButton } from '../fields/RowButtons.tsx';
import { useRowKeys } from '../fields/row-keys.ts';
import { type AddressOffer, addressOffers, serviceOffers } from './address-offers.ts';
import { renameServiceEdits } from './plan-classes.ts';

/** Where requests go. */
export function ServicesPanel() {
  const { data, suite } = useEditor();
  const names = Object.keys(recordOf(valueAt(data, ['services'])));
  const keys = useRowKeys(names);
  const taken = isRecord(valueAt(data, ['use']))
    ? Object.keys(recordOf(valueAt(suite, ['services']))).filter((name) => !names.includes(name))
    : [];
  return (
    <Panel title="Services" aside="where requests go" actions={<AddService borrowed={taken} />}>
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
  const { check, readOnly, editAt } = useEditor();
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
        onRename={(to) =>
          editAt(['services', name], (data, place) => renameServiceEdits(data, textOf(place.at(-1)), to))
        }
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
        <RemoveButton label={`service ${name}`} onClick={() => editAt(['services', name], removeOneOfMany)} />
      )}
    </Grid>
  );
}

/** What can be done with one click about where a service goes. */
function useActions(offers: readonly AddressOffer[]): MenuAction[] {
  const { edit } = useEditor();
  return offers.map(({ edits, ...offer }) => ({ ...offer, run: () => edit(edits) }));
}

/** One of the user's services, which the plan follows from then on, or any address. */
function AddService({ borrowed }: { borrowed: readonly string[] }) {
  const { data, edit, readOnly } = useEditor();
  const offers = useActions(serviceOffers(data, useOwnServices()));
  const add = () =>
    edit((then) => {
      const taken = [...Object.keys(recordOf(valueAt(then, ['services']))), ...borrowed];
      const path = ['services', freeName('service', taken)];
      return [{ op: 'set', path, value: { url: 'http://localhost:3000' } }];
    });
  if (readOnly || offers.length === 0) return <AddButton onClick={add} />;
  return (
    <ActionMenu
      trigger={
        <Button look="quiet" size="small" icon={<Plus />}>
          Add
        </Button>
      }
      actions={[...offers, { key: 'another', text: 'Another address', run: add }]}
    />
  );
}

/** Aims a service of the plan at one of the user's; nothing where there is none. */
function AddressPicker({ name }: { name: string }) {
  const offers = useActions(addressOffers(useEditor().data, name, useOwnServices()));
  if (offers.length === 0) return <span />;
  return (
    <ActionMenu
      trigger={<Button look="quiet" icon={<ChevronsUpDown />} aria-label={`Choose an address for ${name}`} />}
      actions={offers}
    />
  );
}

/** Services that come with the classes of a suite, and where they go; written into the plan, that can be changed. */
function BorrowedServices({ names }: { names: readonly string[] }) {
  const { suite, check, readOnly, put } = useEditor();
  if (names.length === 0) return null;
  /** What is set up under Services, else the suite's: what a run would take. */
  const urlOf = (name: string) =>
    check?.preview?.targets.find(({ service }) => service === name)?.url ??
    textOf(valueAt(suite, ['services', name, 'url']));
  const write = (name: string) => {
    const value = { ...recordOf(valueAt(suite, ['services', name])), url: urlOf(name) };
    put(['services', name], value, '');
  };
  return (
    <>
      {names.map((name) => (
        <Grid
          key={name}
          columns="minmax(80px, 0.8fr) minmax(0, 2.2fr) auto"
          gap={6}
          align="center"
          style={{ minHeight: 28 }}
        >
          <Text clip>{name}</Text>
          <Text mono clip>
            {urlOf(name)}
          </Text>
          {readOnly ? null : (
            <Button
              look="quiet"
              size="small"
              aria-label={`Change the address of ${name}`}
              onClick={() => write(name)}
            >
              Change
            </Button>
          )}
        </Grid>
      ))}
      <Note size="body">
        These follow the addresses set under Services. Change writes one into this plan.
      </Note>
    </>
  );
}
