import { createServer as createTcpServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { askHealth, guardUrl, probe } from '../../../../../src/main/services/target/health.ts';
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
    [200, true, 'up'],
    [204, true, 'up'],
    [301, false, 'unhealthy'],
    [401, false, 'unhealthy'],
    [503, false, 'unhealthy'],
  ])('answered %i: healthy is %s, %s', async (status, healthy, health) => {
    const server = await serve({ status });
    const answer = await askHealth(`${server.url}/health`, LOOPBACK_ONLY);
    expect({ ...answer, latencyMs: typeof answer.latencyMs }).toEqual({
      health,
      healthy,
      latencyMs: 'number',
      message: `responded with ${status}`,
    });
  });

  it('follows no redirect and asks once', async () => {
    const server = await serve({ status: 302, headers: { location: '/elsewhere' } });
    await askHealth(`${server.url}/health`, LOOPBACK_ONLY);
    expect([...server.countsByPath()]).toEqual([['GET /health', 1]]);
  });

  it('of a closed port: connection refused', async () => {
    const port = await unusedPort();
    expect(await askHealth(`http://127.0.0.1:${port}/health`, LOOPBACK_ONLY)).toEqual({
      health: 'down',
      healthy: false,
      latencyMs: null,
      message: 'connection refused',
    });
  });

  it('that is not answered ends after its time as a whole', async () => {
    const server = await serve({ delayMs: 60_000 });
    expect(await askHealth(`${server.url}/health`, { allowedHosts: [], timeoutMs: 50 })).toEqual({
      health: 'down',
      healthy: false,
      latencyMs: null,
      message: 'no response within 0.05 s',
    });
  });

  it('reads no endless page to its end', async () => {
    const server = await serve({ body: 'x'.repeat(1_000_000) });
    expect((await askHealth(`${server.url}/health`, LOOPBACK_ONLY)).message).toBe('responded with 200');
  });

  it('never leaves for an address that was not allowed', async () => {
    // 192.0.2.0/24 is reserved for documentation; the guard refuses before a connection is tried.
    const answer = await askHealth('http://192.0.2.1/health', LOOPBACK_ONLY);
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

describe('knocking at a service without a health page', () => {
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
    expect(await probe(`http://127.0.0.1:${port}/`, { allowedHosts: [] })).toMatchObject({ healthy: true });
    expect(await probe(`ws://127.0.0.1:${port}/ws`, { allowedHosts: [] })).toMatchObject({ healthy: true });
    await new Promise((resolve) => server.close(resolve));
    expect(bytes).toBe(0);
    expect(await probe(`http://127.0.0.1:${port}/`, { allowedHosts: [] })).toEqual({
      health: 'down',
      healthy: false,
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
    ['a health check', askHealth],
    ['a knock', probe],
  ])('is named by %s, which tells its own time', async (_, ask) => {
    const answer = await ask('http://api.test:81/', { allowedHosts: [], lookup: silent, timeoutMs: 60 });
    expect(answer.message).toBe('the host name api.test was not resolved within 0.06 s');
  });
});
