/** WebSocket connections that break after a good handshake: bad frames, bad ends, floods and silence. */
import type { Socket } from 'node:net';
import { constants, deflateRawSync } from 'node:zlib';
import {
  type ClientSetting,
  type FaultCase,
  type FaultExpectation,
  failsWith,
  succeeds,
} from './fault-case.ts';
import { pump, writeThen } from './raw-target.ts';
import { type WebSocketScript, webSocketTarget } from './websocket-target.ts';
import { closeFrame, encodeFrame, type Frame, OPCODE, textFrame } from './websocket-wire.ts';

const MIB = 1_048_576;

interface Row {
  readonly id: string;
  readonly row?: string;
  readonly name: string;
  readonly expected: FaultExpectation;
  readonly client?: ClientSetting;
  script(): WebSocketScript;
}

/** Right after the handshake the server sends these bytes, and stays. */
const sending = (...frames: readonly (Frame | Buffer)[]): (() => WebSocketScript) => {
  return () => ({
    onOpen: (socket) =>
      void socket.write(
        Buffer.concat(frames.map((frame) => (Buffer.isBuffer(frame) ? frame : encodeFrame(frame)))),
      ),
  });
};

const broken = (id: string, name: string, ...frames: readonly Frame[]): Row => ({
  id,
  name,
  expected: failsWith('ws.protocol'),
  script: sending(...frames),
});

const closedWith = (code: number, reason: string): Row => ({
  id: `W26-${code}`,
  row: 'W26',
  name: `close ${code}`,
  expected: failsWith(`ws.closed.${code}`),
  script: sending(closeFrame(code, reason)),
});

/** Closes properly when all has been written, and ends the connection when the client's close frame is here. */
const repeated = (frame: Buffer, times: number, then?: Buffer) => (): WebSocketScript => ({
  onOpen: (socket) => void writeRepeated(socket, { frame, times, then }),
});

/** In pieces of about 64 KiB, each once the kernel has taken the one before: the memory stays with the client. */
function writeRepeated(
  socket: Socket,
  batch: { frame: Buffer; times: number; then: Buffer | undefined },
): void {
  const { frame, times, then } = batch;
  const perPiece = Math.min(times, Math.max(1, Math.floor(65_536 / frame.length)));
  const piece = Buffer.concat(Array.from({ length: perPiece }, () => frame));
  let left = times;
  const next = (): void => {
    if (socket.destroyed) return;
    if (left === 0) {
      if (then !== undefined) socket.write(then);
      return;
    }
    const now = Math.min(left, perPiece);
    left -= now;
    socket.write(piece.subarray(0, now * frame.length), () => setImmediate(next));
  };
  next();
}

let bomb: Buffer | undefined;

/** One compressed message of 64 MiB of zeros (RFC 7692, section 7.2.1: the tail 00 00 ff ff is left out). */
function deflateBomb(): WebSocketScript {
  bomb ??= deflateRawSync(Buffer.alloc(64 * MIB), { level: 9, finishFlush: constants.Z_SYNC_FLUSH });
  const frame = encodeFrame({ opcode: OPCODE.text, rsv: 4, payload: bomb.subarray(0, -4) });
  return {
    extraHeaders: 'Sec-WebSocket-Extensions: permessage-deflate\r\n',
    onOpen: (socket) => void socket.write(frame),
  };
}

const PROTOCOL_ROWS: readonly Row[] = [
  broken('W14', 'masked server frame', { opcode: OPCODE.text, payload: 'masked', masked: true }),
  broken('W15', 'RSV2 and RSV3 set', { opcode: OPCODE.text, payload: 'x', rsv: 3 }),
  broken('W16', 'RSV1 without an extension', { opcode: OPCODE.text, payload: 'x', rsv: 4 }),
  broken('W17', 'opcode 3', { opcode: OPCODE.reserved, payload: 'x' }),
  {
    id: 'W18',
    name: 'bad UTF-8',
    expected: failsWith('ws.bad_utf8'),
    script: sending({ opcode: OPCODE.text, payload: Buffer.of(0xce, 0xba, 0xff, 0xfe) }),
  },
  {
    id: 'W19',
    name: '2 MiB message against a limit of 1 MiB',
    expected: failsWith('ws.too_big'),
    client: { maxMessageBytes: MIB },
    script: () => sending({ opcode: OPCODE.binary, payload: Buffer.alloc(2 * MIB) })(),
  },
  broken('W22', 'ping of 126 bytes', { opcode: OPCODE.ping, payload: 'p'.repeat(126) }),
  {
    id: 'W23',
    name: 'close code 1005 on the wire',
    expected: failsWith('ws.protocol'),
    script: sending(closeFrame(1005)),
  },
  {
    ...broken('W30-continuation', 'continuation without a start', {
      opcode: OPCODE.continuation,
      payload: 'x',
    }),
    row: 'W30',
  },
  {
    ...broken(
      'W30-text',
      'text inside a fragmented message',
      { opcode: OPCODE.text, payload: 'a', fin: false },
      { opcode: OPCODE.text, payload: 'b' },
    ),
    row: 'W30',
  },
];

