/** Misbehaviour the catalogue does not list. The codes are those its families suggest. */
import { gzipSync } from 'node:zlib';
import { createAuthority, issueCertificate } from '../certificates.ts';
import { LOOPBACK } from '../ports.ts';
import {
  type ClientSetting,
  type FaultCase,
  type FaultExpectation,
  failsWith,
  succeeds,
} from './fault-case.ts';
import { type Ending, rawTarget, writeThen } from './raw-target.ts';

const OK = 'HTTP/1.1 200 OK\r\n';
const CHUNKED_OK = 'Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n';

interface Answer {
  readonly id: string;
  readonly name: string;
  readonly bytes: string | Buffer;
  readonly ending?: Ending;
  readonly expected: FaultExpectation;
  readonly client?: ClientSetting;
}

const cutGzip = gzipSync('hello '.repeat(1_000)).subarray(0, 30);

function gzipped(body: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`${OK}Content-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n`),
    body,
  ]);
}

const status = (line: string, headers = ''): string =>
  `HTTP/1.1 ${line}\r\n${headers}Content-Length: 0\r\n\r\n`;

/** What curl and browsers read, and we do. */
const ACCEPTED: readonly Answer[] = [
  ['X-lf', 'bare LF all over', 'HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n2\nok\n0\n\n'],
  ['X-length-and-chunks', 'length beside chunks', `${OK}Content-Length: 9\r\n${CHUNKED_OK}`],
  ['X-length-twice', 'same length twice', `${OK}Content-Length: 2\r\nContent-Length: 2\r\n\r\nok`],
  ['X-length-list', 'same length as a list', `${OK}Content-Length: 2, 2\r\n\r\nok`],
  [
    'X-extension',
    'chunk extension of 8,000 bytes',
    `${OK}${CHUNKED_OK.replace('2', `2;${'x'.repeat(8_000)}`)}`,
  ],
].map(([id = '', name = '', bytes = '']) => ({
  id,
  name,
  bytes,
  expected: succeeds({ status: 200, bodies: ['ok', 'ok'] }),
  client: { requests: 2 },
}));

