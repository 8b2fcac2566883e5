import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { ServiceModel } from '../../src/workers/sample-services/model.ts';
import { type SampleServices, startSampleServices } from '../../src/workers/sample-services/start.ts';

type Message = Readonly<Record<string, unknown>>;

let services: SampleServices;

beforeAll(async () => {
  services = await startSampleServices({ basePort: 0, seed: 1 });
});

afterAll(() => services.close());

/** A client that keeps every message, and hands out the next one of a type. */
class Client {
  readonly messages: Message[] = [];
  readonly webSocket: WebSocket;
  readonly #waiting = new Set<() => void>();

  constructor(query = '?token=demo', of: SampleServices = services) {
    this.webSocket = new WebSocket(`${of.urls.streaming.replace('http', 'ws')}/ws/stream${query}`);
    this.webSocket.on('message', (data) => {
      this.messages.push(JSON.parse(String(data)) as Message);
      for (const wake of this.#waiting) wake();
    });
  }

  send(message: unknown): void {
    this.webSocket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** The n-th message of a type, whether it has come already or is still to come. */
  async nth(type: string, n = 1): Promise<Message> {
    for (;;) {
      const found = this.messages.filter((message) => message.type === type)[n - 1];
      if (found !== undefined) return found;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiting.add(resolve);
      await promise;
      this.#waiting.delete(resolve);
    }
  }

  async open(): Promise<this> {
    await this.nth('connection_established');
    return this;
  }

  async close(): Promise<number> {
    this.webSocket.close(1000);
    const [code] = (await once(this.webSocket, 'close')) as [number];
    return code;
  }
}

describe('the WebSocket stream (S-07, S-22 … S-25)', () => {
  it('greets, confirms a subscription, pushes, and answers a ping', async () => {
    const client = await new Client().open();
    expect(client.messages[0]).toMatchObject({ connection_id: 'ws-1' });
    client.send({
      action: 'subscribe',
      data: { topics: ['pricing.updates', 'alerts.user'], filters: { commodity: 'gas' } },
    });
    expect(await client.nth('subscription_confirmed')).toEqual({
      type: 'subscription_confirmed',
      action: 'subscribe_response',
      success: true,
      subscribed_topics: ['pricing.updates', 'alerts.user'],
      failed_topics: [],
      topics: ['pricing.updates', 'alerts.user'],
      filters: { commodity: 'gas' },
    });
    client.send({ action: 'ping', data: {} });
    expect(Object.keys(await client.nth('pong'))).toEqual(['type', 'action', 'sent_at', 'timestamp']);
    const push = await client.nth('data');
    expect(Object.keys(push)).toEqual(['type', 'topic', 'seq', 'sent_at', 'data']);
    expect(push.seq).toBe(1);
    expect(await client.close()).toBe(1000);
  });

  it('answers in the order of the questions, each with its id', async () => {
    const client = await new Client().open();
    for (let id = 1; id <= 100; id += 1)
      client.send(id % 2 === 0 ? { action: 'ping', id } : { action: 'ping', data: { id } });
    await client.nth('pong', 100);
    const ids = client.messages.filter(({ type }) => type === 'pong').map(({ id }) => id);
    expect(ids).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
    await client.close();
  });

  it('pushes between a ping and its pong', async () => {
    // Slow, an answer takes 16 ms in the median and a push comes every half second: one ping in some thirty encloses one.
    const slow = await startSampleServices({ basePort: 0, profile: 'slow', seed: 3 });
    const client = await new Client('?token=demo', slow).open();
    client.send({ action: 'subscribe', data: { topics: ['pricing.updates', 'curve.changes'] } });
    await client.nth('subscription_confirmed');
    let enclosed = 0;
    for (let ping = 1; ping <= 400 && enclosed === 0; ping += 1) {
      const before = client.messages.length;
      client.send({ action: 'ping', data: {} });
      await client.nth('pong', ping);
      enclosed = client.messages.length - before - 1;
    }
    expect(enclosed).toBeGreaterThan(0);
    await slow.close();
  });

  it('stops pushing a topic that was left', async () => {
    const client = await new Client().open();
    client.send({ action: 'subscribe', data: { topics: ['pricing.updates'] } });
    await client.nth('data');
    client.send({ action: 'unsubscribe', data: { topics: ['pricing.updates'] }, id: 'u1' });
    expect(await client.nth('unsubscription_confirmed')).toMatchObject({
      id: 'u1',
      topics: ['pricing.updates'],
    });
    const pushes = () => client.messages.filter(({ type }) => type === 'data').length;
    const atLeaving = pushes();
    const other = await new Client().open();
    other.send({ action: 'subscribe', data: { topics: ['pricing.updates'] } });
    await other.nth('data', 2);
    expect(pushes()).toBe(atLeaving);
    await Promise.all([client.close(), other.close()]);
  });

  it('refuses a topic it does not know in its answer, and stays open', async () => {
    const client = await new Client().open();
    client.send({ action: 'subscribe', data: { topics: ['nope'] } });
    expect(await client.nth('subscription_failed')).toMatchObject({
      action: 'subscribe_response',
      success: false,
      subscribed_topics: [],
      failed_topics: [{ topic: 'nope', error: expect.any(String) as string }],
    });
    client.send({ action: 'ping', data: {} });
    await client.nth('pong');
    await client.close();
  });

  it.each([
    ['not json', 'bad_message'],
    ['[]', 'bad_message'],
    [{ action: 'dance' }, 'unknown_action'],
    [{ action: 'subscribe' }, 'bad_topics'],
    [{ action: 'subscribe', data: { topics: [] } }, 'bad_topics'],
    [
      { action: 'subscribe', data: { topics: ['pricing.updates'], filters: { commodity: 'tea' } } },
      'bad_filters',
    ],
  ])('answers %j with error %s and stays open', async (message, code) => {
    const client = await new Client().open();
    client.send(message);
    expect(await client.nth('error')).toMatchObject({ type: 'error', code });
    client.send({ action: 'ping' });
    await client.nth('pong');
    await client.close();
  });

  it.each([
    ['', 401],
    ['?token=', 401],
    ['?token=expired', 401],
    ['/other?token=demo', 404],
  ])('refuses the upgrade of %j with %d', async (query, status) => {
    const { webSocket } = new Client(query);
    webSocket.on('error', () => undefined);
    const [, response] = (await once(webSocket, 'unexpected-response')) as [unknown, IncomingMessage];
    response.resume();
    expect(response.statusCode).toBe(status);
  });

  it('closes a connection whose message is too large with 1009', async () => {
    const client = await new Client().open();
    client.send('x'.repeat(70_000));
    const [code] = (await once(client.webSocket, 'close')) as [number];
    expect(code).toBe(1009);
  });

  it('agrees with its clients about what was opened, received and sent', async () => {
    const own = await startSampleServices({ basePort: 0, seed: 5 });
    const clients = await Promise.all(
      Array.from({ length: 50 }, () => new Client('?token=demo', own).open()),
    );
    for (const client of clients) for (let id = 1; id <= 10; id += 1) client.send({ action: 'ping', id });
    await Promise.all(clients.map((client) => client.nth('pong', 10)));
    expect(own.state()).toMatchObject({
      services: {
        streaming: { received: { ws_connect: 50 }, answered: { 101: 50 }, inFlight: 0, openConnections: 50 },
      },
      webSocket: { open: 50, opened: 50, refused: 0, messagesIn: 500, messagesOut: 550, closedBy: {} },
    });
    expect(await Promise.all(clients.map((client) => client.close()))).toEqual(new Array(50).fill(1000));
    await expect.poll(() => own.state().services.streaming.openConnections).toBe(0);
    expect(own.state().webSocket).toMatchObject({ open: 0, closedBy: { 1000: 50 } });
    await own.close();
  });

  it('flaky: refuses and resets handshakes as the model decides', async () => {
    // Meets every fault but a hang, which would only take time.
    const seed = 2;
    const model = new ServiceModel('streaming', 'flaky', seed + 1);
    const decided = Array.from(
      { length: 150 },
      (_, now) => model.decide('streaming.ws_connect', now).fault ?? '101',
    );
    const flaky = await startSampleServices({ basePort: 0, profile: 'flaky', seed });
    const outcomes = await Promise.all(
      decided.map(async () => {
        const { webSocket } = new Client('?token=demo', flaky);
        const { promise, resolve } = Promise.withResolvers<string>();
        webSocket.on('open', () => resolve('101'));
        webSocket.on('unexpected-response', (_, response) => resolve(String(response.statusCode)));
        webSocket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
        return promise;
      }),
    );
    const tally = (of: readonly string[]) =>
      Object.fromEntries(
        [...new Set(of)].sort().map((one) => [one, of.filter((other) => other === one).length]),
      );
    const expected = decided.map((fault) => {
      if (fault.startsWith('reset')) return 'ECONNRESET';
      return fault.replace('throttled', '429').replace('error', '');
    });
    expect(tally(outcomes)).toEqual(tally(expected));
    expect(Object.keys(tally(expected))).toEqual(['101', '429', '500', '503', 'ECONNRESET']);
    await flaky.close();
  });

  it('says 1001 to everybody when the service stops', async () => {
    const own = await startSampleServices({ basePort: 0 });
    const clients = await Promise.all([1, 2, 3].map(() => new Client('?token=demo', own).open()));
    const codes = clients.map(async (client) => ((await once(client.webSocket, 'close')) as [number])[0]);
    await own.close();
    expect(await Promise.all(codes)).toEqual([1001, 1001, 1001]);
  });
});

/** Reads an event stream until `done` says so, then hangs up. */
function readEvents(url: string, done: (text: string) => boolean): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = get(url, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        if (done(text)) {
          resolve(text);
          request.destroy();
        }
      });
      response.on('end', () => resolve(text));
    });
    request.on('error', reject);
  });
}

