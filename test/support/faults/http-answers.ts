/** Faults in the bytes of an answer: cut short, malformed, oversized, or odd but right. */
import { constants, createGzip } from 'node:zlib';
import {
  type ClientSetting,
  type FaultCase,
  type FaultExpectation,
  failsWith,
  succeeds,
} from './fault-case.ts';
import { type Ending, every, okAnswer, pump, type RawScript, rawTarget, writeThen } from './raw-target.ts';

const KIB = 1_024;
const MIB = 1_024 * KIB;
const OK = 'HTTP/1.1 200 OK\r\n';

interface Answer {
  readonly id: string;
  readonly row?: string;
  readonly name: string;
  readonly bytes: string;
  readonly ending: Ending;
  readonly expected: FaultExpectation;
  readonly client?: ClientSetting;
}

const PARTIAL: readonly Answer[] = [
  {
    id: 'F10',
    name: 'stops inside the status line',
    bytes: 'HTTP/1.1 20',
    ending: 'hang',
    expected: failsWith('timeout.headers'),
  },
  {
    id: 'F12',
    name: 'body stalls at 10 of 100 bytes',
    bytes: `${OK}Content-Length: 100\r\n\r\n0123456789`,
    ending: 'hang',
    expected: failsWith('timeout.body_idle'),
  },
  {
    id: 'F14',
    name: 'FIN inside the body',
    bytes: `${OK}Content-Length: 100\r\n\r\n0123456789`,
    ending: 'fin',
    expected: failsWith('closed.mid_body'),
  },
  {
    id: 'F15',
    name: 'RST inside the body',
    bytes: `${OK}Content-Length: 100\r\n\r\n0123456789`,
    ending: 'reset',
    expected: failsWith('reset.mid_body'),
  },
  {
    id: 'F16',
    name: 'FIN inside a chunk',
    bytes: `${OK}Transfer-Encoding: chunked\r\n\r\na\r\n01234`,
    ending: 'fin',
    expected: failsWith('closed.mid_body'),
  },
  {
    id: 'F17',
    name: 'no last chunk',
    bytes: `${OK}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n`,
    ending: 'fin',
    expected: failsWith('closed.mid_body'),
  },
  {
    id: 'F41',
    name: 'declares 10 GiB, sends 1 KB',
    bytes: `${OK}Content-Length: 10737418240\r\n\r\n${'x'.repeat(1_000)}`,
    ending: 'hang',
    expected: failsWith('limit.body_bytes', { alternatives: ['timeout.body_idle'] }),
    client: { maxBodyBytes: 4 * MIB },
  },
];

