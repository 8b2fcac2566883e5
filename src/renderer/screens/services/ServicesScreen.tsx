import { RotateCw } from 'lucide-react';
import { useStore } from 'zustand';
import { Button } from '../../parts/Button.tsx';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { Page } from '../../parts/Page.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { Skeleton } from '../../parts/Skeleton.tsx';
import { useWorkbench } from '../../workbench.tsx';
import { SamplesPanel } from './SamplesPanel.tsx';
import { ServiceLine } from './ServiceLine.tsx';
import styles from './ServicesScreen.module.css';

/** Where the services are, whether they answer, and the sample services that can stand in for them. */
export function ServicesScreen() {
  const { services } = useWorkbench();
  const { services: rows, checking } = useStore(services);
  return (
    <Page title="Services" sub="Presets are sent to these addresses.">
      <Panel
        title="Your services"
        aside="asked at their health path before every run"
        flush
        testId="services"
        actions={
          <Button
            size="small"
            icon={<RotateCw size={13} aria-hidden="true" />}
            onClick={() => services.getState().check()}
            disabled={checking}
          >
            {checking ? 'Checking…' : 'Check all'}
          </Button>
        }
      >
        {rows.state === 'loading' ? <Skeleton lines={5} height={56} /> : null}
        {rows.state === 'failed' ? <ErrorNote failure={rows.failure} /> : null}
        <ul className={styles.list}>
          {rows.state === 'ready'
            ? rows.value.map((row) => <ServiceLine key={`${row.service} ${row.url}`} row={row} />)
            : null}
        </ul>
      </Panel>
      <SamplesPanel />
    </Page>
  );
}
