import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ConnectionState } from '../../../../src/renderer/host/host.ts';
import { codeIn, retryDelayMs, webHost } from '../../../../src/renderer/host/web-host.ts';
import { settled } from '../scripted-host.ts';

class FakeSocket {
  readonly sent: unknown[] = [];
  constructor() {
    browser.sockets.push(this);
  }
  onopen: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(): void {}
  opens(): void {
    this.onopen?.({} as Event);
  }
  says(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) } as MessageEvent);
  }
  closes(code: number): void {
    this.onclose?.({ code } as CloseEvent);
  }
}

/** As much of a browser as the host asks for. */
class Browser {
  readonly sockets: FakeSocket[] = [];
  readonly stored = new Map<string, string>();
  readonly exchanged: string[] = [];
  readonly waiting: { run: () => void; ms: number }[] = [];
  readonly location = { protocol: 'http:', host: 'localhost:1', pathname: '/', search: '', hash: '' };
  token: string | null = 'fresh-token';

  get socket(): FakeSocket {
    return this.sockets.at(-1) as FakeSocket;
  }

  stand(): void {
    vi.stubGlobal('location', this.location);
    vi.stubGlobal('WebSocket', FakeSocket);
    vi.stubGlobal('setTimeout', (run: () => void, ms: number) => void this.waiting.push({ run, ms }));
    vi.stubGlobal('history', {
      replaceState: (_: null, __: string, address: string) => {
        this.location.hash = new URL(address, 'http://localhost:1').hash;
      },
    });
    vi.stubGlobal('sessionStorage', {
      getItem: (key: string) => this.stored.get(key) ?? null,
      setItem: (key: string, value: string) => void this.stored.set(key, value),
      removeItem: (key: string) => void this.stored.delete(key),
    });
    vi.stubGlobal('fetch', async (_: string, { body }: { body: string }) => {
      this.exchanged.push(JSON.parse(body).code);
      return { ok: this.token !== null, json: async () => ({ token: this.token }) };
    });
  }
}

let browser: Browser;
beforeEach(() => {
  browser = new Browser();
  browser.stand();
});
afterEach(() => vi.unstubAllGlobals());

async function joined() {
  browser.location.hash = '#code=abc';
  const host = webHost();
  await settled();
  browser.socket.opens();
  browser.socket.says({ type: 'welcome' });
  return host;
}

describe('the key', () => {
  test('reads the one-time code from the fragment and nothing else', () => {
    expect(codeIn('#code=aB3-_x')).toBe('aB3-_x');
    expect(codeIn('#/runs/code=1')).toBeNull();
    expect(codeIn('#code=a&b')).toBeNull();
    expect(codeIn('')).toBeNull();
  });

  test('exchanges the code, stores the token, empties the fragment and says hello', async () => {
    await joined();
    expect(browser.exchanged).toEqual(['abc']);
    expect(browser.stored.get('plimsoll.token')).toBe('fresh-token');
    expect(browser.location.hash).toBe('#/');
    expect(browser.socket.sent).toEqual([{ type: 'hello', token: 'fresh-token' }]);
  });

  test('is refused without a code and without a token, and opens nothing', async () => {
    const host = webHost();
    await settled();
    expect(host.connection()).toBe('refused');
    expect(browser.sockets).toHaveLength(0);
    const result = await host.call('runs.list', {});
    expect(result.ok ? '' : result.failure.code).toBe('host.refused');
  });

  test('falls back on the token of this tab where the code was already used', async () => {
    browser.stored.set('plimsoll.token', 'old-token');
    browser.token = null;
    await joined();
    expect(browser.socket.sent).toEqual([{ type: 'hello', token: 'old-token' }]);
  });

  test('forgets a token the program does not know and does not try again', async () => {
    const host = await joined();
    browser.socket.closes(4401);
    expect(host.connection()).toBe('refused');
    expect(browser.stored.size).toBe(0);
    expect(browser.waiting).toHaveLength(0);
  });
});

describe('commands and events', () => {
  test('numbers commands and matches answers in any order', async () => {
    const host = await joined();
    const first = host.call('runs.list', {});
    const second = host.call('settings.get', {});
    expect(browser.socket.sent.slice(1)).toEqual([
      { id: 1, name: 'runs.list', argument: {} },
      { id: 2, name: 'settings.get', argument: {} },
    ]);
    browser.socket.says({ id: 2, result: { ok: true, value: 'two' } });
    browser.socket.says({ id: 1, result: { ok: true, value: 'one' } });
    expect(await first).toEqual({ ok: true, value: 'one' });
    expect(await second).toEqual({ ok: true, value: 'two' });
  });

  test('hands events to those who listen, until they stop', async () => {
    const host = await joined();
    const heard: unknown[] = [];
    const stop = host.on('samples.changed', (event) => heard.push(event));
    browser.socket.says({ event: 'samples.changed', data: { state: 'running' } });
    stop();
    browser.socket.says({ event: 'samples.changed', data: { state: 'stopped' } });
    expect(heard).toEqual([{ state: 'running' }]);
  });

  test('keeps a command given before the welcome and sends it after', async () => {
    browser.stored.set('plimsoll.token', 't');
    const host = webHost();
    const answer = host.call('app.info', {});
    await settled();
    browser.socket.opens();
    expect(browser.socket.sent).toEqual([{ type: 'hello', token: 't' }]);
    browser.socket.says({ type: 'welcome' });
    expect(browser.socket.sent.at(-1)).toEqual({ id: 1, name: 'app.info', argument: {} });
    browser.socket.says({ id: 1, result: { ok: true, value: 7 } });
    expect(await answer).toEqual({ ok: true, value: 7 });
  });
});

describe('a lost connection', () => {
  test('waits 250 ms, doubling to 5 s', () => {
    expect([0, 1, 2, 3, 4, 5, 9].map(retryDelayMs)).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
  });

  test('fails what was asked, tries again, and starts counting anew once joined', async () => {
    const host = await joined();
    const states: ConnectionState[] = [];
    host.onConnection((state) => states.push(state));
    const answer = host.call('runs.list', {});
    browser.socket.closes(1006);
    const result = await answer;
    expect(result.ok ? '' : result.failure.code).toBe('host.connection_lost');
    expect(browser.waiting.map(({ ms }) => ms)).toEqual([250]);
    browser.waiting[0]?.run();
    browser.socket.closes(1006);
    expect(browser.waiting.map(({ ms }) => ms)).toEqual([250, 500]);
    browser.waiting[1]?.run();
    browser.socket.opens();
    browser.socket.says({ type: 'welcome' });
    browser.socket.closes(1006);
    expect(browser.waiting.at(-1)?.ms).toBe(250);
    expect(states).toEqual(['lost', 'connected', 'lost']);
  });

  test('answers a command that waited in vain after 20 s', async () => {
    const host = await joined();
    browser.socket.closes(1006);
    const answer = host.call('runs.list', {});
    const patience = browser.waiting.find(({ ms }) => ms === 20_000);
    patience?.run();
    const result = await answer;
    expect(result.ok ? '' : result.failure.code).toBe('host.connection_lost');
  });
});
