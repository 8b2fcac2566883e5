import type { Term } from '../../../contract/glossary.ts';
import type { Distribution, Summary } from '../../../contract/summary.ts';
import { Box, Grid, Note } from '../../parts/Box.tsx';
import { Definition } from '../../parts/Definition.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { Counted, CountList } from './CountList.tsx';
import { EndingsTable } from './EndingsTable.tsx';
import { LanesPanel } from './LanesPanel.tsx';
import { Lifecycle } from './Lifecycle.tsx';
import { PhasesTable } from './PhasesTable.tsx';
import { StreamCharts } from './StreamCharts.tsx';
import type { StreamView } from './stream-view.ts';
import { type TimeRow, TimesRows } from './TimesRows.tsx';
import { TopicsTable } from './TopicsTable.tsx';

type Figures = NonNullable<Summary['webSocket']>;

/** WebSockets whole: where every connection is, how they went over time, what travelled on them, how they ended. */
export function WebSocketPanel({ figures, view }: { figures: Figures; view: StreamView }) {
  const { summary, seconds, plannedMs, syncKey, errors } = view;
  const sequenced = figures.sequenced === true;
  const stamped = figures.stamped === true;
  return (
    <>
      <Panel title="WebSocket" aside="where every connection is now" testId="websocket" flush>
        <Lifecycle kind="webSocket" figures={figures} last={seconds.at(-1)} />
        {seconds.length === 0 ? null : (
          <StreamCharts
            summary={summary}
            kind="webSocket"
            {...{ seconds, plannedMs, syncKey }}
            sequenced={sequenced}
            stamped={stamped}
          />
        )}
      </Panel>
      {figures.phases === undefined ? null : (
        <Panel title="Storm and steady state" aside="what opening connections costs the open ones" flush>
          <PhasesTable {...figures.phases} summary={summary} />
        </Panel>
      )}
      <Panel title="Times and order" aside="over the whole run; messages and pings without the warm-up" flush>
        <TimesRows
          summary={summary}
          rows={[
            { name: 'Connect', term: 'wsConnect', time: figures.connectMs },
            { name: 'Round trip', term: 'roundTrip', time: figures.roundTripMs },
            { name: 'Ping', term: 'ping', time: figures.pingMs },
            ...measured('Time to first message', 'firstMessage', figures.firstMessageMs),
            ...measured('Session length', 'session', figures.sessionMs),
            ...(stamped
              ? [{ name: 'Delivery lag', term: 'deliveryLag' as const, time: figures.deliveryLagMs }]
              : []),
          ]}
        />
        <Order figures={figures} sequenced={sequenced} />
      </Panel>
      <Grid columns="repeat(auto-fit, minmax(min(100%, 440px), 1fr))" gap={16} align="start">
        <Panel title="How connections ended" aside="every one, by cause" flush>
          <EndingsTable closedBy={figures.closedBy} errors={errors} what="connection" />
          {summary.run.state === 'running' ? null : (
            <CountList>
              <Counted name="open at the end" value={figures.openAtEnd} />
            </CountList>
          )}
        </Panel>
        <Panel title="Messages by topic" flush>
          <CountList>
            <Counted name="messages in" value={figures.messagesIn} />
            <Counted name="messages out" value={figures.messagesOut} />
          </CountList>
          <TopicsTable topics={figures.topics} what="Messages" />
        </Panel>
      </Grid>
      <LanesPanel
        title="A few connections, one by one"
        lanes={figures.lanes ?? []}
        kind="webSocket"
        view={view}
      />
    </>
  );
}

/** A row for what was measured; none for runs of before it was. */
function measured(name: string, term: Term, time: Distribution | undefined): TimeRow[] {
  return time === undefined ? [] : [{ name, term, time }];
}

/** A zero that was never looked for says nothing: without a sequence field it is not shown. */
function Order({ figures, sequenced }: { figures: Figures; sequenced: boolean }) {
  if (!sequenced) {
    return (
      <Note style={{ padding: '10px 16px 12px' }}>
        <Definition term="sequence">Missed, duplicate and out-of-order messages</Definition> are not detected:
        the plan names no sequence field.
      </Note>
    );
  }
  return (
    <Box ruled data-testid="order">
      <CountList>
        <Counted name="missed" value={figures.missed} />
        <Counted name="duplicates" value={figures.duplicates} />
        <Counted name="out of order" value={figures.outOfOrder} />
      </CountList>
    </Box>
  );
}
