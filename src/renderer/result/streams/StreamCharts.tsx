import { useCallback, useMemo } from 'react';
import { ChartFrame } from '../../charts/ChartFrame.tsx';
import { ChartGrid } from '../../charts/ChartGrid.tsx';
import type { Frame } from '../../charts/run-charts.ts';
import { countsModel, openingLines, statesModel, streamTimesModel } from '../../charts/stream-charts.ts';
import { TimesChart } from '../../charts/TimesChart.tsx';
import type { ShownStream, StreamCounts, StreamTime } from '../../protocols/shown-protocol.ts';
import { capitalized } from '../../words/words.ts';
import type { StreamProps } from './stream-run.ts';

const HEIGHT = 150;

/** Streams of one protocol over time, on the cursor and zoom of the run's other charts. */
export function StreamCharts({ stream, summary, seconds, plannedMs, syncKey }: StreamProps) {
  const frame = useMemo(() => ({ seconds, plannedMs, summary }), [seconds, plannedMs, summary]);
  const counts = useMemo((): readonly StreamCounts[] => {
    const openings = { title: 'Opened and ended', whole: true, lines: openingLines(stream.key) };
    return [openings, ...stream.charts(summary)];
  }, [stream, summary]);
  const [openings, ...others] = counts.map((chart) => (
    <CountsChart key={chart.title} {...{ frame, syncKey, chart }} />
  ));
  return (
    <ChartGrid flush>
      <StatesChart {...{ frame, syncKey, stream }} />
      {openings}
      {stream.times.map((time) =>
        time.second === undefined || time.whole(summary) === undefined ? null : (
          <LatencyChart key={time.name} {...{ frame, syncKey, ...time }} second={time.second} />
        ),
      )}
      {others}
    </ChartGrid>
  );
}

interface ChartProps {
  readonly frame: Frame;
  readonly syncKey: string;
}

function StatesChart({ frame, syncKey, stream }: ChartProps & { stream: ShownStream }) {
  const model = useMemo(() => statesModel(frame, stream.key, stream.states), [frame, stream]);
  const title = `${capitalized(stream.many)} by state`;
  return <ChartFrame {...{ title, syncKey, model }} term="connections" height={HEIGHT} xTitle="Time" />;
}

function CountsChart({ frame, syncKey, chart }: ChartProps & { chart: StreamCounts }) {
  const { lines, whole = false, ...named } = chart;
  const model = useMemo(() => countsModel(frame, lines, whole), [frame, lines, whole]);
  return <ChartFrame {...named} {...{ syncKey, model }} height={HEIGHT} xTitle="Time" />;
}

function LatencyChart({ frame, syncKey, name, term, second, whole }: ChartProps & Required<StreamTime>) {
  const make = useCallback(
    (log: boolean) => streamTimesModel(frame, second, { whole: frame.summary && whole(frame.summary), log }),
    [frame, second, whole],
  );
  return <TimesChart title={name} {...{ term, make, syncKey }} startsLog height={HEIGHT} />;
}