describe('the event stream (S-07)', () => {
  it('begins with the connection, goes on with numbered data, and forgets a client that left', async () => {
    const own = await startSampleServices({ basePort: 0 });
    const url = `${own.urls.streaming}/sse/stream?token=demo`;
    const [first, second, third] = (await readEvents(url, (text) => text.includes('\nid: 2\n'))).split(
      '\n\n',
    );
    expect(first).toMatch(
      /^retry: 3000\nevent: connection_established\ndata: \{"type":"connection_established"/,
    );
    expect(second).toMatch(/^id: 1\nevent: data\ndata: \{"type":"data","topic":"pricing.updates","seq":1,/);
    expect(third).toMatch(/^id: 2\n/);
    await expect.poll(() => own.state().sse.open).toBe(0);
    await own.close();
  });

  it('attaches a further topic to an open stream', async () => {
    let attached: Promise<unknown> | undefined;
    const subscribe = async (text: string): Promise<unknown> => {
      const id = /"connection_id":"(sse-\d+)"/.exec(text)?.[1];
      const url = `${services.urls.streaming}/sse/subscribe?connection_id=${id}&topic=curve.changes&filters=commodity:gas`;
      return (await fetch(url, { method: 'POST' })).json();
    };
    await readEvents(`${services.urls.streaming}/sse/stream?token=demo&topics=alerts.system`, (text) => {
      attached ??= subscribe(text);
      return text.includes('"topic":"curve.changes"');
    });
    expect(await attached).toMatchObject({ success: true, topic: 'curve.changes', attached: true });
  });

  it('ends in good order when the service stops', async () => {
    const own = await startSampleServices({ basePort: 0 });
    let closing: Promise<void> | undefined;
    const text = await readEvents(`${own.urls.streaming}/sse/stream?token=demo`, () => {
      closing ??= own.close();
      return false;
    });
    expect(text).toContain('connection_established');
    await closing;
  });
});
