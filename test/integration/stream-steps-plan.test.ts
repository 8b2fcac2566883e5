import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Summary } from '../../src/contract/summary.ts';
import type { App } from '../../src/main/services/app-port.ts';
import { type SampleServices, startSampleServices } from '../../src/workers/sample-services/start.ts';
import { openApp } from '../support/opened-app.ts';
import { createTempDir, type TempDir } from '../support/temp-dir.ts';

/** HTTP, WebSocket and SSE in one task: what one step gets, the next one needs. */
const PLAN = `plimsoll: 1
name: One user, three protocols
services:
  auth: { url: "http://localhost:8010" }
  streaming: { url: "http://localhost:8001" }
values:
  token: demo-token
classes:
  Watcher:
    service: streaming
    users: 3
    iterations: 2
    headers: { Authorization: "Bearer {{ token }}" }
    tasks:
      watch:
        steps:
          - name: ws_connect
            websocket: /ws/stream?token={{ token }}
            until: { pointer: /type, value: connection_established }
            extract: [{ to: connection, json: /connection_id }]
          - name: sse_subscribe
            post: /sse/subscribe
            query: { connection_id: "{{ connection }}", topic: curve.changes, filters: "" }
            checks: [{ json: /success, equals: true }]
          - name: sse_stream
            sse: /sse/stream?token={{ token }}
            events: 2
            hold: 3s
          - name: ws_talk
            websocket: /ws/stream?token={{ token }}
            send: [{ action: subscribe, data: { topics: [curve.changes] } }, { action: ping, data: {} }]
            until: { pointer: /type, value: pong }
            hold: 200ms
load: { duration: 8s }
thresholds:
  - { service: streaming, endpoint: ws_connect, metric: latency, statistic: p95, acceptable: 5000 }
  - { service: streaming, endpoint: sse_stream, metric: latency, statistic: p95, acceptable: 5000 }
  - { service: streaming, endpoint: sse_subscribe, metric: latency, statistic: p95, acceptable: 5000 }
`;

let dir: TempDir;
let app: App;
let samples: SampleServices;
beforeEach(async () => {
  samples = await startSampleServices({ basePort: 0, seed: 1 });
  dir = createTempDir();
  app = openApp(dir.path);
});
afterEach(async () => {
  await app.close();
  await samples.close();
  dir.remove();
});

function rowsOf({ endpoints }: Summary) {
  return endpoints.map(({ endpoint, protocol, count, errors }) => [protocol, endpoint, count, errors]);
}

describe('a plan that mixes HTTP, WebSocket and SSE in one task', () => {
  it('runs on real load threads, is graded and kept, and its books balance', async () => {
    const { auth, streaming } = samples.urls;
    const started = await app.runs.start({
      plan: { kind: 'text', text: PLAN },
      overrides: { targets: { auth, streaming }, threads: 2 },
    });
    if (!started.ok) throw new Error(started.failure.message);
    await started.value.done;
    const stored = await app.handlers['runs.get']({ runId: started.value.runId });
    if (!stored.ok) throw new Error(stored.failure.message);
    const { summary } = stored.value;
    expect(summary.errors).toEqual([]);
    expect(rowsOf(summary)).toEqual([
      ['websocket', 'ws_connect', 6, 0],
      ['websocket', 'ws_connect reply', 6, 0],
      ['websocket', 'ws_connect session', 6, 0],
      ['http', 'sse_subscribe', 6, 0],
      ['sse', 'sse_stream', 6, 0],
      ['sse', 'sse_stream headers', 6, 0],
      ['sse', 'sse_stream session', 6, 0],
      ['websocket', 'ws_talk', 6, 0],
      ['websocket', 'ws_talk reply', 6, 0],
      ['websocket', 'ws_talk session', 6, 0],
    ]);
    const { totals } = summary;
    // Counted: two connects, two answers, one hold, one request, one first event and one reading per iteration.
    expect(totals).toMatchObject({ planned: 48, sent: 48, ok: 48, errors: 0, openAtStop: 0 });
    const graded = summary.grades
      .filter(({ metric }) => metric === 'latency')
      .map(({ endpoint }) => endpoint);
    expect(graded).toEqual(expect.arrayContaining(['ws_connect', 'sse_stream', 'sse_subscribe']));
  });
});
