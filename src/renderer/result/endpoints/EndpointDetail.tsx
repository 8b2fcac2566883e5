import { X } from 'lucide-react';
import { useMemo } from 'react';
import { showPercentile } from '../../../contract/evidence.ts';
import type { EndpointSummary, Summary } from '../../../contract/summary.ts';
import { PHASES } from '../../../contract/tick.ts';
import { ChartFrame } from '../../charts/ChartFrame.tsx';
import { endpointModel } from '../../charts/run-charts.ts';
import { Grid, Note, Stack, Text } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import { Definition } from '../../parts/Definition.tsx';
import { EvidenceLegend } from '../../parts/EvidenceLegend.tsx';
import { Figure, PercentileFigure } from '../../parts/Figure.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { PhaseBar } from '../../parts/PhaseBar.tsx';
import { TimesTable } from './TimesTable.tsx';

interface Props {
  readonly summary: Summary;
  readonly endpoint: EndpointSummary;
  readonly onClose: () => void;
  readonly onAnalyse?: ((row: EndpointSummary) => void) | undefined;
}

/** One endpoint whole: what a sample of it is, all its times, where they go, and how they went over the run. */
export function EndpointDetail({ summary, endpoint, onClose, onAnalyse }: Props) {
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
        <>
          {onAnalyse === undefined ? null : (
            <Button size="small" onClick={() => onAnalyse(endpoint)}>
              Heatmap and requests
            </Button>
          )}
          <Button look="quiet" size="small" icon={<X />} aria-label="Close" onClick={onClose} />
        </>
      }
    >
      <Grid columns="repeat(auto-fit, minmax(min(100%, 480px), 1fr))" gap={8}>
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
          <ChartFrame title="Over the run" model={model} xTitle="Time" height={166} of={endpoint} />
          <MedianPhases phases={endpoint.phasesMs} />
        </div>
      </Grid>
    </Panel>
  );
}

/** Where the time of the median request goes; a phase of few requests says that it is an estimate. */
export function MedianPhases({ phases }: { phases: EndpointSummary['phasesMs'] }) {
  const rows = PHASES.flatMap((name) => {
    const times = phases[name];
    if (times === null) return [];
    const shown = showPercentile(times, 'p50');
    return [{ name, ms: shown.value ?? 0, shown, figure: <PercentileFigure shown={shown} /> }];
  });
  if (rows.every(({ shown }) => shown.value === null)) return null;
  return (
    <Stack gap={6} style={{ padding: '14px 16px 0' }}>
      <h3>
        <Definition term="phases">Phases, median</Definition>
      </h3>
      <PhaseBar phases={rows} />
      <EvidenceLegend shown={rows.map(({ shown }) => shown)} />
    </Stack>
  );
}
