import { Link } from 'wouter';
import { useStore } from 'zustand';
import type { ServiceRow } from '../../../contract/services.ts';
import { Box, Grid, Row, Stack, Text } from '../../parts/Box.tsx';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { MiddleText } from '../../parts/MiddleText.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { CheckServices, ServiceHealth } from '../../parts/ServiceHealth.tsx';
import { builtInServices, ownServices } from '../../stores/services.ts';
import { useWorkbench } from '../../stores/workbench.tsx';
import { paths } from '../../words/navigation.ts';
import { PROFILE_WORDS } from '../../words/words.ts';
import styles from './ServicesStrip.module.css';

/** The services under test at a glance: up or not, how long the health call took, and when that was. */
export function ServicesStrip() {
  const { services } = useWorkbench();
  const { services: rows, samples } = useStore(services);
  const used = [...ownServices(rows), ...builtInServices(rows).filter((row) => row.used)];
  const aside =
    samples?.state === 'running'
      ? `Sample services running · ${PROFILE_WORDS[samples.profile][0].toLowerCase()}`
      : undefined;
  return (
    <Panel
      title="Services"
      aside={aside}
      testId="services-strip"
      flush
      actions={
        used.length === 0 ? undefined : (
          <>
            <CheckServices rows={used}>Check again</CheckServices>
            <Link href={paths.services}>Change</Link>
          </>
        )
      }
    >
      {rows.state === 'failed' ? (
        <Box pad="foot">
          <ErrorNote failure={rows.failure} />
        </Box>
      ) : null}
      {rows.state === 'ready' && used.length === 0 ? <NoneUsed /> : null}
      {used.length > 0 ? (
        <Grid as="ul" columns="repeat(auto-fill, minmax(180px, 1fr))" style={{ rowGap: 8, paddingBottom: 8 }}>
          {used.map((row) => (
            <Cell key={row.id} row={row} />
          ))}
        </Grid>
      ) : null}
    </Panel>
  );
}

function NoneUsed() {
  return (
    <Row align="baseline" gap={16} pad="foot" tone="soft">
      <p>
        None of your own yet. Add the API you test, and plans and imports offer its addresses. The built-in
        Access Layer is not running here; presets can use the sample services instead.
      </p>
      <Text as={Link} rigid href={paths.services}>
        Add a service
      </Text>
    </Row>
  );
}

function Cell({ row }: { row: ServiceRow }) {
  return (
    <Stack as="li" gap={2} className={styles.cell} data-service={row.service}>
      <MiddleText weight="semibold" text={row.service} />
      <ServiceHealth row={row} />
      <MiddleText tone="muted" size="small" text={row.url.replace(/^https?:\/\//, '')} title={row.url} />
    </Stack>
  );
}
