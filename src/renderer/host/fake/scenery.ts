import type { Environment, Summary, SummarySecond } from '../../../contract/summary.ts';
import { SERVICE_PORTS } from './catalogue.ts';
import { distributionOf } from './distribution.ts';
import type { RunShape } from './shape.ts';

/** The machine of the demo. */
export function demoEnvironment(shape: RunShape): Environment {
  return {
    plimsoll: '0.1.0',
    engine: 'undici 8.12.4, ws 8.23.0',
    node: '24.21.0',
    os: 'Linux 6.12 x64',
    cpu: 'Demo CPU @ 2.60 GHz',
    cores: 8,
    memoryBytes: 16_000_000_000,
    hostname: 'demo-laptop',
    threads: 2,
    targets: [...new Set(shape.endpoints.map((row) => row.service))].map((service) => ({
      service,
      url: `http://localhost:${SERVICE_PORTS[service] ?? 8000}`,
      address: '127.0.0.1',
    })),
    deviations: [],
  };
}

const TOPICS = ['pricing.updates', 'curve.changes', 'instruments.new', 'alerts.system', 'pong'];

/** WebSocket and event-stream figures, where the run has such streams. */
export function streamSummaries(
  shape: RunShape,
  seconds: readonly SummarySecond[],
): Pick<Summary, 'webSocket' | 'sse'> {
  const last = seconds.at(-1);
  const has = (protocol: string) => shape.endpoints.some((row) => row.protocol === protocol);
  const opened = (last?.connections.open ?? 0) + (last?.connections.subscribed ?? 0);
  const messagesIn = seconds.reduce((total, second) => total + second.messagesIn, 0);
  const messagesOut = seconds.reduce((total, second) => total + second.messagesOut, 0);
  const time = (median: number, count: number) => distributionOf([{ weight: 1, median, sigma: 0.5 }], count);
  const topics = TOPICS.map((topic, index) => ({
    topic,
    count: Math.floor(messagesIn / (index + 2)),
    bytes: Math.floor(messagesIn / (index + 2)) * 214,
  }));
  return {
    webSocket: has('websocket')
      ? {
          attempted: opened + 1,
          opened,
          failed: 1,
          closed: 0,
          reconnects: 0,
          openAtEnd: opened,
          closedBy: { 'ws.going_away (1001)': 1 },
          messagesIn,
          messagesOut,
          missed: 0,
          duplicates: 0,
          outOfOrder: 0,
          topics,
          connectMs: time(120, opened),
          roundTripMs: time(7, messagesOut),
          pingMs: time(1.2, messagesOut),
          deliveryLagMs: time(3, 0),
        }
      : null,
    sse: has('sse')
      ? {
          attempted: 6,
          opened: 6,
          failed: 0,
          closed: 2,
          reconnects: 1,
          closedBy: { 'sse.ended': 2 },
          events: messagesOut,
          topics: topics.slice(0, 2),
          headersMs: time(31, 40),
          firstEventMs: time(74, 40),
          gapMs: time(250, messagesOut),
        }
      : null,
  };
}
