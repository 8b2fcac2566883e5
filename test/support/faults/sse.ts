/** Event streams that end badly, or read badly. */

import { headerOf } from '../request-reader.ts';
import {
  type ClientSetting,
  type FaultCase,
  type FaultExpectation,
  failsWith,
  type SseEvent,
  succeeds,
} from './fault-case.ts';
import { FOREIGN_URL } from './http-statuses.ts';
import { every, pump, type RawScript, rawTarget, writeThen } from './raw-target.ts';

/** Without a length and not chunked: the body ends where the connection does. */
const STREAM_HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n';

const message = (data: string, lastEventId = ''): SseEvent => ({ event: 'message', data, lastEventId });

/** Two segments, cut between the CR and the LF of one line end, which is still one line end. */
const ODD_LINES: readonly [string, string] = [
  '\uFEFFdata: first\r\n\r\n' +
    'event: two\rdata: a\rdata: b\r\r' +
    'id: 3\ndata\ndata:  spaced\n\n' +
    ': comment\r\nretry: 10\r\ndata:{"x":1}\r\n\n' +
    'event: nothing to say\n\n' +
    'unknown: field\nid: a\0b\ndata: the id before stays\n\n' +
    'data: split\r',
  '\n\r\ndata: ünïcode ✓\n\ndata: unfinished',
];

/** By the rules of the HTML standard, section "Interpreting an event stream", applied by hand. */
const ODD_EVENTS: readonly SseEvent[] = [
  message('first'),
  { event: 'two', data: 'a\nb', lastEventId: '' },
  message('\n spaced', '3'),
  message('{"x":1}', '3'),
  message('the id before stays', '3'),
  message('split', '3'),
  message('ünïcode ✓', '3'),
];

const oddLines: RawScript = {
  onRequest: (socket) => {
    socket.write(STREAM_HEAD + ODD_LINES[0]);
    // Late enough to travel as a segment of its own.
    setTimeout(() => socket.end(ODD_LINES[1]), 30);
  },
};

const BURST_EVENTS = 1_000_000;

/** A million events as fast as they are read, then silence. */
const burst: RawScript = {
  onRequest: (socket) => {
    socket.write(STREAM_HEAD);
    const piece = Buffer.from('data: x\n\n'.repeat(5_000));
    let left = BURST_EVENTS / 5_000;
    const next = (): void => {
      if (socket.destroyed || left === 0) return;
      left -= 1;
      socket.write(piece, () => setImmediate(next));
    };
    next();
  },
};

const endless: RawScript = {
  onRequest: (socket) => {
    socket.write(STREAM_HEAD);
    every(socket, 10, () => void socket.write('data: tick\n\n'));
  },
};

const onlyComments: RawScript = {
  onRequest: (socket) => {
    socket.write(STREAM_HEAD);
    every(socket, 50, () => void socket.write(': still here\n\n'));
  },
};

/** One event, a cut, and a redirect for whoever comes back. */
const redirectOnReconnect: RawScript = {
  onRequest: (socket, request, { index }) => {
    const back = headerOf(request.head, 'last-event-id') !== undefined || index > 0;
    const redirect = `HTTP/1.1 302 Found\r\nLocation: ${FOREIGN_URL}\r\nContent-Length: 0\r\n\r\n`;
    writeThen(
      socket,
      back ? redirect : `${STREAM_HEAD}retry: 10\nid: 1\ndata: one\n\n`,
      back ? 'keep' : 'fin',
    );
  },
};

interface Row {
  readonly id: string;
  readonly name: string;
  readonly expected: FaultExpectation;
  readonly client?: ClientSetting;
  readonly isolation?: NonNullable<FaultCase['isolation']>;
  readonly script: RawScript;
}

const ROWS: readonly Row[] = [
  {
    id: 'S01',
    name: 'wrong content type',
    expected: failsWith('sse.bad_content_type'),
    script: {
      onRequest: (socket) =>
        writeThen(
          socket,
          'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\ndata: x\n\n',
          'keep',
        ),
    },
  },
  {
    id: 'S03',
    name: 'only comments, for ever',
    expected: failsWith('sse.idle', { events: [] }),
    client: { idleTimeoutMs: 500 },
    script: onlyComments,
  },
  {
    id: 'S04',
    name: 'cut inside an event',
    expected: failsWith('sse.closed', { events: [message('one')] }),
    client: { maxReconnects: 0 },
    script: { onRequest: (socket) => writeThen(socket, `${STREAM_HEAD}data: one\n\ndata: tw`, 'fin') },
  },
  {
    id: 'S05',
    name: '204: stay away',
    // The server's way to say that a stream is over, and nobody may come back. As the first answer: there is none.
    expected: failsWith('sse.ended', { status: 204, events: [] }),
    client: { maxReconnects: 5 },
    script: { onRequest: (socket) => writeThen(socket, 'HTTP/1.1 204 No Content\r\n\r\n', 'keep') },
  },
  {
    id: 'S06',
    name: 'CR, LF and CRLF mixed, a BOM, data of several lines',
    expected: failsWith('sse.closed', { events: ODD_EVENTS, alternatives: ['sse.ended', null] }),
    client: { maxReconnects: 0 },
    script: oddLines,
  },
  {
    id: 'S08',
    name: 'retry: 0 and an immediate close',
    expected: failsWith('sse.reconnect_storm'),
    client: { maxReconnects: 5 },
    script: { onRequest: (socket) => writeThen(socket, `${STREAM_HEAD}retry: 0\n\n`, 'fin') },
  },
  {
    id: 'S10',
    name: 'a burst of a million events',
    expected: succeeds({ messages: BURST_EVENTS }),
    script: burst,
  },
  {
    id: 'S11',
    name: 'a stream that never ends',
    expected: succeeds(),
    client: { closeAfterMs: 300 },
    script: endless,
  },
  {
    id: 'S11-flood',
    name: 'a stream that never ends, as fast as it is read',
    expected: succeeds(),
    client: { closeAfterMs: 300 },
    script: {
      onRequest: (socket) => {
        socket.write(STREAM_HEAD);
        pump(socket, Buffer.from('data: flood\n\n'.repeat(1_000)));
      },
    },
  },
  {
    id: 'S12',
    name: 'redirect to another host on reconnect',
    expected: failsWith('guard.blocked_host', { events: [message('one', '1')] }),
    client: { maxReconnects: 3, followRedirects: 5 },
    isolation: { network: true, around: 'both' },
    script: redirectOnReconnect,
  },
];

export const SSE_FAULTS: readonly FaultCase[] = ROWS.map(({ script, ...row }) => ({
  ...row,
  row: row.id.split('-')[0] ?? row.id,
  protocol: 'sse',
  start: () => rawTarget(script),
}));
