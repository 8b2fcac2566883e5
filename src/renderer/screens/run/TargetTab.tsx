import { useCallback, useMemo } from 'react';
import type { Marker } from '../../../contract/marker.ts';
import type { Summary } from '../../../contract/summary.ts';
import { latencyModel } from '../../charts/run-charts.ts';
import { TimesChart } from '../../charts/TimesChart.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { Skeleton } from '../../parts/Skeleton.tsx';
import { NotWatched, TargetPanel } from '../../result/target/TargetPanel.tsx';
import { WatchList } from '../../result/target/WatchList.tsx';

interface Props {
  readonly summary: Summary;
  readonly markers: readonly Marker[];
  /** The rows of its seconds are still to come. */
  readonly isReading: boolean;
}

/** What the targets did, second by second, under the latency of the same seconds; and what was watched of them. */
export function TargetTab({ summary, markers, isReading }: Props) {
  const { watches } = summary;
  const syncKey = `target-${summary.run.id}`;
  if (watches === undefined) return <NotWatched />;
  return (
    <>
      {summary.perSecond.length === 0 && isReading ? (
        <Skeleton lines={12} />
      ) : (
        <TargetPanel
          {...{ summary, syncKey, markers }}
          first={<Latency {...{ summary, syncKey, markers }} />}
        />
      )}
      <Panel title="Watched" aside="what was found, and what is missing" flush>
        <WatchList watches={watches} />
      </Panel>
    </>
  );
}

function Latency({ summary, syncKey, markers }: Omit<Props, 'isReading'> & { syncKey: string }) {
  const frame = useMemo(
    () => ({
      ...{ seconds: summary.perSecond, plannedMs: summary.run.durationMs },
      ...{ summary, markers },
    }),
    [summary, markers],
  );
  const make = useCallback((log: boolean) => latencyModel(frame, log), [frame]);
  return (
    <TimesChart
      title="Response time"
      term="trailingPercentile"
      startsLog={false}
      height={150}
      {...{ make, syncKey }}
    />
  );
}
