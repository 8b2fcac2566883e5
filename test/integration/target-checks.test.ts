import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TargetAsked, TargetCheckName, TargetCheckRow } from '../../src/contract/target-checks.ts';
import type { App } from '../../src/main/services/app-port.ts';
import { createAuthority, issueCertificate, selfSignedCertificate } from '../support/certificates.ts';
import { openApp } from '../support/opened-app.ts';
import { listenOnLoopback, unusedPort } from '../support/ports.ts';
import { createTempDir, type TempDir } from '../support/temp-dir.ts';

const DAY_MS = 86_400_000;
let dir: TempDir;
let app: App;
const closing: (() => void)[] = [];

beforeEach(() => {
  dir = createTempDir();
  app = openApp(dir.path, { env: { SHOP_TOKEN: `Bearer ${jwt({ exp: 1 })}` } });
});

afterEach(async () => {
  for (const close of closing.splice(0)) close();
  await app.close();
  dir.remove();
});

function jwt(claims: unknown): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'HS256' })}.${part(claims)}.c2lnbmF0dXJl`;
}

function portOf(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  closing.push(() => server.close());
  return listenOnLoopback(server);
}

async function check(asked: TargetAsked): Promise<Readonly<Record<TargetCheckName, TargetCheckRow>>> {
  const answer = await app.handlers['target.check'](asked);
  if (!answer.ok) throw new Error(answer.failure.message);
  return Object.fromEntries(answer.value.rows.map((row) => [row.check, row])) as Record<
    TargetCheckName,
    TargetCheckRow
  >;
}

describe('a healthy service (S-68)', () => {
  it('passes every check there is, with figures', async () => {
    const authorizations: (string | undefined)[] = [];
    const port = await portOf(
      createHttpServer((request, response) => {
        authorizations.push(request.headers.authorization);
        response.end('fine');
      }),
    );
    const token = jwt({ exp: Math.floor(Date.now() / 1_000 + 3.4 * 3_600) });
    const url = `http://127.0.0.1:${port}`;
    const answer = await app.handlers['target.check']({ of: 'url', url, healthPath: '/health', token });
    const { rows = [], target } = answer.ok ? answer.value : {};
    expect(target).toBe(url);
    expect(Object.fromEntries(rows.map(({ check: name, state }) => [name, state]))).toMatchObject({
      dns: 'not here',
      tcp: 'ok',
      tls: 'not here',
      token: 'ok',
      health: 'ok',
      listener: 'ok',
    });
    const of = (name: TargetCheckName) => rows.find((row) => row.check === name);
    expect(of('health')?.sentence).toBe('GET /health: responded with 200.');
    expect(of('tcp')?.sentence).toMatch(new RegExp(`^Accepted by 127\\.0\\.0\\.1:${port} in [\\d.]+ ms\\.$`));
    expect(of('listener')?.figure).toBe(`pid ${process.pid}`);
    expect(of('token')?.figure).toBe('3 h left');
    expect(authorizations).toEqual([`Bearer ${token}`]);
    expect(JSON.stringify(answer)).not.toContain(token.slice(0, 30));
  });

  it('on this machine is found by its name, on whichever family it listens', async () => {
    const port = await portOf(createHttpServer((_, response) => response.end()));
    const { dns, tcp, health } = await check({ of: 'url', url: `http://localhost:${port}/x?y=1` });
    expect([dns.state, tcp.state, health.state]).toEqual(['ok', 'ok', 'ok']);
    expect(dns.sentence).toMatch(/^localhost is .*127\.0\.0\.1/);
    expect(health.sentence).toBe('GET /x: responded with 200.');
  });
});

