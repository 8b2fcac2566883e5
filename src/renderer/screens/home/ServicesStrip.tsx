import { RotateCw } from 'lucide-react';
import { Link } from 'wouter';
import { useStore } from 'zustand';
import type { ServiceRow } from '../../../contract/wire.ts';
import { paths } from '../../navigation.ts';
import { Button } from '../../parts/Button.tsx';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { Figure } from '../../parts/Figure.tsx';
import { HealthMark } from '../../parts/HealthMark.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { standInsAreLikely } from '../../stores/services.ts';
import { PROFILE_WORDS } from '../../words.ts';
import { useWorkbench } from '../../workbench.tsx';
import styles from './ServicesStrip.module.css';

/** The services under test at a glance: up or not, and how long the health call took. */
export function ServicesStrip() {
  const { services } = useWorkbench();
  const { services: rows, samples, checking } = useStore(services);
  const aside =
    samples?.state === 'running'
      ? `Sample services running · ${PROFILE_WORDS[samples.profile][0].toLowerCase()}`
      : standInsAreLikely({ services: rows, samples })
        ? 'Nothing answers at these addresses; the sample services can stand in.'
        : undefined;
  return (
    <Panel
      title="Services"
      aside={aside}
      testId="services-strip"
      flush
      actions={
        <>
          <Button
            size="small"
            look="quiet"
            icon={<RotateCw size={13} aria-hidden="true" />}
            onClick={() => services.getState().check()}
            disabled={checking}
          >
            {checking ? 'Checking…' : 'Check again'}
          </Button>
          <Link href={paths.services}>Change</Link>
        </>
      }
    >
      {rows.state === 'failed' ? (
        <div className={styles.note}>
          <ErrorNote failure={rows.failure} />
        </div>
      ) : (
        <ul className={styles.strip} aria-busy={rows.state === 'loading'}>
          {rows.state === 'ready' ? rows.value.map((row) => <Cell key={row.service} row={row} />) : null}
        </ul>
      )}
    </Panel>
  );
}

function Cell({ row }: { row: ServiceRow }) {
  return (
    <li className={styles.cell} data-service={row.service}>
      <span className={styles.name}>{row.service}</span>
      <span className={styles.health}>
        <HealthMark health={row.health} />
        {row.latencyMs === null ? null : <Figure kind="ms" value={row.latencyMs} />}
      </span>
      <span className={styles.url} title={row.message === '' ? row.url : `${row.url} · ${row.message}`}>
        {row.url.replace(/^https?:\/\//, '')}
      </span>
    </li>
  );
}