const MALFORMED: readonly Answer[] = [
  {
    id: 'F18',
    name: 'chunk size "ZZ"',
    bytes: `${OK}Transfer-Encoding: chunked\r\n\r\nZZ\r\nhello\r\n0\r\n\r\n`,
    ending: 'keep',
    expected: failsWith('protocol.bad_chunk'),
  },
  {
    id: 'F19',
    name: 'chunk size of 18 F',
    bytes: `${OK}Transfer-Encoding: chunked\r\n\r\n${'F'.repeat(18)}\r\nhello\r\n0\r\n\r\n`,
    ending: 'keep',
    expected: failsWith('protocol.bad_chunk'),
  },
  {
    id: 'F21',
    name: 'not HTTP: an SSH banner',
    bytes: 'SSH-2.0-OpenSSH_9.6\r\n',
    ending: 'keep',
    expected: failsWith('protocol.not_http'),
  },
  {
    id: 'F23',
    name: 'status 99999',
    bytes: 'HTTP/1.1 99999 Odd\r\nContent-Length: 0\r\n\r\n',
    ending: 'keep',
    expected: failsWith('protocol.bad_status_line'),
  },
  {
    id: 'F24',
    name: 'header without colon',
    bytes: `${OK}NoColonHere\r\nContent-Length: 0\r\n\r\n`,
    ending: 'keep',
    expected: failsWith('protocol.bad_header'),
  },
  {
    id: 'F26',
    name: 'bare LF behind a header',
    bytes: `${OK}X-Odd: yes\nContent-Length: 2\r\n\r\nok`,
    ending: 'keep',
    expected: failsWith('protocol.bad_header'),
    client: { strictHttp: true },
  },
  {
    id: 'F27',
    name: '64 KiB header',
    bytes: `${OK}X-Long: ${'x'.repeat(64 * KIB)}\r\nContent-Length: 2\r\n\r\nok`,
    ending: 'keep',
    expected: failsWith('limit.header_bytes'),
    client: { maxHeaderBytes: 16 * KIB },
  },
  {
    id: 'F28',
    name: '20,000 headers',
    bytes: `${OK}${Array.from({ length: 20_000 }, (_, i) => `X-${i}: y\r\n`).join('')}Content-Length: 2\r\n\r\nok`,
    ending: 'keep',
    expected: failsWith('limit.header_bytes'),
    client: { maxHeaderBytes: 16 * KIB },
  },
  {
    id: 'F29',
    name: 'length and chunked',
    bytes: `${OK}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`,
    ending: 'keep',
    expected: failsWith('protocol.length_mismatch'),
    client: { strictHttp: true },
  },
  {
    id: 'F31',
    name: 'negative length',
    bytes: `${OK}Content-Length: -1\r\n\r\nok`,
    ending: 'keep',
    expected: failsWith('protocol.bad_header'),
  },
];

const ODD_BUT_RIGHT: readonly Answer[] = [
  {
    id: 'F35',
    name: 'HTTP/1.0, ended by close',
    bytes: 'HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nold but fine',
    ending: 'fin',
    expected: succeeds({ status: 200, bodies: ['old but fine'] }),
  },
  {
    id: 'F36',
    name: 'three 103 before the 200',
    bytes: 'HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n'.repeat(3) + okAnswer('final'),
    ending: 'keep',
    expected: succeeds({ status: 200, bodies: ['final'] }),
  },
];

function fromAnswer({ id, row, name, bytes, ending, expected, client }: Answer): FaultCase {
  return {
    id,
    row: row ?? id,
    name,
    protocol: 'http',
    expected,
    ...(client === undefined ? {} : { client }),
    start: () => rawTarget({ onRequest: (socket) => writeThen(socket, bytes, ending) }),
  };
}

interface Script {
  readonly id: string;
  readonly row: string;
  readonly name: string;
  readonly expected: FaultExpectation;
  readonly client?: ClientSetting;
  script(): RawScript | Promise<RawScript>;
}

/** The n-th answer of the server carries `answer n` and then bytes that belong to nobody. */
const surplus = (extra: string): RawScript => ({
  onRequest: (socket, _request, { index }) => void socket.write(okAnswer(`answer ${index}`) + extra),
});

/** The first answer has a status that allows no body, and a body; the next ones are ordinary. */
const bodyWhereNoneBelongs = (status: string): RawScript => ({
  onRequest: (socket, _request, { index }) => {
    const forbidden = `HTTP/1.1 ${status}\r\nContent-Length: 9\r\n\r\nforbidden`;
    socket.write(index === 0 ? forbidden : okAnswer(`answer ${index}`));
  },
});

/** A stream of `bytes` zeros, gzipped: 1,000 to 1. Made once per process, without holding the zeros in memory. */
async function gzippedZeros(bytes: number): Promise<Buffer> {
  const gzip = createGzip({ level: constants.Z_BEST_COMPRESSION });
  const zeros = Buffer.alloc(MIB);
  const parts: Buffer[] = [];
  const done = new Promise<void>((resolve, reject) => {
    gzip.on('data', (part: Buffer) => parts.push(part));
    gzip.on('end', resolve);
    gzip.on('error', reject);
  });
  for (let left = bytes; left > 0; left -= MIB) {
    if (!gzip.write(zeros)) await new Promise((resolve) => gzip.once('drain', resolve));
  }
  gzip.end();
  await done;
  return Buffer.concat(parts);
}

