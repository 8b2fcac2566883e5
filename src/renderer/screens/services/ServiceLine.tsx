import { type FormEvent, useState } from 'react';
import { failureText } from '../../../contract/failure.ts';
import type { ServiceRow } from '../../../contract/wire.ts';
import { Button } from '../../parts/Button.tsx';
import { Field } from '../../parts/Field.tsx';
import { Figure } from '../../parts/Figure.tsx';
import { HealthMark } from '../../parts/HealthMark.tsx';
import { useWorkbench } from '../../workbench.tsx';
import { ConsoleLink } from './ConsoleLink.tsx';
import styles from './ServiceLine.module.css';

/** One service: its address, editable in place, and how it is. */
export function ServiceLine({ row }: { row: ServiceRow }) {
  const { services } = useWorkbench();
  const [url, setUrl] = useState(row.url);
  const [error, setError] = useState<string | null>(null);
  const changed = url.trim() !== row.url;
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (!changed) return;
    const result = await services.getState().setUrl(row.service, url.trim());
    setError(result.ok ? null : failureText(result.failure));
  };
  return (
    <li className={styles.line} data-service={row.service}>
      <span className={styles.name}>{row.service}</span>
      <form className={styles.form} onSubmit={save}>
        <Field
          className={styles.field}
          label={`Address of ${row.service}`}
          hideLabel
          value={url}
          onValue={(value) => {
            setUrl(value);
            setError(null);
          }}
          error={error}
          spellCheck={false}
          autoComplete="off"
          inputMode="url"
        />
        <span className={styles.buttons}>
          {changed ? (
            <>
              <Button type="submit" look="strong">
                Save
              </Button>
              <Button look="quiet" onClick={() => setUrl(row.url)}>
                Undo
              </Button>
            </>
          ) : null}
        </span>
      </form>
      <span className={styles.health}>
        <HealthMark health={row.health} />
        {row.latencyMs === null ? null : <Figure kind="ms" value={row.latencyMs} />}
      </span>
      <span className={styles.message} title={row.message}>
        {row.message}
      </span>
      <ConsoleLink service={row.service} url={row.url} />
    </li>
  );
}