describe('what is wrong', () => {
  it('nobody listens', async () => {
    const port = await unusedPort();
    const { tcp, health, listener } = await check({ of: 'url', url: `http://127.0.0.1:${port}` });
    expect(tcp).toMatchObject({
      state: 'failed',
      figure: '',
      sentence: `The connection was refused: 127.0.0.1:${port}.`,
      wayOut: 'Is the service running on that port?',
      command: `nc -vz -w 3 127.0.0.1 ${port}`,
    });
    expect(health).toMatchObject({ state: 'failed', sentence: 'GET /: connection refused.' });
    expect(listener).toMatchObject({ state: 'failed', sentence: `Nobody listens on port ${port}.` });
    const answer = await app.handlers['target.check']({ of: 'url', url: `http://127.0.0.1:${port}` });
    expect(answer.ok && answer.value.rows[0]?.check).toBe('listener');
  });

  it('a name that does not resolve', async () => {
    const { dns, tcp, tls, health } = await check({ of: 'url', url: 'https://no-such-host.invalid' });
    expect(dns).toMatchObject({ state: 'failed', command: 'getent ahosts no-such-host.invalid' });
    expect([tcp, tls, health].map(({ state, sentence }) => [state, sentence])).toEqual(
      new Array(3).fill(['not here', 'The host name has no address to connect to.']),
    );
  });

  it('a token that has expired, and a service that refuses it', async () => {
    const port = await portOf(createHttpServer((_, response) => response.writeHead(401).end()));
    const url = `http://127.0.0.1:${port}`;
    const { token, health } = await check({ of: 'url', url, token: '{{ env.SHOP_TOKEN }}' });
    expect(token).toMatchObject({ state: 'failed', wayOut: 'Get a new one.' });
    expect(token.sentence).toBe('The token expired at 1970-01-01T00:00:01Z.');
    expect(token.figure).toMatch(/^expired \d+ days ago$/);
    expect(health).toMatchObject({
      state: 'failed',
      sentence: 'GET /: responded with 401.',
      wayOut: 'It did not accept the token: see whether it has expired, and what it is for.',
    });
    expect((await check({ of: 'url', url })).health.wayOut).toBe('It wants credentials, and none were sent.');
  });

  it('references that lead nowhere, addresses that are none, tokens of several lines', async () => {
    const ask = async (asked: TargetAsked) => {
      const answer = await app.handlers['target.check'](asked);
      return answer.ok ? 'fine' : answer.failure.code;
    };
    expect([
      await ask({ of: 'url', url: 'http://127.0.0.1:9', token: '{{ env.NOWHERE }}' }),
      await ask({ of: 'url', url: 'ftp://127.0.0.1' }),
      await ask({ of: 'url', url: 'http://me:secret@127.0.0.1' }),
      await ask({ of: 'url', url: 'http://127.0.0.1:9', token: 'one\r\nx-two: 2' }),
      await ask({ of: 'service', serviceId: 'none' }),
      await ask({ of: 'run', runId: 'none', service: 'gateway' }),
    ]).toEqual([
      'secret.missing_value',
      'check.bad_url',
      'check.bad_url',
      'check.bad_token',
      'check.no_service',
      'run.not_found',
    ]);
  });
});

describe('TLS', () => {
  async function serve(certificate: { certPem: string; keyPem: string }): Promise<number> {
    const server = createHttpsServer({ cert: certificate.certPem, key: certificate.keyPem });
    server.on('request', (_, response) => response.end('fine'));
    return portOf(server);
  }

  it('of a certificate that signed itself', async () => {
    const validTo = new Date(Date.now() + 30.5 * DAY_MS);
    const port = await serve(selfSignedCertificate({ name: 'shop\nwindow', hosts: ['localhost'], validTo }));
    const { tcp, tls, health } = await check({ of: 'url', url: `https://localhost:${port}` });
    expect(tcp.state).toBe('ok');
    expect(tls).toMatchObject({
      state: 'failed',
      figure: 'TLSv1.3, 30 days left',
      command: `openssl s_client -connect localhost:${port} -servername localhost </dev/null`,
    });
    expect(tls.sentence).toMatch(
      /^Certificate of shop window, issued by shop window\. The certificate is not signed by an authority this machine trusts: DEPTH_ZERO_SELF_SIGNED_CERT\.$/,
    );
    expect(health.sentence).toBe('GET /: certificate not trusted (self-signed).');
  });

  it('of a certificate that has expired, for another name', async () => {
    const validFrom = new Date(Date.now() - 20 * DAY_MS);
    const validTo = new Date(Date.now() - 2.5 * DAY_MS);
    const authority = createAuthority('House');
    const request = { name: 'other', hosts: ['other.example'], validFrom, validTo };
    const port = await serve(issueCertificate(authority, request));
    const { tls } = await check({ of: 'url', url: `https://localhost:${port}` });
    expect(tls).toMatchObject({ state: 'failed', figure: 'TLSv1.3, expired 3 days ago' });
    expect(tls.sentence).toMatch(
      /issued by House\. The certificate has expired: .* The certificate is for another host name: /,
    );
  });

  it('at a port that speaks none', async () => {
    const port = await portOf(createHttpServer((_, response) => response.end()));
    const { tls } = await check({ of: 'url', url: `https://127.0.0.1:${port}` });
    expect(tls).toMatchObject({ state: 'failed', wayOut: 'Is it https, and the right port?' });
  });

  it('that is never answered is waited for three seconds', async () => {
    const port = await portOf(createTcpServer((socket) => closing.push(() => socket.destroy())));
    const answer = await app.handlers['target.check']({ of: 'url', url: `https://127.0.0.1:${port}` });
    const { rows = [], tookMs = 0 } = answer.ok ? answer.value : {};
    expect(rows.find((row) => row.check === 'tls')?.sentence).toBe(
      'The TLS handshake did not finish in time: ETIMEDOUT.',
    );
    expect(rows.find((row) => row.check === 'tcp')?.state).toBe('ok');
    expect(tookMs).toBeGreaterThan(2_900);
  });
});

describe('the guard', () => {
  it('holds for every check that connects', async () => {
    // A documentation address (RFC 5737): no packet may go there.
    const { tcp, tls, health } = await check({ of: 'url', url: 'https://192.0.2.7' });
    for (const row of [tcp, tls, health])
      expect(row).toMatchObject({
        state: 'not here',
        wayOut: 'To check it, start Plimsoll with --allow-host 192.0.2.7.',
      });
  });
});