let bomb: Promise<Buffer> | undefined;

async function gzipBomb(): Promise<RawScript> {
  bomb ??= gzippedZeros(256 * MIB);
  const body = await bomb;
  const head = Buffer.from(`${OK}Content-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n`);
  return { onRequest: (socket) => void socket.write(Buffer.concat([head, body])) };
}

const slowHeaders: RawScript = {
  onRequest: (socket) => {
    const head = `${OK}X-Slow: ${'s'.repeat(100_000)}`;
    let sent = 0;
    every(socket, 100, () => void socket.write(head[sent++] ?? 's'));
  },
};

const drippingBody: RawScript = {
  onRequest: (socket) => {
    socket.write(`${OK}Content-Length: 100000\r\n\r\n`);
    every(socket, 200, () => void socket.write('x'));
  },
};

const endlessInterim: RawScript = {
  onRequest: (socket) => {
    const burst = 'HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n'.repeat(100);
    // A client that stops reading must not fill this process's memory instead.
    every(socket, 20, () => void (socket.writableNeedDrain || socket.write(burst)));
  },
};

const infiniteBody: RawScript = {
  onRequest: (socket) => {
    socket.write(`${OK}Transfer-Encoding: chunked\r\n\r\n`);
    pump(socket, Buffer.from(`10000\r\n${'x'.repeat(65_536)}\r\n`));
  },
};

const FRESH = { bodies: ['answer 0', 'answer 1', 'answer 2'] };

const SCRIPTS: readonly Script[] = [
  {
    id: 'F11',
    row: 'F11',
    name: 'headers at 1 byte per 100 ms',
    expected: failsWith('timeout.headers'),
    script: () => slowHeaders,
  },
  {
    id: 'F13',
    row: 'F13',
    name: 'body at 1 byte per 200 ms',
    expected: failsWith('timeout.total'),
    script: () => drippingBody,
  },
  {
    id: 'F32',
    row: 'F32',
    name: 'body longer than its length',
    expected: succeeds({ status: 200, ...FRESH }),
    client: { requests: 3 },
    script: () => surplus('EXTRA'),
  },
  {
    id: 'F32-forged',
    row: 'F32',
    name: 'a second answer behind the first',
    expected: succeeds({ status: 200, ...FRESH }),
    client: { requests: 3 },
    script: () => surplus(okAnswer('forged!!')),
  },
  {
    id: 'F34-204',
    row: 'F34',
    name: '204 with a body',
    expected: succeeds({ status: 204, bodies: ['', 'answer 1', 'answer 2'] }),
    client: { requests: 3 },
    script: () => bodyWhereNoneBelongs('204 No Content'),
  },
  {
    id: 'F34-304',
    row: 'F34',
    name: '304 with a body',
    expected: succeeds({ status: 304, bodies: ['', 'answer 1', 'answer 2'] }),
    client: { requests: 3 },
    script: () => bodyWhereNoneBelongs('304 Not Modified'),
  },
  {
    id: 'F37',
    row: 'F37',
    name: '100 interim answers per 20 ms, for ever',
    expected: failsWith('timeout.total'),
    script: () => endlessInterim,
  },
  {
    id: 'F40',
    row: 'F40',
    name: 'infinite body',
    expected: failsWith('limit.body_bytes'),
    client: { maxBodyBytes: 4 * MIB },
    script: () => infiniteBody,
  },
  {
    id: 'F42',
    row: 'F42',
    name: 'gzip bomb of 256 MiB',
    expected: failsWith('limit.decoded_bytes'),
    client: { maxBodyBytes: 4 * MIB },
    script: gzipBomb,
  },
];

export const ANSWER_FAULTS: readonly FaultCase[] = [
  ...[...PARTIAL, ...MALFORMED, ...ODD_BUT_RIGHT].map(fromAnswer),
  ...SCRIPTS.map(
    ({ script, ...row }): FaultCase => ({
      ...row,
      protocol: 'http',
      start: async () => rawTarget(await script()),
    }),
  ),
];
