import { useCallback, useMemo } from 'react';
import type { Term } from '../../../contract/glossary.ts';
import type { Summary, SummarySecond } from '../../../contract/summary.ts';
import { ChartFrame } from '../../charts/ChartFrame.tsx';
import { ChartGrid } from '../../charts/ChartGrid.tsx';
import type { Frame } from '../../charts/run-charts.ts';
import {
  openingsModel,
  type StreamKind,
  type StreamTime,
  sequenceModel,
  statesModel,
  streamMessagesModel,
  streamTimesModel,
} from '../../charts/stream-charts.ts';
import { TimesChart } from '../../charts/TimesChart.tsx';

interface Props {
  readonly kind: StreamKind;
  readonly summary: Summary;
  readonly seconds: readonly SummarySecond[];
  readonly plannedMs: number;
  readonly syncKey: string;
  /** The plan names a sequence field, so faults of it are looked for. */
  readonly sequenced: boolean;
  /** The service stamps its messages, so their way can be timed. */
  readonly stamped: boolean;
}

/** One kind of stream over time, on the cursor and zoom of the run's other charts. */
export function StreamCharts({ kind, summary, seconds, plannedMs, syncKey, sequenced, stamped }: Props) {
  const frame = useMemo(() => ({ seconds, plannedMs, summary }), [seconds, plannedMs, summary]);
  const shared = { frame, syncKey, kind };
  return (
    <ChartGrid>
      <CountChart
        {...shared}
        title={kind === 'sse' ? 'Streams by state' : 'Connections by state'}
        make={statesModel}
        term="connections"
      />
      <CountChart
        {...shared}
        title={kind === 'sse' ? 'Streams opened and ended' : 'Opened and ended'}
        make={openingsModel}
      />
      {kind === 'sse' ? (
        <>
          <LatencyChart {...shared} name="firstEvent" title="First event" term="sseStream" />
          <CountChart {...shared} title="Events" make={streamMessagesModel} />
          <LatencyChart {...shared} name="gap" title="Gap between events" term="gap" />
        </>
      ) : (
        <>
          <LatencyChart {...shared} name="connect" title="Connect time" term="wsConnect" />
          <LatencyChart {...shared} name="roundTrip" title="Round trip" term="roundTrip" />
          <CountChart {...shared} title="Messages in and out" make={streamMessagesModel} />
          {stamped ? (
            <LatencyChart {...shared} name="deliveryLag" title="Delivery lag" term="deliveryLag" />
          ) : null}
          {sequenced ? (
            <CountChart {...shared} title="Sequence" make={sequenceModel} term="sequence" />
          ) : null}
        </>
      )}
    </ChartGrid>
  );
}

interface ChartProps {
  readonly frame: Frame;
  readonly syncKey: string;
  readonly kind: StreamKind;
  readonly title: string;
  readonly term?: Term;
}
const HEIGHT = 150;

function CountChart({
  make,
  frame,
  kind,
  ...rest
}: ChartProps & { make: (frame: Frame, kind: StreamKind) => ReturnType<typeof statesModel> }) {
  const model = useMemo(() => make(frame, kind), [make, frame, kind]);
  return <ChartFrame {...rest} model={model} height={HEIGHT} xTitle="Time" />;
}

function LatencyChart({
  frame,
  name,
  title,
  term,
  syncKey,
}: ChartProps & { readonly name: StreamTime; readonly term: Term }) {
  const make = useCallback((log: boolean) => streamTimesModel(frame, name, log), [frame, name]);
  return <TimesChart {...{ title, term, make, syncKey }} startsLog height={HEIGHT} />;
}
