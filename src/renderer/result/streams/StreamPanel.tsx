import { useState } from 'react';
import type { Summary, SummarySecond } from '../../../contract/summary.ts';
import { Stack } from '../../parts/Box.tsx';
import { Segmented } from '../../parts/Segmented.tsx';
import { EventStreamPanel } from './EventStreamPanel.tsx';
import { WebSocketPanel } from './WebSocketPanel.tsx';

interface Props {
  readonly summary: Summary;
  readonly seconds: readonly SummarySecond[];
  readonly plannedMs: number;
  readonly syncKey: string;
}

/** Connections, messages and their times, one kind at a time; nothing where the run has no streams. */
export function StreamPanel({ summary, seconds, plannedMs, syncKey }: Props) {
  const [wanted, setWanted] = useState<'webSocket' | 'sse'>('webSocket');
  const { webSocket, sse, errors } = summary;
  const view = { summary, seconds, plannedMs, syncKey, errors };
  const both = webSocket !== null && sse !== null;
  return (
    <Stack as="section" gap={16} aria-label="Streams">
      <h2 className="visually-hidden">Streams</h2>
      {both ? (
        <Segmented
          label="Kind of stream"
          value={wanted}
          options={[
            { value: 'webSocket', text: 'WebSocket' },
            { value: 'sse', text: 'Event streams' },
          ]}
          onChange={setWanted}
        />
      ) : null}
      {webSocket !== null && (!both || wanted === 'webSocket') ? (
        <WebSocketPanel figures={webSocket} view={view} />
      ) : null}
      {sse !== null && (!both || wanted === 'sse') ? <EventStreamPanel figures={sse} view={view} /> : null}
    </Stack>
  );
}