const ANSWERS: readonly Answer[] = [
  ...ACCEPTED,
  {
    id: 'X-two-lengths',
    name: 'two different lengths',
    bytes: `${OK}Content-Length: 2\r\nContent-Length: 3\r\n\r\nok!`,
    expected: failsWith('protocol.bad_header'),
  },
  {
    id: 'X-same-length',
    name: 'the same length twice, to a strict reader',
    bytes: `${OK}Content-Length: 2\r\nContent-Length: 2\r\n\r\nok`,
    expected: failsWith('protocol.length_mismatch'),
    client: { strictHttp: true },
  },
  {
    id: 'X-length-and-coding',
    name: 'length beside a coding that is not chunked',
    bytes: `${OK}Content-Length: 2\r\nTransfer-Encoding: gzip\r\n\r\nok`,
    expected: failsWith('protocol.length_mismatch'),
  },
  {
    id: 'X-long-extension',
    name: 'chunk extension of 20,000 bytes',
    bytes: `${OK}Transfer-Encoding: chunked\r\n\r\n2;${'x'.repeat(20_000)}\r\nok\r\n0\r\n\r\n`,
    expected: failsWith('limit.chunk_extension'),
  },
  {
    id: 'X-nul',
    name: 'NUL in a header value',
    bytes: `${OK}X-Odd: a\0b\r\nContent-Length: 2\r\n\r\nok`,
    expected: failsWith('protocol.bad_header'),
  },
  {
    id: 'X-name-space',
    name: 'space in a header name',
    bytes: `${OK}Bad Name: x\r\nContent-Length: 2\r\n\r\nok`,
    expected: failsWith('protocol.bad_header'),
  },
  {
    id: 'X-length-text',
    name: 'length that is no number',
    bytes: `${OK}Content-Length: two\r\n\r\nok`,
    expected: failsWith('protocol.bad_header'),
  },
  {
    id: 'X-version',
    name: 'HTTP version 9.9',
    bytes: 'HTTP/9.9 200 OK\r\nContent-Length: 2\r\n\r\nok',
    expected: failsWith('protocol.bad_status_line', { alternatives: ['protocol.not_http'] }),
  },
  {
    id: 'X-h2',
    name: 'HTTP/2 frames to an HTTP/1.1 request',
    bytes: Buffer.from('000000040000000000', 'hex'),
    expected: failsWith('protocol.not_http'),
  },
  {
    id: 'X-tls-bytes',
    name: 'TLS alert on a plain port',
    bytes: Buffer.from('15030100020246', 'hex'),
    expected: failsWith('protocol.not_http'),
  },
  {
    id: 'X-chunk-end',
    name: 'chunk without its CRLF',
    bytes: `${OK}Transfer-Encoding: chunked\r\n\r\n5\r\nhelloXX0\r\n\r\n`,
    expected: failsWith('protocol.bad_chunk'),
  },
  {
    id: 'X-gzip-cut',
    name: 'gzip stream cut short',
    bytes: gzipped(cutGzip),
    expected: failsWith('protocol.bad_encoding'),
  },
  {
    id: 'X-gzip-junk',
    name: 'gzip that is none',
    bytes: gzipped(Buffer.from('not gzip at all')),
    expected: failsWith('protocol.bad_encoding'),
  },
  {
    id: 'X-encoding-unknown',
    name: 'content encoding nobody knows',
    bytes: `${OK}Content-Encoding: utf-8\r\nContent-Length: 2\r\n\r\nok`,
    expected: failsWith('protocol.bad_encoding'),
  },
  {
    id: 'X-charset-unknown',
    name: 'charset that is none',
    bytes: `${OK}Content-Type: text/plain; charset=utf-99\r\nContent-Length: 2\r\n\r\nok`,
    expected: failsWith('protocol.bad_charset'),
  },
  {
    id: 'X-headers-cut',
    name: 'FIN inside the headers',
    bytes: `${OK}Content-Le`,
    ending: 'fin',
    expected: failsWith('closed.before_headers'),
  },
  {
    id: 'X-headers-reset',
    name: 'RST inside the headers',
    bytes: `${OK}Content-Le`,
    ending: 'reset',
    expected: failsWith('reset.before_headers'),
  },
  {
    id: 'X-no-location',
    name: 'redirect without a location',
    bytes: status('302 Found'),
    expected: failsWith('redirect.bad_location'),
    client: { followRedirects: 5 },
  },
  {
    id: 'X-401',
    name: '401',
    bytes: status('401 Unauthorized', 'WWW-Authenticate: Bearer\r\n'),
    expected: failsWith('http.401', { status: 401 }),
  },
  {
    id: 'X-403',
    name: '403',
    bytes: status('403 Forbidden'),
    expected: failsWith('http.403', { status: 403 }),
  },
  {
    id: 'X-404',
    name: '404',
    bytes: status('404 Not Found'),
    expected: failsWith('http.4xx', { status: 404 }),
  },
];

export const FURTHER_FAULTS: readonly FaultCase[] = [
  ...ANSWERS.map(
    ({ bytes, ending, ...row }): FaultCase => ({
      ...row,
      row: 'X',
      protocol: 'http',
      start: () => rawTarget({ onRequest: (socket) => writeThen(socket, bytes, ending ?? 'keep') }),
    }),
  ),
  {
    id: 'X-not-yet-valid',
    row: 'X',
    name: 'certificate of the future',
    protocol: 'http',
    expected: failsWith('tls.not_yet_valid', { alternatives: ['tls.expired'] }),
    start: async () => {
      const authority = createAuthority();
      const validity = {
        validFrom: new Date(Date.now() + 86_400_000),
        validTo: new Date(Date.now() + 172_800_000),
      };
      const { certPem, keyPem } = issueCertificate(authority, {
        name: 'early',
        hosts: [LOOPBACK],
        ...validity,
      });
      const target = await rawTarget({}, { scheme: 'https', tls: { cert: certPem, key: keyPem } });
      return { ...target, ca: authority.certPem };
    },
  },
  {
    id: 'X-tls-version',
    row: 'X',
    name: 'handshake refused by an alert',
    protocol: 'http',
    expected: failsWith('tls.protocol'),
    // Fatal alert 70, protocol_version: what a server says that knows none of the client's versions.
    start: () =>
      rawTarget(
        {
          onConnect: (socket) => socket.once('data', () => socket.end(Buffer.from('15030300020246', 'hex'))),
        },
        { scheme: 'https' },
      ),
  },
];
