import { X } from 'lucide-react';
import { useStore } from 'zustand';
import { recordOf, textOf, valueAt } from '../../../../contract/plan-data.ts';
import type { DocumentedServers } from '../../../../contract/plan-editing.ts';
import { Row, Stack } from '../../../parts/Box.tsx';
import { Button } from '../../../parts/Button.tsx';
import { Choice } from '../../../parts/Field.tsx';
import { useOwnServices, useWorkbench } from '../../../stores/workbench.tsx';
import { useEditor } from '../fields/editor-context.tsx';
import { addressOffers, servicesAtHand } from '../requests/address-offers.ts';

/** What was not imported, or not as one may think: said once, where the plan is. */
export function ImportNotes() {
  const { plans } = useWorkbench();
  const { planId, check } = useEditor();
  const notes = useStore(plans, (state) => state.notes);
  const servers = useStore(plans, (state) => state.servers);
  const own = planId === null ? undefined : notes[planId];
  if (planId === null || own === undefined || own.length === 0) return null;
  return (
    <Row
      as="section"
      tint="accent"
      align="start"
      justify="space-between"
      gap={12}
      pad="small"
      below={12}
      aria-label="Import notes"
      data-testid="import-notes"
    >
      <div>
        <Stack as="ul" gap={4} tone="soft" size="small" breaks>
          {own.map((note) => (
            <li key={note}>{note}</li>
          ))}
          {check?.needs.some((need) => need.from === 'session') ? (
            <li>Pasted secrets are kept until Plimsoll quits; after that, set them under Values.</li>
          ) : null}
        </Stack>
        <ImportServers servers={servers[planId] ?? []} />
      </div>
      <Button
        look="quiet"
        size="small"
        icon={<X />}
        aria-label="Dismiss these notes"
        onClick={() => plans.getState().putNotes(planId, [])}
      />
    </Row>
  );
}

/** Where an imported plan could go as well: other addresses its source names, and services of the user that have its address. */
function ImportServers({ servers }: { servers: readonly DocumentedServers[] }) {
  const { data } = useEditor();
  const own = useOwnServices();
  const inPlan = Object.keys(recordOf(valueAt(data, ['services'])));
  const documented = servers.filter(({ service }) => inPlan.includes(service));
  return (
    <>
      {documented.map((one) => (
        <Documented key={one.service} {...one} />
      ))}
      {servicesAtHand(data, own).map(({ name, row }) => (
        <AtHand key={name} name={name} service={row.service} />
      ))}
    </>
  );
}

/** The addresses of a document: one to choose, all to keep. */
function Documented({ service, addresses }: DocumentedServers) {
  const { data, put } = useEditor();
  const { services, notices } = useWorkbench();
  const path = ['services', service, 'url'];
  const url = textOf(valueAt(data, path));
  // It follows a service of the user: they are kept.
  if (url === '') return null;
  const keep = async () => {
    const chosen = Math.max(
      0,
      addresses.findIndex((one) => one.url === url),
    );
    const result = await services.getState().add({ service, addresses: [...addresses], chosen });
    if (!result.ok) return notices.getState().complain(result.failure);
    put(path, undefined, '');
  };
  return (
    <Row wrap gap={10} above={8} size="small">
      <Choice
        maxWidth={420}
        label={`Documented address of ${service}`}
        hideLabel
        value={url}
        options={addresses.map(({ label, url: one }) => [one, label === '' ? one : `${label} · ${one}`])}
        onChange={(value) => put(path, value, '')}
      />
      <Button size="small" onClick={keep}>
        Save all under Services
      </Button>
    </Row>
  );
}

/** The plan has the address of a service of the user: it can follow that. */
function AtHand({ name, service }: { name: string; service: string }) {
  const { data, edit } = useEditor();
  const own = useOwnServices();
  const follow = addressOffers(data, name, own).find(({ text }) => text === `Follow ${service}`);
  if (follow === undefined) return null;
  return (
    <Row wrap gap={10} above={8} size="small">
      <span>{`${name} is your service ${service}.`}</span>
      <Button size="small" onClick={() => edit(follow.edits)}>
        {`Follow ${service}`}
      </Button>
    </Row>
  );
}
