import { createParser } from 'eventsource-parser';
import { Client, type Dispatcher } from 'undici';
import { expect, test } from 'vitest';
import { faultById } from '../../support/fault-server.ts';
import type { FaultTarget, SseEvent } from '../../support/faults/fault-case.ts';

async function open(
  target: FaultTarget,
  headers: Record<string, string> = {},
): Promise<[Client, Dispatcher.ResponseData]> {
  const client = new Client(new URL(target.url).origin);
  return [client, await client.request({ path: '/', method: 'GET', headers })];
}

/** The whole text of a stream that ends by itself. */
async function textOf(id: string): Promise<string> {
  const target = await faultById(id).start();
  const [client, { body }] = await open(target);
  const text = await body.text();
  await Promise.all([client.destroy(), target.close()]);
  return text;
}

function parse(text: string): SseEvent[] {
  const events: SseEvent[] = [];
  let lastEventId = '';
  const parser = createParser({
    onEvent: ({ event = 'message', data, id }) => {
      lastEventId = id ?? lastEventId;
      events.push({ event, data, lastEventId });
    },
  });
  parser.feed(text);
  return events;
}

test('S06: an independent parser reads the events that were derived by hand', async () => {
  expect(parse(await textOf('S06'))).toEqual(faultById('S06').expected.events);
});

test('S04: the cut leaves one whole event and half of another', async () => {
  const text = await textOf('S04');
  expect(text.endsWith('\n\ndata: tw')).toBe(true);
  expect(parse(text)).toEqual(faultById('S04').expected.events);
});

test('S08: asks to come back at once', async () => {
  expect(await textOf('S08')).toBe('retry: 0\n\n');
});

test.each([
  ['S01', 200, 'text/html'],
  ['S05', 204, undefined],
])('%s answers %s %s', async (id, status, type) => {
  const target = await faultById(id).start();
  const [client, { statusCode, headers, body }] = await open(target);
  expect([statusCode, headers['content-type']]).toEqual([status, type]);
  await body.dump();
  await Promise.all([client.destroy(), target.close()]);
});

test.each(['S03', 'S11', 'S11-flood'])('%s goes on for ever', async (id) => {
  const target = await faultById(id).start();
  const [client, { body }] = await open(target);
  let text = '';
  for await (const chunk of body) {
    text += String(chunk);
    if (text.length > 60) break;
  }
  const line = { S03: ': still here\n\n', S11: 'data: tick\n\n', 'S11-flood': 'data: flood\n\n' }[id] ?? '';
  expect(text.startsWith(line.repeat(3))).toBe(true);
  expect(parse(text).length > 0).toBe(id !== 'S03');
  await Promise.all([client.destroy(), target.close()]);
  expect(target.counts().openSockets).toBe(0);
});

test('S10: a million events come, and no more', async () => {
  const target = await faultById('S10').start();
  const [client, { body }] = await open(target);
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes >= 9_000_000) break;
  }
  expect(bytes).toBe(9_000_000);
  await Promise.all([client.destroy(), target.close()]);
});

test('S12: whoever comes back is sent elsewhere', async () => {
  const target = await faultById('S12').start();
  const [first, response] = await open(target);
  expect(parse(await response.body.text())).toEqual(faultById('S12').expected.events);
  const [second, { statusCode, headers }] = await open(target, { 'last-event-id': '1' });
  expect([statusCode, headers.location]).toEqual([302, 'http://203.0.113.7/']);
  await Promise.all([first.destroy(), second.destroy(), target.close()]);
});
