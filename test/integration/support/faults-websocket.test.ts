/** Each WebSocket fault does to a plain ws client what the catalogue says it does. */
import { expect, test } from 'vitest';
import { type ClientOptions, WebSocket } from 'ws';
import { faultById } from '../../support/fault-server.ts';

/** What a client saw, in order: `open`, the code (or message) of its error, `close N`; and the messages it got. */
async function seenBy(id: string): Promise<{ events: string[]; messages: number; pings: number }> {
  const fault = faultById(id);
  const target = await fault.start();
  const { client = {} } = fault;
  const options: ClientOptions = {
    handshakeTimeout: 300,
    perMessageDeflate: client.perMessageDeflate ?? false,
    ...(client.maxMessageBytes === undefined ? {} : { maxPayload: client.maxMessageBytes }),
    ...(client.closeTimeoutMs === undefined ? {} : { closeTimeout: client.closeTimeoutMs }),
  };
  const socket = new WebSocket(target.url, options);
  const events: string[] = [];
  let messages = 0;
  let pings = 0;
  socket.on('message', () => {
    messages += 1;
  });
  socket.on('ping', () => {
    pings += 1;
  });
  socket.on('open', () => {
    events.push('open');
    if (client.closeAfterMs !== undefined) setTimeout(() => socket.close(1000), client.closeAfterMs);
  });
  socket.on('error', (error: NodeJS.ErrnoException) => events.push(error.code ?? error.message));
  await new Promise<void>((resolve) => {
    socket.on('close', (code) => {
      events.push(`close ${code}`);
      resolve();
    });
  });
  await target.close();
  expect(target.counts().openSockets).toBe(0);
  return { events, messages, pings };
}

// What ws 8.23.0 raises.
const RAISED: readonly [string, ...string[]][] = [
  ['W01', 'Unexpected server response: 200', 'close 1006'],
  ['W02', 'Unexpected server response: 401', 'close 1006'],
  ['W03', 'Unexpected server response: 503', 'close 1006'],
  ['W05', 'Invalid Sec-WebSocket-Accept header', 'close 1006'],
  ['W07', 'Opening handshake has timed out', 'close 1006'],
  ['W08', 'ECONNRESET', 'close 1006'],
  ['W09', 'ECONNRESET', 'close 1006'],
  ['W10', 'HPE_INVALID_CONSTANT', 'close 1006'],
  ['W11', 'HPE_HEADER_OVERFLOW', 'close 1006'],
  ['W14', 'open', 'WS_ERR_UNEXPECTED_MASK', 'close 1006'],
  ['W15', 'open', 'WS_ERR_UNEXPECTED_RSV_2_3', 'close 1006'],
  ['W16', 'open', 'WS_ERR_UNEXPECTED_RSV_1', 'close 1006'],
  ['W17', 'open', 'WS_ERR_INVALID_OPCODE', 'close 1006'],
  ['W18', 'open', 'WS_ERR_INVALID_UTF8', 'close 1006'],
  ['W19', 'open', 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH', 'close 1006'],
  ['W22', 'open', 'WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH', 'close 1006'],
  ['W23', 'open', 'WS_ERR_INVALID_CLOSE_CODE', 'close 1006'],
  ['W25', 'open', 'close 1000'],
  ['W26-1001', 'open', 'close 1001'],
  ['W26-1008', 'open', 'close 1008'],
  ['W26-1011', 'open', 'close 1011'],
  ['W26-1012', 'open', 'close 1012'],
  ['W26-1013', 'open', 'close 1013'],
  ['W26-4000', 'open', 'close 4000'],
  ['W27', 'open', 'close 1006'],
  ['W28', 'open', 'close 1006'],
  ['W29', 'open', 'close 1006'],
  ['W30-continuation', 'open', 'WS_ERR_INVALID_OPCODE', 'close 1006'],
  ['W30-text', 'open', 'WS_ERR_INVALID_OPCODE', 'close 1006'],
  ['W31', 'open', 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH', 'close 1006'],
  ['W33', 'open', 'WS_ERR_TOO_MANY_BUFFERED_PARTS', 'close 1006'],
  ['W35', 'open', 'close 1000'],
  ['W36', 'open', 'close 1006'],
  ['W38', 'open', 'close 1000'],
  ['X-endless', 'open', 'close 1000'],
];

test.each(RAISED)('%s', async (id, ...raised) => {
  const { events, messages } = await seenBy(id);
  expect(events).toEqual(raised);
  const wanted = faultById(id).expected.messages;
  if (wanted !== undefined) expect(messages).toBe(wanted);
});

test('W34: ws itself gives up when too many of its pongs are pending', async () => {
  const { events, pings } = await seenBy('W34');
  expect(events).toEqual(['open', 'close 1006']);
  expect(pings).toBeGreaterThan(10_000);
  expect(pings).toBeLessThan(100_000);
});

test('W37: a silent peer answers no ping, and does not close', async () => {
  const target = await faultById('W37').start();
  const socket = new WebSocket(target.url);
  let pongs = 0;
  socket.on('pong', () => {
    pongs += 1;
  });
  await new Promise((resolve) => socket.on('open', resolve));
  // The pong of an honest server tells when a pong of the silent one would have come.
  const honest = await faultById('W38').start();
  const beside = new WebSocket(honest.url);
  await new Promise((resolve) => beside.on('open', resolve));
  socket.ping();
  await new Promise((resolve) => {
    beside.on('pong', resolve);
    beside.ping();
  });
  expect([pongs, socket.readyState]).toEqual([0, WebSocket.OPEN]);
  for (const each of [socket, beside]) each.terminate();
  await Promise.all([target.close(), honest.close()]);
});

test('W39: the constructor throws', async () => {
  const { url } = await faultById('W39').start();
  expect(() => new WebSocket(url)).toThrow(SyntaxError);
});
