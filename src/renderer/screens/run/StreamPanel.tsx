import type { Distribution, Summary } from '../../../contract/summary.ts';
import { DataTable } from '../../parts/DataTable.tsx';
import { Figure } from '../../parts/Figure.tsx';
import { Panel } from '../../parts/Panel.tsx';
import type { Term } from '../../words.ts';
import { Counted, CountList } from './CountList.tsx';
import styles from './StreamPanel.module.css';

type WebSocketFigures = NonNullable<Summary['webSocket']>;
type SseFigures = NonNullable<Summary['sse']>;

/** Connections, messages and their times; nothing where the run has no streams. */
export function StreamPanel({ summary }: { summary: Summary }) {
  return (
    <>
      {summary.webSocket === null ? null : <WebSocketPanel figures={summary.webSocket} />}
      {summary.sse === null ? null : <SsePanel figures={summary.sse} />}
    </>
  );
}

function WebSocketPanel({ figures }: { figures: WebSocketFigures }) {
  return (
    <Panel title="WebSocket" testId="websocket" flush>
      <CountList>
        <Counted name="attempted" value={figures.attempted} />
        <Counted name="opened" value={figures.opened} />
        <Counted name="failed" value={figures.failed} />
        <Counted name="closed" value={figures.closed} />
        <Counted name="reconnects" value={figures.reconnects} />
        <Counted name="open at end" value={figures.openAtEnd} />
        <Counted name="messages in" value={figures.messagesIn} />
        <Counted name="messages out" value={figures.messagesOut} />
        <Counted name="missed" value={figures.missed} />
        <Counted name="duplicates" value={figures.duplicates} />
        <Counted name="out of order" value={figures.outOfOrder} />
      </CountList>
      <Times
        rows={[
          { name: 'Connect', term: 'connectTime', time: figures.connectMs },
          { name: 'Round trip', term: 'roundTrip', time: figures.roundTripMs },
          { name: 'Ping', term: 'ping', time: figures.pingMs },
          { name: 'Delivery lag', time: figures.deliveryLagMs },
        ]}
      />
      <Below closedBy={figures.closedBy} topics={figures.topics} />
    </Panel>
  );
}

function SsePanel({ figures }: { figures: SseFigures }) {
  return (
    <Panel title="Event streams" testId="sse" flush>
      <CountList>
        <Counted name="attempted" value={figures.attempted} />
        <Counted name="opened" value={figures.opened} />
        <Counted name="failed" value={figures.failed} />
        <Counted name="closed" value={figures.closed} />
        <Counted name="reconnects" value={figures.reconnects} />
        <Counted name="events" value={figures.events} />
      </CountList>
      <Times
        rows={[
          { name: 'First event', term: 'firstEvent', time: figures.firstEventMs },
          { name: 'Headers', time: figures.headersMs },
          { name: 'Gap between events', term: 'gap', time: figures.gapMs },
        ]}
      />
      <Below closedBy={figures.closedBy} topics={figures.topics} />
    </Panel>
  );
}

interface TimeRow {
  readonly name: string;
  readonly term?: Term;
  readonly time: Distribution;
}

const STATISTICS = ['mean', 'p50', 'p95', 'p99', 'max'] as const;

function Times({ rows }: { rows: readonly TimeRow[] }) {
  return (
    <DataTable
      label="Times"
      rows={rows.filter((row) => row.time.count > 0)}
      rowKey={(row) => row.name}
      columns={[
        { key: 'name', header: 'Time', cell: (row) => row.name },
        {
          key: 'count',
          header: 'Samples',
          width: '100px',
          align: 'end',
          cell: (row) => <Figure kind="count" value={row.time.count} />,
        },
        ...STATISTICS.map((key) => ({
          key,
          header: key,
          term: key,
          width: '92px',
          align: 'end' as const,
          cell: (row: TimeRow) => <Figure kind="ms" value={row.time[key]} why="Too few samples" />,
        })),
      ]}
    />
  );
}

function Below({ closedBy, topics }: Pick<WebSocketFigures, 'closedBy' | 'topics'>) {
  const closes = Object.entries(closedBy).sort(([, a], [, b]) => b - a);
  if (closes.length === 0 && topics.length === 0) return null;
  return (
    <div className={styles.below}>
      <div>
        <h3>Messages by topic</h3>
        <ul className={styles.rows}>
          {topics.map((row) => (
            <li key={row.topic}>
              <span className="mono clip">{row.topic}</span>
              <Figure kind="count" value={row.count} />
              <Figure kind="bytes" value={row.bytes} />
            </li>
          ))}
        </ul>
      </div>
      <div>
        <h3>Closed by</h3>
        {closes.length === 0 ? <p className="muted">No connection was closed early.</p> : null}
        <ul className={styles.rows}>
          {closes.map(([code, count]) => (
            <li key={code}>
              <span className="mono clip">{code}</span>
              <Figure kind="count" value={count} />
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
