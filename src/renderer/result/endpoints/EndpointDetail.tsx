import { X } from 'lucide-react';
import { useMemo } from 'react';
import type { EndpointSummary, Summary } from '../../../contract/summary.ts';
import { ChartFrame } from '../../charts/ChartFrame.tsx';
import { endpointModel } from '../../charts/run-charts.ts';
import { Grid, Note, Text } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import { Figure } from '../../parts/Figure.tsx';
import { Panel } from '../../parts/Panel.tsx';
import styles from './EndpointDetail.module.css';
import { MedianPhases } from './MedianPhases.tsx';
import { TimesTable } from './TimesTable.tsx';

interface Props {
  readonly summary: Summary;
  readonly endpoint: EndpointSummary;
  readonly onClose: () => void;
}

/** One endpoint whole: what a sample of it is, all its times, where they go, and how they went over the run. */
export function EndpointDetail({ summary, endpoint, onClose }: Props) {
  const { perSecond, run } = summary;
  const model = useMemo(
    () => endpointModel({ seconds: perSecond, plannedMs: run.durationMs, summary }, endpoint),
    [perSecond, run.durationMs, summary, endpoint],
  );
  return (
    <Panel
      title={
        <>
          <Text tone="muted">{endpoint.service}</Text> {endpoint.endpoint}
        </>
      }
      aside={endpoint.definition}
      testId="endpoint-detail"
      flush
      actions={
        <Button
          look="quiet"
          size="small"
          icon={<X size={14} aria-hidden="true" />}
          aria-label="Close"
          onClick={onClose}
        />
      }
    >
      <Grid columns="minmax(0, 1fr) minmax(0, 1fr)" gap={8} className={styles.halves}>
        <div>
          <TimesTable summary={summary} endpoint={endpoint} />
          <Note style={{ padding: '10px 16px 8px' }}>
            <Figure kind="count" value={endpoint.newConnections} /> new and{' '}
            <Figure kind="count" value={endpoint.reusedConnections} /> reused connections ·{' '}
            <Figure kind="bytes" value={endpoint.counts.bytesIn} /> in,{' '}
            <Figure kind="bytes" value={endpoint.counts.bytesOut} /> out
          </Note>
        </div>
        <div>
          <ChartFrame title="Over the run" model={model} xTitle="Time" height={166} />
          <MedianPhases phases={endpoint.phasesMs} />
        </div>
      </Grid>
    </Panel>
  );
}
