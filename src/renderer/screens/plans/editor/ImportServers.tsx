import { recordOf, textOf, valueAt } from '../../../../contract/plan-data.ts';
import type { DocumentedServers } from '../../../../contract/plan-editing.ts';
import { Row } from '../../../parts/Box.tsx';
import { Button } from '../../../parts/Button.tsx';
import { Choice } from '../../../parts/Field.tsx';
import { useOwnServices, useWorkbench } from '../../../stores/workbench.tsx';
import { useEditor } from '../fields/editor-context.tsx';
import { addressOffers, servicesAtHand } from '../requests/address-offers.ts';

/** Where an imported plan could go as well: other addresses its source names, and services of the user that have its address. */
export function ImportServers({ servers }: { servers: readonly DocumentedServers[] }) {
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
  const { data, edit } = useEditor();
  const { services, notices } = useWorkbench();
  const url = textOf(valueAt(data, ['services', service, 'url']));
  // It follows a service of the user: they are kept.
  if (url === '') return null;
  const keep = async () => {
    const chosen = Math.max(
      0,
      addresses.findIndex((one) => one.url === url),
    );
    const result = await services.getState().add({ service, addresses: [...addresses], chosen });
    if (!result.ok) return notices.getState().complain(result.failure);
    await edit([{ op: 'remove', path: ['services', service, 'url'] }]);
  };
  return (
    <Row wrap gap={10} above={8} size="small">
      <Choice
        maxWidth={420}
        label={`Documented address of ${service}`}
        hideLabel
        value={url}
        options={addresses.map(({ label, url: one }) => [one, label === '' ? one : `${label} · ${one}`])}
        onChange={(value) => edit([{ op: 'set', path: ['services', service, 'url'], value }])}
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
      <Button size="small" onClick={() => edit([...follow.edits])}>
        {`Follow ${service}`}
      </Button>
    </Row>
  );
}
