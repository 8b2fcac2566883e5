import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Overrides } from '../../src/contract/plan.ts';
import { type Summary, summarySchema } from '../../src/contract/summary.ts';
import type { App } from '../../src/main/services/app-port.ts';
import { openApp } from '../support/opened-app.ts';
import { startScriptedSseServer } from '../support/scripted-sse-server.ts';
import { startScriptedWebSocketServer } from '../support/scripted-websocket-server.ts';
import { createTempDir, type TempDir } from '../support/temp-dir.ts';

/** Streams named by a bare address, on real load threads, held against what the server counted. */
let dir: TempDir;
let app: App;
beforeEach(() => {
  dir = createTempDir();
  app = openApp(dir.path);
});
afterEach(async () => {
  await app.close();
  dir.remove();
});

async function run(url: string, overrides: Overrides): Promise<Summary> {
  const started = await app.runs.start({ plan: { kind: 'url', url }, overrides });
  if (!started.ok) throw new Error(`${started.failure.code}: ${started.failure.message}`);
  await started.value.done;
  const stored = await app.handlers['runs.get']({ runId: started.value.runId });
  if (!stored.ok) throw new Error(stored.failure.message);
  return stored.value.summary;
}

describe('an http address with --sse', () => {
  it('is read as so many event streams, each event counted', async () => {
    const server = await startScriptedSseServer({ events: 5, firstEventMs: 20, retryMs: 60_000 });
    const {
      sse,
      webSocket,
      perSecond,
      run: info,
    } = await run(server.url, {
      sse: true,
      connections: 4,
      durationMs: 3_000,
      threads: 2,
    });
    const counts = await server.counts();
    await server.close();
    expect(webSocket).toBeNull();
    expect(info.state).toBe('completed');
    expect(counts).toMatchObject({ streams: 4, events: 20 });
    expect(sse).toMatchObject({ attempted: 4, opened: 4, events: 20, closedBy: { ended: 4 } });
    expect(sse?.lanes).toHaveLength(4);
    const part = perSecond.map(({ streams }) => streams?.sse);
    expect(part.reduce((sum, one) => sum + (one?.messagesIn ?? 0), 0)).toBe(20);
    expect(part.reduce((sum, one) => sum + (one?.opened ?? 0), 0)).toBe(4);
  });
});

describe('a ws address', () => {
  it('is opened, spoken to and closed, and the second it opens in is told from the steady ones', async () => {
    const server = await startScriptedWebSocketServer({ stamp: true });
    const summary = await run(server.url, {
      connections: 6,
      messageRate: 10,
      message: '{"n":1}',
      durationMs: 4_000,
      threads: 2,
    });
    const counts = await server.counts();
    await server.close();
    const { webSocket, perSecond } = summary;
    expect(webSocket).toMatchObject({
      attempted: 6,
      opened: counts.opened,
      closedBy: { clean: 6 },
      messagesOut: counts.messagesIn,
      messagesIn: counts.messagesOut,
      sequenced: false,
      stamped: false,
      phases: { opening: { attempted: 6, opened: 6 }, steady: { attempted: 0, opened: 0 } },
    });
    expect(webSocket?.phases?.steady.roundTripMs.count).toBeGreaterThan(60);
    expect(webSocket?.lanes?.map(({ connection }) => connection).sort()).toEqual([0, 1, 2, 3, 4, 5]);
    for (const lane of webSocket?.lanes ?? []) {
      expect(lane.changes.map(({ to }) => to)).toEqual([
        'handshaking',
        'open',
        'subscribed',
        'closing',
        'closed',
      ]);
      expect(lane.changes.at(-1)?.cause).toBe('clean');
    }
    for (const { streams } of perSecond) {
      const { webSocket: part } = streams ?? {};
      expect(part?.lanes.reduce((sum, one) => sum + one.messagesOut, 0)).toBe(part?.messagesOut);
    }
    expect(summarySchema.safeParse(summary).error).toBeUndefined();
  });
});
