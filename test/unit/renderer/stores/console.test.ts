import { describe, expect, test } from 'vitest';
import type { ConsoleFrame, ConsoleUpdate } from '../../../../src/contract/console.ts';
import { fail, succeed } from '../../../../src/contract/failure.ts';
import {
  createConsoleStore,
  keepFrames,
  MAX_KEPT,
  MAX_KEPT_CHARS,
} from '../../../../src/renderer/stores/console.ts';
import { ScriptedHost, settled } from '../scripted-host.ts';

const frame = (number: number, text = 'x'): ConsoleFrame => ({
  number,
  atMs: number,
  direction: 'in',
  kind: 'text',
  bytes: text.length,
  text,
  cut: false,
  roundTripMs: null,
  code: null,
  closedBy: null,
});
const update = (change: Partial<ConsoleUpdate>): ConsoleUpdate => ({
  consoleId: 'c-1',
  state: 'open',
  frames: [],
  framesIn: 0,
  framesOut: 0,
  failure: null,
  ...change,
});
const OPENED = {
  address: '127.0.0.1:1',
  connectMs: 3,
  openedAt: 1_700_000_000_000,
  subprotocol: null,
  phasesMs: { dns: null, connect: 1, tls: null, upgrade: 2 },
};
const REFUSED = { code: 'connect.refused', side: 'target', message: 'No.', hint: '' } as const;
const LOST = { code: 'host.connection_lost', side: 'client', message: 'Lost.', hint: '' } as const;
const BACKED_UP = { code: 'console.backed_up', side: 'target', message: 'Full.', hint: '' } as const;
const NOT_OPEN = { code: 'console.not_open', side: 'test', message: 'Not open.', hint: '' } as const;

function start() {
  const host = new ScriptedHost();
  let ids = 0;
  const store = createConsoleStore(host, () => `c-${++ids}`);
  host.answers['console.open'] = () => succeed(OPENED);
  host.answers['console.close'] = () => succeed({ closed: true });
  host.answers['console.send'] = () => succeed({ bytes: 1 });
  const detach = store.getState().attach();
  return { host, store, detach };
}

describe('frames that are kept', () => {
  test('are the newest thousand', () => {
    const many = Array.from({ length: MAX_KEPT }, (_, at) => frame(at + 1));
    const kept = keepFrames(many, [frame(1_001), frame(1_002)]);
    expect(kept).toHaveLength(MAX_KEPT);
    expect([kept[0]?.number, kept.at(-1)?.number]).toEqual([3, 1_002]);
  });

  test('hold a bounded number of characters, the newest one whatever its size', () => {
    const half = 'x'.repeat(MAX_KEPT_CHARS / 2);
    expect(keepFrames([frame(1, half), frame(2, half)], [frame(3, 'y')]).map(({ number }) => number)).toEqual(
      [2, 3],
    );
    const huge = 'x'.repeat(MAX_KEPT_CHARS + 1);
    expect(keepFrames([frame(1)], [frame(2, huge)]).map(({ number }) => number)).toEqual([2]);
  });
});

