import { createServer as createTcpServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { askHealth, guardUrl } from '../../../../../src/main/services/target/health.ts';
import { unusedPort } from '../../../../support/ports.ts';
import { type RecordingServer, startRecordingServer } from '../../../../support/recording-server.ts';

const servers: RecordingServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function serve(...script: Parameters<typeof startRecordingServer>): Promise<RecordingServer> {
  const server = await startRecordingServer(...script);
  servers.push(server);
  return server;
}
const LOOPBACK_ONLY = { allowedHosts: [] };

describe('a health check', () => {
  it.each([
    [200, 'up'],
    [204, 'up'],
    [301, 'unhealthy'],
    [401, 'unhealthy'],
    [503, 'unhealthy'],
  ])('answered %i: %s', async (status, health) => {
    const server = await serve({ status });
    const answer = await askHealth(`${server.url}`, '/health', LOOPBACK_ONLY);
    expect({ ...answer, latencyMs: typeof answer.latencyMs }).toEqual({
      health,
      latencyMs: 'number',
      message: `responded with ${status}`,
    });
  });

  it('follows no redirect and asks once', async () => {
    const server = await serve({ status: 302, headers: { location: '/elsewhere' } });
    await askHealth(`${server.url}`, '/health', LOOPBACK_ONLY);
    expect([...server.countsByPath()]).toEqual([['GET /health', 1]]);
  });

  it('of a closed port: connection refused', async () => {
    const port = await unusedPort();
    expect(await askHealth(`http://127.0.0.1:${port}`, '/health', LOOPBACK_ONLY)).toEqual({
      health: 'down',
      latencyMs: null,
      message: 'connection refused',
    });
  });

  it('that is not answered ends after its time as a whole', async () => {
    const server = await serve({ delayMs: 60_000 });
    expect(await askHealth(`${server.url}`, '/health', { allowedHosts: [], timeoutMs: 50 })).toEqual({
      health: 'down',
      latencyMs: null,
      message: 'no response within 0.05 s',
    });
  });

  it('reads no endless page to its end', async () => {
    const server = await serve({ body: 'x'.repeat(1_000_000) });
    expect((await askHealth(`${server.url}`, '/health', LOOPBACK_ONLY)).message).toBe('responded with 200');
  });

  it('never leaves for an address that was not allowed', async () => {
    // 192.0.2.0/24 is reserved for documentation; the guard refuses before a connection is tried.
    const answer = await askHealth('http://192.0.2.1', '/health', LOOPBACK_ONLY);
    expect([answer.health, answer.message]).toEqual(['blocked', expect.stringContaining('192.0.2.1')]);
  });
});

describe('the guard over a service address', () => {
  it.each(['http://127.0.0.1:1', 'http://localhost:1', 'http://[::1]:1', 'https://127.9.9.9'])(
    '%s may be asked',
    async (url) => {
      expect(await guardUrl(url, [])).toBe(null);
    },
  );

  it('another address may not, unless its host was named', async () => {
    expect((await guardUrl('http://192.0.2.1:80/base', []))?.code).toBe('guard.blocked_host');
    expect(await guardUrl('http://192.0.2.1:80/base', ['192.0.2.1'])).toBe(null);
  });
});

describe('a service without a health page', () => {
  it('says that something accepts connections, and sends it nothing', async () => {
    let bytes = 0;
    const server = createTcpServer((socket) => {
      socket.on('data', (chunk) => {
        bytes += chunk.length;
      });
      socket.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    expect(await askHealth(`http://127.0.0.1:${port}/`, null, LOOPBACK_ONLY)).toMatchObject({ health: 'up' });
    expect(await askHealth(`ws://127.0.0.1:${port}/ws`, null, LOOPBACK_ONLY)).toMatchObject({ health: 'up' });
    await new Promise((resolve) => server.close(resolve));
    expect(bytes).toBe(0);
    expect(await askHealth(`http://127.0.0.1:${port}/`, null, LOOPBACK_ONLY)).toEqual({
      health: 'down',
      latencyMs: null,
      message: 'connection refused',
    });
  });
});

describe('a resolver that says nothing', () => {
  const silent = () => undefined;

  it('is not waited for before a run, and the sentence tells how long it was', async () => {
    expect(await guardUrl('http://api.test/', [], { lookup: silent, withinMs: 50 })).toEqual({
      code: 'dns.timeout',
      side: 'client',
      message: 'The host name api.test was not resolved within 0.05 s.',
      hint: 'Check the name servers of this machine, or name the address itself.',
    });
  });

  it.each([
    ['a health page', '/health'],
    ['a connection', null],
  ])('is named by who asks for %s, which tells its own time', async (_, path) => {
    const options = { allowedHosts: [], lookup: silent, timeoutMs: 60 };
    const answer = await askHealth('http://api.test:81', path, options);
    expect(answer.message).toBe('the host name api.test was not resolved within 0.06 s');
  });
});
