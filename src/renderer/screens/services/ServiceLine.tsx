import { ArrowDown, ArrowUp, Pencil, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Result } from '../../../contract/failure.ts';
import type { ServiceRow } from '../../../contract/services.ts';
import { Grid, Row } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import { Choice } from '../../parts/Choice.tsx';
import { Hint } from '../../parts/Hint.tsx';
import { MiddleText } from '../../parts/MiddleText.tsx';
import { ServiceHealth } from '../../parts/ServiceHealth.tsx';
import { useWorkbench } from '../../stores/workbench.tsx';
import { ConsoleLink } from './ConsoleLink.tsx';
import styles from './ServiceLine.module.css';
import { useServiceActions } from './use-service-actions.ts';

interface Props {
  readonly row: ServiceRow;
  /** Its place among the user's own and how many there are; absent: built in, and it stays where it is. */
  readonly place?: { readonly at: number; readonly of: number };
  readonly onEdit: () => void;
}

/** One service: where it is, how it is, and what can be done with it. */
export function ServiceLine({ row, place, onEdit }: Props) {
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
      <Address row={row} />
      <ServiceHealth row={row} />
      <Row as="span" justify="end" gap={4} className={styles.actions}>
        {row.builtIn ? <ConsoleLink service={row.service} url={row.url} /> : null}
        {place === undefined ? null : <Places row={row} place={place} />}
        <IconAction
          text="Edit"
          name={`Edit ${row.service}`}
          onClick={onEdit}
          icon={<Pencil size={14} aria-hidden="true" />}
        />
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
  const choose = async (chosen: string) => {
    const at = addresses.findIndex((one) => one.url === chosen);
    const result: Result<unknown> = await services.getState().change({ id, chosen: at });
    if (!result.ok) notices.getState().complain(result.failure);
  };
  return (
    <Choice
      mono
      label={`Address of ${service}`}
      hideLabel
      value={url}
      options={addresses.map((one) => ({ value: one.url, text: `${one.label} · ${one.url}` }))}
      onChange={(chosen) => void choose(chosen)}
    />
  );
}

function Places({ row, place: { at, of } }: { row: ServiceRow; place: NonNullable<Props['place']> }) {
  const { move } = useServiceActions();
  return (
    <>
      <IconAction
        text="Move up"
        name={`Move ${row.service} up`}
        disabled={at === 0}
        onClick={() => move(row.id, at - 1)}
        icon={<ArrowUp size={14} aria-hidden="true" />}
      />
      <IconAction
        text="Move down"
        name={`Move ${row.service} down`}
        disabled={at === of - 1}
        onClick={() => move(row.id, at + 1)}
        icon={<ArrowDown size={14} aria-hidden="true" />}
      />
    </>
  );
}

function Remove({ row }: { row: ServiceRow }) {
  const { remove } = useServiceActions();
  return (
    <IconAction
      text="Remove"
      name={`Remove ${row.service}`}
      onClick={() => remove(row)}
      icon={<X size={15} aria-hidden="true" />}
    />
  );
}

interface IconActionProps {
  readonly text: string;
  /** For those who do not see the icon. */
  readonly name: string;
  readonly icon: ReactNode;
  readonly disabled?: boolean;
  readonly onClick: () => void;
}

function IconAction({ text, name, icon, disabled = false, onClick }: IconActionProps) {
  return (
    <Hint text={text}>
      <Button look="quiet" size="small" icon={icon} aria-label={name} disabled={disabled} onClick={onClick} />
    </Hint>
  );
}
