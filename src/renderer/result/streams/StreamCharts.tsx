import { useMemo, useState } from 'react';
import type { Term } from '../../../contract/glossary.ts';
import type { Summary, SummarySecond } from '../../../contract/summary.ts';
import { ChartFrame } from '../../charts/ChartFrame.tsx';
import chartStyles from '../../charts/RunCharts.module.css';
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
import { Button } from '../../parts/Button.tsx';
import { Hint } from '../../parts/Hint.tsx';

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
    <div className={chartStyles.charts}>
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
          <TimesChart {...shared} name="firstEvent" title="First event" term="sseStream" />
          <CountChart {...shared} title="Events" make={streamMessagesModel} />
          <TimesChart {...shared} name="gap" title="Gap between events" term="gap" />
        </>
      ) : (
        <>
          <TimesChart {...shared} name="connect" title="Connect time" term="wsConnect" />
          <TimesChart {...shared} name="roundTrip" title="Round trip" term="roundTrip" />
          <CountChart {...shared} title="Messages in and out" make={streamMessagesModel} />
          {stamped ? (
            <TimesChart {...shared} name="deliveryLag" title="Delivery lag" term="deliveryLag" />
          ) : null}
          {sequenced ? (
            <CountChart {...shared} title="Sequence" make={sequenceModel} term="sequence" />
          ) : null}
        </>
      )}
    </div>
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

function TimesChart({ frame, name, title, term, syncKey }: ChartProps & { name: StreamTime }) {
  const [log, setLog] = useState(true);
  const model = useMemo(() => streamTimesModel(frame, name, log), [frame, name, log]);
  return (
    <ChartFrame
      title={title}
      {...(term === undefined ? {} : { term })}
      model={model}
      height={HEIGHT}
      syncKey={syncKey}
      xTitle="Time"
      actions={
        <Hint text={log ? 'Logarithmic axis, with the maximum' : 'Linear axis, without the maximum'}>
          <Button
            look="quiet"
            size="small"
            className={chartStyles.scale}
            aria-pressed={log}
            aria-label={`${title}: logarithmic axis`}
            onClick={() => setLog(!log)}
          >
            {log ? 'log' : 'linear'}
          </Button>
        </Hint>
      }
    />
  );
}
