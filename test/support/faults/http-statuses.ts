/** Well-formed answers that say no, or send the client elsewhere. */
import { type FaultCase, type FaultTarget, failsWith, succeeds } from './fault-case.ts';
import { okAnswer, type RawScript, rawTarget } from './raw-target.ts';

const MIB = 1_048_576;
/** TEST-NET-3 (RFC 5737): belongs to nobody, and is no loopback address. */
export const FOREIGN_URL = 'http://203.0.113.7/';

function answer(status: string, headers = '', body = ''): RawScript {
  const bytes = `HTTP/1.1 ${status}\r\n${headers}Content-Length: ${body.length}\r\n\r\n${body}`;
  return { onRequest: (socket) => void socket.write(bytes) };
}

function redirectTo(location: string): RawScript {
  return answer('302 Found', `Location: ${location}\r\n`);
}

/** Refuses an upload before it has read it, closes its half, and lets the rest run into the void. */
const earlyRefusal: RawScript = {
  onConnect: (socket) => {
    socket.once('data', () => {
      socket.end('HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    });
  },
};

/** Sends the client to a second server of another loopback address, which answers. */
async function startAllowedRedirect(): Promise<FaultTarget> {
  const there: RawScript = { onRequest: (socket) => void socket.write(okAnswer('elsewhere')) };
  const elsewhere = await rawTarget(there, { address: '127.0.0.2' });
  const first = await rawTarget(redirectTo(elsewhere.url));
  return {
    url: first.url,
    counts: () => {
      const [a, b] = [first.counts(), elsewhere.counts()];
      return {
        connections: a.connections + b.connections,
        openSockets: a.openSockets + b.openSockets,
        requests: a.requests + b.requests,
      };
    },
    close: async () => {
      await Promise.all([first.close(), elsewhere.close()]);
    },
  };
}

export const STATUS_FAULTS: readonly FaultCase[] = [
  {
    id: 'F44',
    row: 'F44',
    name: 'redirect to itself',
    protocol: 'http',
    expected: failsWith('redirect.loop'),
    client: { followRedirects: 5 },
    start: () => rawTarget(redirectTo('/')),
  },
  {
    id: 'F45',
    row: 'F45',
    name: 'redirect to another host',
    protocol: 'http',
    expected: failsWith('guard.blocked_host'),
    client: { followRedirects: 5 },
    isolation: { network: true, around: 'both' },
    start: () => rawTarget(redirectTo(FOREIGN_URL)),
  },
  {
    id: 'F45-allowed',
    row: 'F45',
    name: 'redirect to another host that is allowed',
    protocol: 'http',
    expected: succeeds({ status: 200, bodies: ['elsewhere'] }),
    client: { followRedirects: 5 },
    start: startAllowedRedirect,
  },
  {
    id: 'F46',
    row: 'F46',
    name: 'redirect to file:',
    protocol: 'http',
    expected: failsWith('redirect.bad_location'),
    client: { followRedirects: 5 },
    start: () => rawTarget(redirectTo('file:///etc/passwd')),
  },
  {
    id: 'F48',
    row: 'F48',
    name: '413 and close before a 32 MiB upload is read',
    protocol: 'http',
    expected: failsWith('http.4xx', { status: 413 }),
    client: { method: 'POST', requestBodyBytes: 32 * MIB },
    start: () => rawTarget(earlyRefusal),
  },
  {
    id: 'F66',
    row: 'F66',
    name: '500',
    protocol: 'http',
    expected: failsWith('http.5xx', { status: 500 }),
    start: () => rawTarget(answer('500 Internal Server Error', '', 'oops')),
  },
  {
    id: 'F67',
    row: 'F67',
    name: '429 with retry-after of an hour',
    protocol: 'http',
    expected: failsWith('http.429', { status: 429 }),
    start: () => rawTarget(answer('429 Too Many Requests', 'Retry-After: 3600\r\n')),
  },
];
