/** TLS that fails: in the handshake, in the certificate, or because a client certificate is wanted. */
import { createServer as createHttpServer } from 'node:http';
import type { TlsOptions } from 'node:tls';
import {
  type Authority,
  type Certificate,
  createAuthority,
  issueCertificate,
  selfSignedCertificate,
} from '../certificates.ts';
import { LOOPBACK, listenOnLoopback } from '../ports.ts';
import { closeServer, TrackedSockets } from '../tracked-sockets.ts';
import { type FaultCase, type FaultTarget, failsWith } from './fault-case.ts';
import { okAnswer, type RawScript, rawTarget } from './raw-target.ts';

const HOSTS = [LOOPBACK, 'localhost'];
const answering: RawScript = { onRequest: (socket) => void socket.write(okAnswer('secret')) };

let shared: Authority | undefined;
const authority = (): Authority => {
  shared ??= createAuthority();
  return shared;
};

function serve(certificate: Certificate, more: TlsOptions = {}): Promise<FaultTarget> {
  const tls = { cert: certificate.certPem, key: certificate.keyPem, ...more };
  return rawTarget(answering, { scheme: 'https', tls });
}

/** A server whose authority the client is to trust, so that the fault is not simply "untrusted". */
async function serveTrusted(certificate: Certificate, more: TlsOptions = {}): Promise<FaultTarget> {
  return { ...(await serve(certificate, more)), ca: authority().certPem };
}

async function startPlainHttp(): Promise<FaultTarget> {
  const server = createHttpServer((_request, response) => response.end('plain'));
  const sockets = new TrackedSockets(server);
  const port = await listenOnLoopback(server);
  return {
    url: `https://${LOOPBACK}:${port}/`,
    counts: () => ({ ...sockets.counts(), requests: 0 }),
    close: () => closeServer(server, sockets),
  };
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly expected: FaultCase['expected'];
  start(): Promise<FaultTarget>;
}

const ROWS: readonly Row[] = [
  { id: 'F52', name: 'plain HTTP on a TLS port', expected: failsWith('tls.protocol'), start: startPlainHttp },
  {
    id: 'F53',
    name: 'self-signed',
    expected: failsWith('tls.untrusted'),
    start: () => serve(selfSignedCertificate({ name: 'self', hosts: HOSTS })),
  },
  {
    id: 'F54',
    name: 'unknown authority',
    expected: failsWith('tls.untrusted'),
    start: () => serve(issueCertificate(createAuthority('Nobody knows me'), { name: 'leaf', hosts: HOSTS })),
  },
  {
    id: 'F55',
    name: 'expired',
    expected: failsWith('tls.expired'),
    start: () => {
      const validity = {
        validFrom: new Date('2020-01-01T00:00:00Z'),
        validTo: new Date('2021-01-01T00:00:00Z'),
      };
      return serveTrusted(issueCertificate(authority(), { name: 'old', hosts: HOSTS, ...validity }));
    },
  },
  {
    id: 'F56',
    name: 'wrong name',
    expected: failsWith('tls.name_mismatch'),
    start: () => serveTrusted(issueCertificate(authority(), { name: 'other', hosts: ['other.test'] })),
  },
  {
    id: 'F58',
    name: 'handshake stalls',
    expected: failsWith('tls.handshake_timeout'),
    start: () => rawTarget({}, { scheme: 'https' }),
  },
  {
    id: 'F59',
    name: 'RST in the handshake',
    expected: failsWith('tls.reset'),
    start: () =>
      rawTarget(
        { onConnect: (socket) => socket.once('data', () => socket.resetAndDestroy()) },
        { scheme: 'https' },
      ),
  },
  {
    id: 'F61',
    name: 'client certificate wanted',
    expected: failsWith('tls.client_cert', { alternatives: ['closed.before_headers'] }),
    start: () =>
      serveTrusted(issueCertificate(authority(), { name: 'strict', hosts: HOSTS }), {
        requestCert: true,
        rejectUnauthorized: true,
        ca: authority().certPem,
      }),
  },
];

export const TLS_FAULTS: readonly FaultCase[] = ROWS.map((row) => ({
  ...row,
  row: row.id,
  protocol: 'http',
}));
