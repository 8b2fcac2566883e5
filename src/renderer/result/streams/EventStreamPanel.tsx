import type { Summary } from '../../../contract/summary.ts';
import { Grid } from '../../parts/Box.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { Counted, CountList } from './CountList.tsx';
import { EndingsTable } from './EndingsTable.tsx';
import { LanesPanel } from './LanesPanel.tsx';
import { Lifecycle } from './Lifecycle.tsx';
import { StreamCharts } from './StreamCharts.tsx';
import type { StreamView } from './stream-view.ts';
import { TimesRows } from './TimesRows.tsx';
import { TopicsTable } from './TopicsTable.tsx';

type Figures = NonNullable<Summary['sse']>;

/** Event streams whole: where every reader is, how they went over time, what came, how they ended. */
export function EventStreamPanel({ figures, view }: { figures: Figures; view: StreamView }) {
  const { summary, seconds, plannedMs, syncKey, errors } = view;
  return (
    <>
      <Panel title="Event streams" aside="where every stream is now" testId="sse" flush>
        <Lifecycle kind="sse" figures={figures} last={seconds.at(-1)} />
        {seconds.length === 0 ? null : (
          <StreamCharts
            summary={summary}
            kind="sse"
            {...{ seconds, plannedMs, syncKey }}
            sequenced={false}
            stamped={false}
          />
        )}
      </Panel>
      <Panel title="Times" aside="over the whole run; gaps without the warm-up" flush>
        <TimesRows
          summary={summary}
          rows={[
            { name: 'First event', term: 'sseStream', time: figures.firstEventMs },
            { name: 'Headers', term: 'headers', time: figures.headersMs },
            { name: 'Gap between events', term: 'gap', time: figures.gapMs },
          ]}
        />
      </Panel>
      <Grid columns="repeat(auto-fit, minmax(min(100%, 440px), 1fr))" gap={16} align="start">
        <Panel title="How streams ended" aside="every one, by cause" flush>
          <EndingsTable closedBy={figures.closedBy} errors={errors} what="stream" />
        </Panel>
        <Panel title="Events by name" flush>
          <CountList>
            <Counted name="events" value={figures.events} />
            {(figures.duplicates ?? 0) === 0 ? null : (
              <Counted name="duplicates" value={figures.duplicates ?? 0} />
            )}
          </CountList>
          <TopicsTable topics={figures.topics} what="Events" />
        </Panel>
      </Grid>
      <LanesPanel title="A few streams, one by one" lanes={figures.lanes ?? []} kind="sse" view={view} />
    </>
  );
}
