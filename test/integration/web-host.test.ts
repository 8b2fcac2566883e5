import { EventEmitter, once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { succeed } from '../../src/contract/failure.ts';
import { startWebHost, type WebHost } from '../../src/main/hosts/web/server.ts';
import type { AppDoor } from '../../src/main/services/app-port.ts';

/** The web host on a real socket, with an app that only remembers what it was asked. */
let folder: string;
let host: WebHost;
let asked: [string, unknown][];
const events = new EventEmitter();

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-web-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Plimsoll</title>');
  writeFileSync(join(folder, 'assets', 'app.js'), 'start()');
  asked = [];
  const door: AppDoor = {
    dispatch: (name, argument) => {
      asked.push([name, argument]);
      return Promise.resolve(succeed({ version: '1' }));
    },
    on: (name, listener) => {
      events.on(name, listener);
      return () => void events.off(name, listener);
    },
  };
  const started = await startWebHost(door, { port: 0, rendererDir: folder });
  if (!started.ok) throw new Error(started.failure.message);
  host = started.value;
});

afterEach(async () => {
  await host.close();
  rmSync(folder, { recursive: true });
});

interface Answer {
  status: number;
  headers: NodeJS.Dict<string | string[]>;
  body: string;
}

/** node:http, because `fetch` would not let a test lie about Host and Origin. */
function ask(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
) {
  return new Promise<Answer>((resolve, reject) => {
    const call = request({
      host: '127.0.0.1',
      port: host.port,
      path,
      method: options.method ?? 'GET',
      headers: options.headers ?? {},
    });
    call.on('error', reject);
    call.on('response', (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    });
    call.end(options.body);
  });
}

const origin = () => `http://127.0.0.1:${host.port}`;
const codeOf = (address: string) => address.split('#code=')[1] ?? '';

async function tokenFor(code: string): Promise<Answer> {
  return ask('/session', { method: 'POST', headers: { origin: origin() }, body: JSON.stringify({ code }) });
}

function openSocket(options: { origin?: string; path?: string } = {}): WebSocket {
  return new WebSocket(`ws://127.0.0.1:${host.port}${options.path ?? '/wire'}`, {
    origin: options.origin ?? origin(),
  });
}

describe('the files of the workbench', () => {
  it('are served with the policy, from a fixed list', async () => {
    const page = await ask('/');
    expect(page).toMatchObject({ status: 200, body: '<!doctype html><title>Plimsoll</title>' });
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.headers['cross-origin-opener-policy']).toBe('same-origin');
    expect(await ask('/assets/app.js')).toMatchObject({ status: 200, body: 'start()' });
  });

  it.each([
    '/../package.json',
    '/assets/../../x',
    '/%2e%2e/x',
    '/assets',
    '//etc/passwd',
    '/@fs/etc/passwd',
    '/index.html%00',
  ])('do not include %s', async (path) => expect((await ask(path)).status).toBe(404));

  it('are not for foreign hosts, foreign origins or other methods', async () => {
    expect(await ask('/', { headers: { host: 'evil.example' } })).toMatchObject({ status: 403 });
    expect(await ask('/', { headers: { origin: 'http://evil.example' } })).toMatchObject({ status: 403 });
    expect(await ask('/', { method: 'PUT' })).toMatchObject({ status: 405 });
  });
});

describe('the way in', () => {
  it('exchanges a code once, and only for our own page', async () => {
    const code = codeOf(host.newAddress());
    expect(await ask('/session', { method: 'POST', body: JSON.stringify({ code }) })).toMatchObject({
      status: 403,
    });
    expect((await tokenFor(code)).status).toBe(200);
    expect((await tokenFor(code)).status).toBe(401);
    expect((await tokenFor('guess')).status).toBe(401);
    expect(await ask('/session', { method: 'POST', headers: { origin: origin() }, body: 'x' })).toMatchObject(
      { status: 401 },
    );
  });

  it('carries commands and events for whoever holds a token', async () => {
    const { token } = JSON.parse((await tokenFor(codeOf(host.newAddress()))).body);
    const socket = openSocket();
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'hello', token }));
    expect(JSON.parse(String((await once(socket, 'message'))[0]))).toEqual({ type: 'welcome' });
    socket.send(JSON.stringify({ id: 7, name: 'app.info', argument: {} }));
    expect(JSON.parse(String((await once(socket, 'message'))[0]))).toEqual({
      id: 7,
      result: succeed({ version: '1' }),
    });
    expect(asked).toEqual([['app.info', {}]]);
    events.emit('run.changed', { runId: 'a' });
    expect(JSON.parse(String((await once(socket, 'message'))[0]))).toEqual({
      event: 'run.changed',
      data: { runId: 'a' },
    });
    socket.send('garbage');
    expect((await once(socket, 'close'))[0]).toBe(4400);
    expect(events.listenerCount('run.changed')).toBe(0);
  });

  it('is shut to a wrong token, to commands before a token, to foreign origins and other paths', async () => {
    for (const first of [{ type: 'hello', token: 'guess' }, { id: 1, name: 'app.info', argument: {} }, 'x']) {
      const socket = openSocket();
      await once(socket, 'open');
      socket.send(JSON.stringify(first));
      expect((await once(socket, 'close'))[0]).toBe(4401);
    }
    for (const options of [{ origin: 'http://evil.example' }, { path: '/other' }]) {
      const [error] = await once(openSocket(options), 'error');
      expect(String(error)).toContain('403');
    }
    expect(asked).toEqual([]);
  });
});

describe('a peer without manners', () => {
  it('cannot end the host by resetting a refused upgrade', async () => {
    for (let attempt = 0; attempt < 30; attempt += 1) {
      const socket = connect(host.port, '127.0.0.1');
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      socket.write(
        `GET /wire HTTP/1.1\r\nHost: 127.0.0.1:${host.port}\r\nOrigin: http://evil.example\r\nConnection: Upgrade\r\n` +
          'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
      );
      socket.resetAndDestroy();
    }
    expect((await ask('/')).status).toBe(200);
  });
});

describe('what can go wrong at the start', () => {
  const door: AppDoor = { dispatch: () => Promise.resolve(succeed(null)), on: () => () => undefined };

  it('says that a port is in use', async () => {
    const second = await startWebHost(door, { port: host.port, rendererDir: folder });
    expect(second).toMatchObject({
      ok: false,
      failure: { code: 'serve.port_in_use', message: `Port ${host.port} is in use.` },
    });
  });

  it('says that the screens are not built', async () => {
    const second = await startWebHost(door, { port: 0, rendererDir: join(folder, 'none') });
    expect(second).toMatchObject({ ok: false, failure: { code: 'serve.not_built' } });
  });
});
