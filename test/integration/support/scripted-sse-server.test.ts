import { once } from 'node:events';
import { get } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { monotonicUs } from '../../support/monotonic.ts';
import type { ScriptedSseOptions } from '../../support/scripted-sse.ts';
import { type ScriptedSseServer, startScriptedSseServer } from '../../support/scripted-sse-server.ts';

let server: ScriptedSseServer | undefined;
afterEach(() => server?.close());

async function start(options: ScriptedSseOptions): Promise<ScriptedSseServer> {
  server = await startScriptedSseServer(options);
  return server;
}

interface Heard {
  readonly status: number;
  readonly type: string | undefined;
  readonly text: string;
  /** False where the connection broke before the end of the body. */
  readonly complete: boolean;
}

async function listen(url: string, headers: Record<string, string> = {}): Promise<Heard> {
  const request = get(url, { headers, agent: false });
  const [response] = await once(request, 'response');
  const chunks: Buffer[] = [];
  response.on('data', (chunk: Buffer) => chunks.push(chunk));
  response.on('error', () => {});
  // Not `once`: it would reject with the error of a stream that breaks off, which is what some tests want to see.
  await new Promise((resolve) => response.on('close', resolve));
  const type = response.headers['content-type'];
  const text = Buffer.concat(chunks)
    .toString()
    .replaceAll(/"sentUs":\d+/g, '"sentUs":0');
  return { status: response.statusCode, type, text, complete: response.complete };
}

test('first event after 250 ms, then every 100 ms, on the plan of its arrival', async () => {
  const to = await start({ events: 3, precision: 'spin' });
  const sentUs = monotonicUs();
  const { text } = await listen(to.url);
  const gotUs = monotonicUs();
  expect(text).toBe(
    'id: 0\ndata: {"n":0,"sentUs":0}\n\nid: 1\ndata: {"n":1,"sentUs":0}\n\nid: 2\ndata: {"n":2,"sentUs":0}\n\n',
  );
  const [log] = await to.log();
  const offsets = (log?.eventsUs ?? []).map((us) => us - (log?.requestedUs ?? Number.NaN));
  expect(offsets).toHaveLength(3);
  offsets.forEach((offset, k) => {
    expect(offset).toBeGreaterThanOrEqual(250_000 + k * 100_000);
  });
  expect(log?.requestedUs).toBeGreaterThanOrEqual(sentUs);
  expect(log?.eventsUs[2]).toBeLessThanOrEqual(gotUs);
  expect(log?.headersUs).toBeLessThan(log?.eventsUs[0] ?? 0);
});

test('writes retry, names and comments with the line ends of the script', async () => {
  const options = { firstEventMs: 0, cadenceMs: 1, events: 2, retryMs: 40, names: ['price', ''] } as const;
  const to = await start({ ...options, comments: true, lineEnd: '\r\n' });
  expect((await listen(to.url)).text).toBe(
    'retry: 40\r\n' +
      ': comment 0\r\nevent: price\r\nid: 0\r\ndata: {"n":0,"sentUs":0}\r\n\r\n' +
      ': comment 1\r\nid: 1\r\ndata: {"n":1,"sentUs":0}\r\n\r\n',
  );
});

test('cuts inside an event and goes on behind the Last-Event-ID', async () => {
  const to = await start({ firstEventMs: 0, cadenceMs: 1, cut: { afterEvents: 2, inside: true } });
  const first = await listen(to.url);
  expect(first.complete).toBe(false);
  expect(
    first.text.startsWith('id: 0\ndata: {"n":0,"sentUs":0}\n\nid: 1\ndata: {"n":1,"sentUs":0}\n\nid: 2\n'),
  ).toBe(true);
  expect(first.text.endsWith('\n\n')).toBe(false);
  const second = await listen(to.url, { 'last-event-id': '1' });
  expect(second.text.startsWith('id: 2\n')).toBe(true);
  expect((await to.log()).map((log) => log.lastEventId)).toEqual([null, '1']);
  await expect.poll(async () => (await to.counts()).openStreams).toBe(0);
  const counts = await to.counts();
  expect([counts.streams, counts.cuts, counts.events]).toEqual([2, 2, 4]);
});

test('answers with other statuses and types in turn', async () => {
  const to = await start({ statuses: [204, 503, 200], contentType: 'text/html', events: 0, firstEventMs: 0 });
  const seen: string[] = [];
  for (let i = 0; i < 3; i += 1) {
    const { status, type, text } = await listen(to.url);
    seen.push(`${status} ${type} "${text}"`);
  }
  expect(seen).toEqual(['204 text/html ""', '503 text/html ""', '200 text/html ""']);
});
