import { useCallback, useContext, useMemo, useState } from 'react';
import type { Marker } from '../../../contract/marker.ts';
import type { Summary } from '../../../contract/summary.ts';
import type { SecondIndex } from '../../../contract/units.ts';
import type { WatchSummary } from '../../../contract/watched-schema.ts';
import { latencyModel } from '../../charts/run-charts.ts';
import { TimesChart } from '../../charts/TimesChart.tsx';
import { type Lead, Leads } from '../../parts/leads.tsx';
import { Skeleton } from '../../parts/Skeleton.tsx';
import { NotWatched, TargetPanel } from '../../result/target/TargetPanel.tsx';
import { WatchList } from '../../result/target/WatchList.tsx';
import { ContainersPanel } from './ContainersPanel.tsx';
import { TargetChecks } from './TargetChecks.tsx';

interface Props {
  readonly summary: Summary;
  readonly markers: readonly Marker[];
  /** The rows of its seconds are still to come. */
  readonly isReading: boolean;
  /** What is selected of it begins here; null: nothing is. */
  readonly selected: SecondIndex | null;
}

/** What the targets did, second by second, under the latency of the same seconds; what was watched of them; and checks. */
export function TargetTab({ summary, markers, isReading, selected }: Props) {
  const { run, watches } = summary;
  const checks = (
    <TargetChecks
      runId={run.id}
      services={[...new Set(run.environment.targets.map(({ service }) => service))]}
    />
  );
  if (watches === undefined)
    return (
      <>
        <NotWatched />
        {checks}
      </>
    );
  return (
    <>
      <Watched {...{ summary, markers, isReading, selected, watches }} />
      {checks}
    </>
  );
}

interface WatchedProps extends Props {
  readonly watches: readonly WatchSummary[];
}

function Watched({ summary, markers, isReading, selected, watches }: WatchedProps) {
  const syncKey = `target-${summary.run.id}`;
  const containers = watches.flatMap(({ source, gaps, found }) =>
    source.startsWith('docker:')
      ? [{ name: source.slice('docker:'.length), gaps, wasRead: found.length > 0 }]
      : [],
  );
  const [pointed, point] = useState<SecondIndex | null>(null);
  const outer = useContext(Leads);
  const lead = useCallback((to: Lead) => {
    if (to.kind === 'second') point(to.second);
  }, []);
  const charts = (
    <TargetPanel
      {...{ summary, syncKey, markers }}
      first={<Latency {...{ summary, syncKey, markers }} />}
      below={<WatchList watches={watches} />}
    />
  );
  return (
    <>
      {summary.perSecond.length === 0 && isReading ? (
        <Skeleton lines={12} />
      ) : (
        // Where a container can be asked about a second, a click asks for that one.
        <Leads value={containers.length > 0 ? lead : outer}>{charts}</Leads>
      )}
      <ContainersPanel
        runId={summary.run.id}
        containers={containers}
        second={pointed ?? selected ?? containers[0]?.gaps[0]?.fromSecond ?? 0}
      />
    </>
  );
}

function Latency({ summary, syncKey, markers }: Pick<Props, 'summary' | 'markers'> & { syncKey: string }) {
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
