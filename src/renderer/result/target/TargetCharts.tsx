import { type ReactNode, useMemo } from 'react';
import type { Marker } from '../../../contract/marker.ts';
import type { WatchSummary } from '../../../contract/watched-schema.ts';
import { ChartFrame } from '../../charts/ChartFrame.tsx';
import { ChartGrid } from '../../charts/ChartGrid.tsx';
import type { ShownRun } from '../../charts/RunCharts.tsx';
import type { Frame } from '../../charts/run-charts.ts';
import {
  countTargetCharts,
  type TargetChart,
  targetCharts,
  targetModel,
} from '../../charts/target-charts.ts';

export interface TargetChartsProps extends ShownRun {
  /** What was marked in it; absent: what the document says. */
  readonly markers?: readonly Marker[];
  /** So many charts at most; absent: all. */
  readonly most?: number;
  /** So many of the first are drawn elsewhere. */
  readonly skip?: number;
  /** One row of three. */
  readonly compact?: boolean;
  /** Stands before them, on the same cursor. */
  readonly first?: ReactNode;
  /** Inside a panel. */
  readonly flush?: boolean;
}

/** The figures that were watched, on the cursor and zoom of the run's other charts; nothing where there are none. */
export function TargetCharts({ first, flush = false, ...shown }: TargetChartsProps) {
  const { summary, most = Number.POSITIVE_INFINITY, skip = 0, compact = false } = shown;
  const count = Math.min(most, countTargetCharts(summary) - skip);
  if (count <= 0) return null;
  return (
    <ChartGrid three={compact && count === 3} flush={flush}>
      {first}
      <TargetFigures {...shown} />
    </ChartGrid>
  );
}

/** The same, for the grid of other charts. */
export function TargetFigures(props: Omit<TargetChartsProps, 'first' | 'flush'>) {
  const { summary, syncKey, markers, most, skip = 0, compact = false } = props;
  const { seconds = summary.perSecond, plannedMs = summary.run.durationMs } = props;
  const { watches = NONE, gauges = NO_GAUGES } = summary;
  const charts = useMemo(() => targetCharts({ watches, gauges }), [watches, gauges]);
  const frame = useMemo(
    () => ({ seconds, plannedMs, summary, markers }),
    [seconds, plannedMs, summary, markers],
  );
  return charts
    .slice(skip, most === undefined ? undefined : skip + most)
    .map((chart) => (
      <OneChart key={chart.key} {...{ frame, syncKey, chart, watches }} height={compact ? 130 : 150} />
    ));
}

const NONE: readonly WatchSummary[] = [];
const NO_GAUGES: NonNullable<ShownRun['summary']['gauges']> = [];

interface ChartProps {
  readonly frame: Frame;
  readonly syncKey: string;
  readonly chart: TargetChart;
  readonly watches: readonly WatchSummary[];
  readonly height: number;
}

function OneChart({ frame, syncKey, chart, watches, height }: ChartProps) {
  const model = useMemo(() => targetModel(frame, chart, watches), [frame, chart, watches]);
  const { title, meaning } = chart;
  const defined = meaning === null ? {} : ({ term: 'watch', meaning } as const);
  return <ChartFrame {...{ title, model, height, syncKey }} {...defined} xTitle="Time" />;
}