describe('a console', () => {
  test('opens under a name of its own, and takes only what is meant for it', async () => {
    const { host, store } = start();
    await store.getState().open({ url: 'ws://h/' });
    expect(host.asked).toEqual([{ name: 'console.open', argument: { url: 'ws://h/', consoleId: 'c-1' } }]);
    expect(store.getState()).toMatchObject({ phase: 'open', opened: OPENED, failure: null });
    host.emit('console.frame', update({ consoleId: 'other', frames: [frame(1)] }));
    host.emit('console.frame', update({ frames: [frame(1), frame(2)], framesIn: 5, framesOut: 1 }));
    expect(store.getState()).toMatchObject({
      framesIn: 5,
      framesOut: 1,
      frames: [{ number: 1 }, { number: 2 }],
    });
    host.emit('console.frame', update({ state: 'closed', failure: REFUSED }));
    expect(store.getState()).toMatchObject({ phase: 'closed', failure: REFUSED, frames: { length: 2 } });
    await store.getState().open({ url: 'ws://h/' });
    expect(store.getState()).toMatchObject({ phase: 'open', frames: [], failure: null });
    expect(host.asked.at(-1)?.argument).toMatchObject({ consoleId: 'c-2' });
  });

  test('says why it did not open; an attempt that was given up is no failure', async () => {
    const { host, store } = start();
    host.answers['console.open'] = () => fail(REFUSED);
    await store.getState().open({ url: 'ws://h/' });
    expect(store.getState()).toMatchObject({ phase: 'idle', failure: REFUSED });
    host.answers['console.open'] = () => fail({ ...REFUSED, code: 'console.given_up' });
    await store.getState().open({ url: 'ws://h/' });
    expect(store.getState()).toMatchObject({ phase: 'idle', failure: null });
  });

  test('that the program has forgotten is closed', async () => {
    const { host, store } = start();
    await store.getState().open({ url: 'ws://h/' });
    host.answers['console.send'] = () => fail(NOT_OPEN);
    expect(await store.getState().send('hi')).toBe(false);
    expect(store.getState()).toMatchObject({ phase: 'closed', failure: NOT_OPEN });
  });

  test('says that a send was refused until one is sent, whatever travels meanwhile', async () => {
    const { host, store } = start();
    await store.getState().open({ url: 'ws://h/' });
    host.answers['console.send'] = () => fail(BACKED_UP);
    expect(await store.getState().send('hi')).toBe(false);
    host.emit('console.frame', update({ frames: [frame(1)] }));
    expect(store.getState()).toMatchObject({ phase: 'open', failure: BACKED_UP });
    host.answers['console.send'] = () => succeed({ bytes: 2 });
    expect(await store.getState().send('hi')).toBe(true);
    expect(store.getState()).toMatchObject({ phase: 'open', failure: null });
  });

  test('closes once, and is closed when that is told', async () => {
    const { host, store } = start();
    await store.getState().close();
    expect(host.asked).toEqual([]);
    await store.getState().open({ url: 'ws://h/' });
    await store.getState().close();
    await store.getState().close();
    expect(host.asked.slice(1)).toEqual([{ name: 'console.close', argument: { consoleId: 'c-1' } }]);
    expect(store.getState().phase).toBe('closing');
    host.emit('console.frame', update({ state: 'closed' }));
    expect(store.getState()).toMatchObject({ phase: 'closed', failure: null });
  });

  test.each([
    ['the program has forgotten it, which was wished', NOT_OPEN, null],
    ['the program is not reached', LOST, LOST],
  ])('is closed where its close fails: %s', async (_, failure, said) => {
    const { host, store } = start();
    await store.getState().open({ url: 'ws://h/' });
    host.answers['console.close'] = () => fail(failure);
    await store.getState().close();
    expect(store.getState()).toMatchObject({ phase: 'closed', failure: said });
    await store.getState().open({ url: 'ws://h/' });
    expect(store.getState().phase).toBe('open');
  });

  test('is closed where the program is lost before it tells the end', async () => {
    const { host, store } = start();
    await store.getState().open({ url: 'ws://h/' });
    await store.getState().close();
    host.becomes('lost');
    expect(store.getState().phase).toBe('closed');
  });

  test('left while it closes is closed, and opens again', async () => {
    const { store, detach } = start();
    await store.getState().open({ url: 'ws://h/' });
    await store.getState().close();
    detach();
    expect(store.getState().phase).toBe('closed');
    store.getState().attach();
    await store.getState().open({ url: 'ws://h/' });
    expect(store.getState().phase).toBe('open');
  });

  test('given up while it opens waits for the answer to its opening', async () => {
    const { host, store } = start();
    const { promise, resolve } = Promise.withResolvers<void>();
    const call = host.call;
    host.answers['console.close'] = () => fail(NOT_OPEN);
    const slow = createConsoleStore(
      {
        call: async (name, argument) => {
          if (name === 'console.open') await promise;
          return call(name, argument);
        },
        on: (name, listener) => host.on(name, listener),
        connection: () => 'connected',
        onConnection: (listener) => host.onConnection(listener),
      },
      () => 'c-9',
    );
    host.answers['console.open'] = () => fail(REFUSED);
    const opening = slow.getState().open({ url: 'ws://h/' });
    await slow.getState().close();
    expect(slow.getState()).toMatchObject({ phase: 'opening', failure: null });
    resolve();
    await opening;
    expect(slow.getState()).toMatchObject({ phase: 'idle', failure: REFUSED });
    expect(store.getState().phase).toBe('idle');
  });

  test('is closed when its screen is left, and hears nothing after', async () => {
    const { host, store, detach } = start();
    await store.getState().open({ url: 'ws://h/' });
    detach();
    await settled();
    expect(host.asked.at(-1)).toEqual({ name: 'console.close', argument: { consoleId: 'c-1' } });
    expect(store.getState().phase).toBe('closed');
    host.emit('console.frame', update({ frames: [frame(1)] }));
    expect(store.getState().frames).toEqual([]);
  });

  test('left before it was ever opened asks for nothing', () => {
    const { host, detach } = start();
    detach();
    expect(host.asked).toEqual([]);
  });
});
