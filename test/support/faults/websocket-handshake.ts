/** WebSocket handshakes that fail. */
import type { Socket } from 'node:net';
import type { RawRequest } from '../request-reader.ts';
import { type FaultCase, type FaultExpectation, failsWith } from './fault-case.ts';
import { bareTarget } from './http-connection.ts';
import { upgradeTarget } from './websocket-target.ts';
import { switchingProtocols } from './websocket-wire.ts';

interface Row {
  readonly id: string;
  readonly name: string;
  readonly expected: FaultExpectation;
  answer(socket: Socket, request: RawRequest): void;
}

const refusing = (id: string, status: string, why: Partial<FaultExpectation> = {}): Row => ({
  id,
  name: `${status} instead of 101`,
  expected: failsWith('ws.handshake_status', { status: Number.parseInt(status, 10), ...why }),
  answer: (socket) => void socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`),
});

const ROWS: readonly Row[] = [
  refusing('W01', '200 OK'),
  // As of a request: whose doing it is follows from whether the run saw what it presents accepted.
  refusing('W02', '401 Unauthorized', { code: 'auth.rejected', side: 'test' }),
  refusing('W03', '503 Service Unavailable'),
  {
    id: 'W05',
    name: 'wrong Sec-WebSocket-Accept',
    expected: failsWith('ws.handshake_invalid'),
    answer: (socket, request) =>
      void socket.write(switchingProtocols(request, { accept: 'bm90IHRoZSByaWdodCBvbmUhIQ==' })),
  },
  ...(['Upgrade', 'Connection', 'Sec-WebSocket-Accept'] as const).map(
    (header): Row => ({
      id: `W05-${header.toLowerCase()}`,
      name: `101 without its ${header}`,
      expected: failsWith('ws.handshake_invalid'),
      answer: (socket, request) =>
        void socket.write(
          switchingProtocols(request)
            .toString('latin1')
            .replace(new RegExp(`^${header}:.*\r\n`, 'im'), ''),
        ),
    }),
  ),
  {
    id: 'W07',
    name: 'handshake never answered',
    expected: failsWith('ws.handshake_timeout'),
    answer: () => {},
  },
  {
    id: 'W08',
    name: 'FIN in the handshake',
    expected: failsWith('closed.before_headers'),
    answer: (socket) => void socket.end(),
  },
  {
    id: 'W09',
    name: 'RST in the handshake',
    expected: failsWith('reset.before_headers'),
    answer: (socket) => void socket.resetAndDestroy(),
  },
  {
    id: 'W10',
    name: 'garbage in the handshake',
    expected: failsWith('protocol.not_http'),
    answer: (socket) => void socket.write('this is no protocol at all\r\n\r\n'),
  },
  {
    id: 'W11',
    name: 'huge header in the handshake',
    expected: failsWith('limit.header_bytes'),
    answer: (socket, request) =>
      void socket.write(
        switchingProtocols(request, { extraHeaders: `X-Long: ${'x'.repeat(128 * 1_024)}\r\n` }),
      ),
  },
];

export const WEBSOCKET_HANDSHAKE_FAULTS: readonly FaultCase[] = [
  ...ROWS.map(
    ({ answer, ...row }): FaultCase => ({
      ...row,
      row: row.id.slice(0, 3),
      protocol: 'websocket',
      start: () =>
        upgradeTarget((socket, request) => {
          answer(socket, request);
          return undefined;
        }),
    }),
  ),
  {
    id: 'W39',
    row: 'W39',
    name: 'bad URL scheme',
    protocol: 'websocket',
    expected: failsWith('config.invalid_url'),
    start: async () => bareTarget('htp://127.0.0.1:1/'),
  },
];
