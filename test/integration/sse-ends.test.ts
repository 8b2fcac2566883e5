/** How an event stream ends on the wire, and what it counts as: only HTTP's own end, between two events, is in order. */
import { expect, test } from 'vitest';
import { closedProfile } from '../../src/contract/profile.ts';
import { createSystemClock } from '../../src/workers/engine/time/system-clock.ts';
import { type Ending, rawTarget, writeThen } from '../support/faults/raw-target.ts';
import { makeSse } from '../support/made-plan.ts';
import { runLive, streamThread } from '../support/stream-run.ts';

const GAP = 2;
const TYPE = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n';
const CHUNKED = `${TYPE}Transfer-Encoding: chunked\r\n\r\n`;
const CHUNKED_CLOSE = `${TYPE}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n`;
const TWO = 'id: 1\ndata: one\n\nid: 2\ndata: two\n\n';

function chunk(text: string): string {
  return `${text.length.toString(16)}\r\n${text}\r\n`;
}

function sized(text: string, length = text.length): string {
  return `${TYPE}Content-Length: ${length}\r\n\r\n${text}`;
}

async function readOne(bytes: string, ending: Ending) {
  const target = await rawTarget({ onRequest: (socket) => writeThen(socket, bytes, ending) });
  const scenario = makeSse(0, {
    url: target.url,
    profile: closedProfile(1, Number.POSITIVE_INFINITY, 300),
    holdMs: null,
    maxReconnects: 0,
  });
  const context = streamThread(createSystemClock(), scenario);
  const live = await runLive(context, 300);
  const result = await live.done;
  await target.close();
  const stream = result.stream();
  return { closedBy: stream.closedBy, events: stream.messagesIn, failed: result.failures(GAP), result };
}

const LAST = '0\r\n\r\n';
test.each<[string, string, Ending]>([
  ['the last chunk', CHUNKED + chunk(TWO) + LAST, 'keep'],
  ['the last chunk, then the end of the connection', CHUNKED_CLOSE + chunk(TWO) + LAST, 'fin'],
  ['the last byte of its length', sized(TWO), 'keep'],
  ['the last chunk, after a comment', CHUNKED + chunk(`${TWO}: bye\n`) + LAST, 'keep'],
  ['the last chunk, after a reconnection time', CHUNKED + chunk(`${TWO}retry: 10\n`) + LAST, 'keep'],
])('%s ends a stream in order', async (_, bytes, ending) => {
  const { closedBy, events, failed } = await readOne(bytes, ending);
  expect({ closedBy, events, failed }).toEqual({ closedBy: { ended: 1 }, events: 2, failed: {} });
});

test.each<[string, string, Ending, string]>([
  ['the last chunk inside an event', CHUNKED + chunk(`${TWO}data: th`) + LAST, 'keep', 'inside an event'],
  [
    'the last chunk before the blank line',
    CHUNKED + chunk(`${TWO}data: 3\n`) + LAST,
    'keep',
    'inside an event',
  ],
  ['no last chunk', CHUNKED + chunk(TWO), 'fin', ''],
  ['no last chunk, on a connection that is to close', CHUNKED_CLOSE + chunk(TWO), 'fin', ''],
  ['a chunk that is cut', CHUNKED_CLOSE + chunk(TWO).slice(0, -4), 'fin', ''],
  ['a length that is not reached', sized(TWO, 100), 'fin', ''],
  ['a reset', CHUNKED + chunk(TWO), 'reset', ''],
  [
    'the end of the connection, without length or chunks',
    `${TYPE}Connection: close\r\n\r\n${TWO}`,
    'fin',
    'without a length or a last chunk',
  ],
])('%s breaks a stream off', async (_, bytes, ending, why) => {
  const { closedBy, failed, result } = await readOne(bytes, ending);
  expect({ closedBy, failed }).toEqual({ closedBy: { 'sse.closed': 1 }, failed: { 'sse.closed': 1 } });
  const messages = result.seconds.flatMap(({ metered }) =>
    metered.failures.map(({ failure }) => failure.message),
  );
  expect(messages.every((message) => message.includes(why))).toBe(true);
});

test.each([
  ['an id is sent again, tabs and all', 'a\tb', 'a\tb'],
  ['an id with characters beyond ASCII is sent as its UTF-8 bytes', 'grün', 'grün'],
  [
    'an id with control characters, which no header may hold, is not sent, and nothing fails by it',
    'a\u0007b',
    undefined,
  ],
])('%s', async (_, id, wanted) => {
  const asked: (string | undefined)[] = [];
  const target = await rawTarget({
    onRequest: (socket, { head }) => {
      asked.push(/^last-event-id: (.*)$/im.exec(head)?.[1]);
      const bytes = Buffer.from(`${TYPE}\r\nretry: 10\nid: ${id}\ndata: x\n\n`);
      writeThen(socket, bytes, 'fin');
    },
  });
  const scenario = makeSse(0, {
    url: target.url,
    profile: closedProfile(1, Number.POSITIVE_INFINITY, 400),
    holdMs: null,
    maxReconnects: 2,
  });
  const context = streamThread(createSystemClock(), scenario);
  const live = await runLive(context, 400);
  const result = await live.done;
  await target.close();
  const again = asked.slice(1).map((value) => value && Buffer.from(value, 'latin1').toString('utf8'));
  expect(again.length).toBeGreaterThan(0);
  expect(new Set(again)).toEqual(new Set([wanted]));
  expect(Object.keys(result.stream().closedBy)).not.toContain('protocol.bad_header');
});
