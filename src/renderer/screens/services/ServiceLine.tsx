import { ArrowDown, ArrowUp, Pencil, X } from 'lucide-react';
import type { ServiceRow } from '../../../contract/services.ts';
import { Grid, Row, Stack } from '../../parts/Box.tsx';
import { Choice } from '../../parts/Field.tsx';
import { HintedButton } from '../../parts/HintedButton.tsx';
import { MiddleText } from '../../parts/MiddleText.tsx';
import { ServiceHealth } from '../../parts/ServiceHealth.tsx';
import { useWorkbench } from '../../stores/workbench.tsx';
import type { WatchOffer } from '../../words/watch-words.ts';
import { ConsoleLink } from './ConsoleLink.tsx';
import styles from './ServiceLine.module.css';
import { WatchLine } from './WatchLine.tsx';

interface Place {
  readonly at: number;
  readonly of: number;
}

interface Props {
  readonly row: ServiceRow;
  /** Its place among the user's own and how many there are; absent: built in, and it stays where it is. */
  readonly place?: Place;
  readonly onEdit: () => void;
  /** A local process that listens there, and is not watched yet. */
  readonly offer?: WatchOffer | undefined;
}

/** One service: where it is, how it is, and what can be done with it. */
export function ServiceLine({ row, place, onEdit, offer }: Props) {
  return (
    <Grid
      as="li"
      columns="minmax(110px, 0.7fr) minmax(220px, 1.5fr) minmax(170px, 1.2fr) auto"
      align="center"
      gap={16}
      className={styles.line}
      data-service={row.service}
    >
      <MiddleText weight="semibold" text={row.service} />
      <Stack gap={2}>
        <Address row={row} />
        <WatchLine row={row} offer={offer} />
      </Stack>
      <ServiceHealth row={row} />
      <Row as="span" justify="end" gap={4} style={{ minWidth: 112 }}>
        {row.builtIn ? <ConsoleLink service={row.service} url={row.url} /> : null}
        {place === undefined ? null : <Places row={row} place={place} />}
        <HintedButton hint="Edit" aria-label={`Edit ${row.service}`} onClick={onEdit} icon={<Pencil />} />
        {place === undefined ? null : <Remove row={row} />}
      </Row>
    </Grid>
  );
}

/** The address requests go to, chosen where there are several. */
function Address({ row }: { row: ServiceRow }) {
  const { services, notices } = useWorkbench();
  const { addresses, url, service, id } = row;
  if (addresses.length === 1) return <MiddleText mono text={url} />;
  const choose = (chosen: string) => {
    const at = addresses.findIndex((one) => one.url === chosen);
    void notices.getState().attempt(services.getState().change({ id, chosen: at }));
  };
  return (
    <Choice
      mono
      label={`Address of ${service}`}
      hideLabel
      value={url}
      options={addresses.map(({ label, url: one }) => [one, `${label} · ${one}`])}
      onChange={choose}
    />
  );
}

function Places({ row: { id, service }, place: { at, of } }: { row: ServiceRow; place: Place }) {
  const { services, notices } = useWorkbench();
  const move = (to: number) => notices.getState().attempt(services.getState().move(id, to));
  return (
    <>
      <HintedButton
        hint="Move up"
        aria-label={`Move ${service} up`}
        disabled={at === 0}
        onClick={() => move(at - 1)}
        icon={<ArrowUp />}
      />
      <HintedButton
        hint="Move down"
        aria-label={`Move ${service} down`}
        disabled={at === of - 1}
        onClick={() => move(at + 1)}
        icon={<ArrowDown />}
      />
    </>
  );
}

/** Moves it to the bin and offers to take that back. */
function Remove({ row: { id, service } }: { row: ServiceRow }) {
  const { services, notices } = useWorkbench();
  const { attempt, say } = notices.getState();
  const undo = () => void attempt(services.getState().restore(id));
  const remove = async () => {
    const { ok } = await attempt(services.getState().remove(id));
    if (ok) say(`Removed “${service}”.`, { label: 'Undo', run: undo });
  };
  return (
    <HintedButton hint="Remove" aria-label={`Remove ${service}`} onClick={remove} icon={<X size={15} />} />
  );
}