const ENDING_ROWS: readonly Row[] = [
  {
    id: 'W25',
    name: 'close 1000',
    expected: failsWith('ws.closed_early', { alternatives: [null] }),
    script: sending(closeFrame(1000, 'bye')),
  },
  closedWith(1001, 'going away'),
  closedWith(1008, 'policy'),
  closedWith(1011, 'internal error'),
  closedWith(1012, 'restart'),
  closedWith(1013, 'try again later'),
  closedWith(4000, 'our own'),
  {
    id: 'W27',
    name: 'FIN without a close frame',
    expected: failsWith('ws.abnormal_close', { messages: 1 }),
    script: () => ({ onOpen: (socket) => writeThen(socket, textFrame('hello'), 'fin') }),
  },
  {
    id: 'W28',
    name: 'RST',
    expected: failsWith('ws.abnormal_close', { messages: 1 }),
    script: () => ({ onOpen: (socket) => writeThen(socket, textFrame('hello'), 'reset') }),
  },
  {
    id: 'W29',
    name: 'FIN inside a frame',
    expected: failsWith('ws.abnormal_close', { messages: 0 }),
    script: () => ({
      onOpen: (socket) =>
        writeThen(
          socket,
          encodeFrame({ opcode: OPCODE.text, payload: '0123456789', declaredLength: 100 }),
          'fin',
        ),
    }),
  },
  {
    id: 'W36',
    name: 'close never answered',
    expected: failsWith('ws.close_timeout'),
    client: { closeAfterMs: 100, closeTimeoutMs: 500 },
    script: () => ({ ignoresClose: true }),
  },
  {
    id: 'W37',
    name: 'silent peer',
    expected: failsWith('ws.peer_silent'),
    client: { heartbeatMs: 200 },
    script: () => ({ deaf: true, ignoresClose: true }),
  },
  {
    id: 'W38',
    name: '101 and the first frame in one segment',
    expected: succeeds({ messages: 1 }),
    client: { closeAfterMs: 200 },
    script: () => ({ withHandshake: textFrame('at once') }),
  },
];

const FLOOD_ROWS: readonly Row[] = [
  {
    id: 'W31',
    name: 'deflate bomb of 64 MiB',
    expected: failsWith('ws.too_big'),
    client: { perMessageDeflate: true, maxMessageBytes: MIB },
    script: deflateBomb,
  },
  {
    id: 'W33',
    name: '300,000 empty fragments',
    expected: failsWith('ws.too_big'),
    script: () => {
      const start = encodeFrame({ opcode: OPCODE.text, fin: false });
      const more = encodeFrame({ opcode: OPCODE.continuation, fin: false });
      return { withHandshake: start, ...repeated(more, 299_999)() };
    },
  },
  {
    id: 'W34',
    name: '100,000 pings at once',
    expected: succeeds({ alternatives: ['ws.abnormal_close'] }),
    client: { closeAfterMs: 1_000 },
    script: repeated(encodeFrame({ opcode: OPCODE.ping }), 100_000),
  },
  {
    id: 'W35',
    name: '1,000,000 small messages, then close 1000',
    expected: succeeds({ messages: 1_000_000, alternatives: ['ws.closed_early'] }),
    script: repeated(textFrame('m'), 1_000_000, closeFrame(1000)),
  },
  {
    id: 'X-endless',
    row: 'X',
    name: 'messages without end, as fast as they are read',
    expected: succeeds(),
    client: { closeAfterMs: 300 },
    script: () => ({
      onOpen: (socket) =>
        pump(socket, Buffer.concat(Array.from({ length: 200 }, () => textFrame('x'.repeat(300))))),
    }),
  },
];

export const WEBSOCKET_FRAME_FAULTS: readonly FaultCase[] = [
  ...PROTOCOL_ROWS,
  ...ENDING_ROWS,
  ...FLOOD_ROWS,
].map(
  ({ script, row, ...rest }): FaultCase => ({
    ...rest,
    row: row ?? rest.id,
    protocol: 'websocket',
    start: async () => webSocketTarget(script()),
  }),
);
