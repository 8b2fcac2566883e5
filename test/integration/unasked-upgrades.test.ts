import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { fetchText } from '../../src/main/services/target/fetch-text.ts';
import { askHealth } from '../../src/main/services/target/health.ts';
import { createContainerReader } from '../../src/workers/target-watch/containers/container-reader.ts';
import { EngineApi } from '../../src/workers/target-watch/containers/engine-api.ts';
import { makeReader } from '../../src/workers/target-watch/make-reader.ts';
import { listenOnLoopback } from '../support/ports.ts';
import { createTempDir } from '../support/temp-dir.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** Changes the protocol, whatever it is asked. */
function answering(): Server {
  const server = createServer((socket) => {
    closing.push(() => socket.destroy());
    socket.on('error', () => undefined);
    socket.once('data', () => socket.write(HEAD));
  });
  closing.push(() => server.close());
  return server;
}

const HEAD = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: odd\r\n\r\n';

describe('a change of protocol that nobody asked for', () => {
  it('is what a page of metrics and a Prometheus server answered, and the next reading is made', async () => {
    const url = `http://127.0.0.1:${await listenOnLoopback(answering())}/metrics`;
    const limits = { allowedHosts: [], verifyTls: true };
    const readers = [
      makeReader({ kind: 'metrics', url, metrics: [{ name: 'x', labels: {} }] }, limits),
      makeReader({ kind: 'promql', url, queries: { x: 'up' } }, limits),
    ];
    for (const reader of readers) {
      for (const second of [0, 1])
        expect(await reader.read({ second, atUs: 0 })).toEqual({ gauges: [], gap: 'Answered 101.' });
      reader.close();
    }
  });

  it('is what a container engine answered, however long its answer may take', async () => {
    using folder = createTempDir();
    const socket = join(folder.path, 'docker.sock');
    const server = answering();
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    const host = { platform: 'linux' as const, env: { DOCKER_HOST: `unix://${socket}` } };
    const reader = createContainerReader('shop-db', host);
    for (const second of [0, 1])
      expect(await reader.read({ second, atUs: 0 })).toEqual({
        gauges: [],
        gap: 'The container engine answered 101.',
      });
    reader.close();
    const api = new EngineApi({ host, timeoutMs: 0 });
    expect(await api.version()).toMatchObject({ ok: false, failure: { code: 'engine.failed' } });
    api.close();
  });

  it('is what a page of health and a document answered', async () => {
    const url = `http://127.0.0.1:${await listenOnLoopback(answering())}`;
    expect(await askHealth(url, '/health', { allowedHosts: [] })).toMatchObject({
      health: 'unhealthy',
      message: 'responded with 101',
    });
    expect(await fetchText(`${url}/openapi.json`, [])).toMatchObject({
      failure: { message: `${url}/openapi.json could not be fetched: it responded with 101.` },
    });
  });
});
