import { useMemo } from 'react';
import type { CapacityDocument } from '../../../contract/capacity.ts';
import { ChartFrame } from '../../charts/ChartFrame.tsx';
import { ChartGrid } from '../../charts/ChartGrid.tsx';
import { failuresByLoad, latencyByLoad, throughputByLoad } from '../../charts/capacity-charts.ts';
import { Note, Stack, Text } from '../../parts/Box.tsx';
import { Definition } from '../../parts/Definition.tsx';
import { Panel } from '../../parts/Panel.tsx';
import styles from './CapacityView.module.css';

interface Props {
  readonly capacity: CapacityDocument;
  readonly syncKey: string;
}

/** Latency, throughput and failures over load: where it bends, and where it ends. */
export function LoadCharts({ capacity, syncKey }: Props) {
  const models = useMemo(
    () => ({
      latency: latencyByLoad(capacity),
      throughput: throughputByLoad(capacity),
      failures: failuresByLoad(capacity),
    }),
    [capacity],
  );
  if (capacity.curve.length === 0) return null;
  const shared = { syncKey: `${syncKey}-load`, height: 236, xTitle: 'Load' } as const;
  const { knee, highest } = capacity;
  return (
    <Panel title="What happens as load rises" flush testId="load-charts">
      <ChartGrid three flush>
        <ChartFrame title="Response time by load" term="percentile" model={models.latency} {...shared} />
        <ChartFrame title="Throughput by load" term="throughput" model={models.throughput} {...shared} />
        <ChartFrame title="Failures by load" term="errorRate" model={models.failures} {...shared} />
      </ChartGrid>
      <Stack gap={4} className={styles.foot}>
        {knee === null ? null : (
          <p data-testid="knee">
            <Text weight="semibold">
              <Definition term="knee">Knee</Definition>:
            </Text>{' '}
            {knee.sentence}
          </p>
        )}
        <Note>
          Each point is a load that was tried.
          {highest === null || highest.low === highest.high
            ? ''
            : ' The band is where the highest load lies that still meets the objectives.'}
        </Note>
      </Stack>
    </Panel>
  );
}
