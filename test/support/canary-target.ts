import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Canary, CanaryScanner, FORMS } from './canaries.ts';
import type { Travel } from './canary-plan.ts';

/** A target that gives back what it was sent, in every form, in every place that has room for text. */
export interface CanaryTarget {
  readonly url: string;
  /** Texts that were given back, so far, and canaries that came, in whatever form. */
  echoes(): number;
  came(): ReadonlySet<string>;
  close(): Promise<void>;
}

const isPrintable = (text: string) => /^[\x20-\x7e]*$/.test(text);
/** What a header or a status line may hold. */
const plain = (text: string) => (isPrintable(text) ? text : encodeURIComponent(text)).slice(0, 900);

export async function startCanaryTarget(all: ReadonlyMap<Travel, Canary>): Promise<CanaryTarget> {
  const echo = new Echo([...all.values()]);
  const answers = new Answers(echo, all);
  const server = createServer((request, response) => void answers.answer(request, response));
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket, request) => talk(socket, request, echo));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    echoes: () => echo.count,
    came: () => echo.came,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Finds which canaries a text holds, and writes one of them in the next form. */
class Echo {
  count = 0;
  readonly came = new Set<string>();
  readonly #scanner: CanaryScanner;

  constructor(canaries: readonly Canary[]) {
    this.#scanner = new CanaryScanner(canaries);
  }

  of(received: string): string {
    const found = [...new Set(this.#scanner.leaksIn(received).map(({ canary }) => canary.text))];
    for (const one of found) this.came.add(one);
    const text = found[this.count % Math.max(1, found.length)] ?? '';
    const forms = Object.values(FORMS);
    const write = forms[this.count % forms.length] ?? ((one: string) => one);
    this.count += 1;
    return text === '' ? 'nothing' : write(text);
  }
}

class Answers {
  readonly #echo: Echo;
  readonly #all: ReadonlyMap<Travel, Canary>;
  #turn = 0;

  constructor(echo: Echo, all: ReadonlyMap<Travel, Canary>) {
    this.#echo = echo;
    this.#all = all;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url = '' } = request;
    let body = '';
    for await (const part of request) body += String(part);
    const echoed = () => this.#echo.of(`${url}\n${request.rawHeaders.join('\n')}\n${body}`);
    if (url.startsWith('/login/')) return this.#login(url, response);
    if (url.startsWith('/events')) return stream(response, echoed);
    if (url.startsWith('/redirect')) {
      return void response.writeHead(302, { location: `/a?back=${encodeURIComponent(echoed())}` }).end();
    }
    this.#turn += 1;
    const turn = this.#turn;
    if (turn % 9 === 0) await new Promise((resolve) => setTimeout(resolve, 250));
    this.#reply(response, turn, echoed);
  }

  #reply(response: ServerResponse, turn: number, echoed: () => string): void {
    const id = { 'x-request-id': plain(echoed()), 'x-echo': plain(echoed()) };
    switch (turn % 7) {
      case 0:
        return void response
          .writeHead(500, plain(echoed()), { ...id, 'set-cookie': `sid=${encodeURIComponent(echoed())}` })
          .end(`unknown "${echoed()}"`);
      case 1:
        return void response
          .writeHead(401, id)
          .end(JSON.stringify({ error: echoed(), of: { deep: echoed() } }));
      case 2:
        return void response
          .writeHead(302, { ...id, location: `http://127.0.0.1:1:1/${plain(encodeURIComponent(echoed()))}` })
          .end();
      case 3:
        return void response
          .writeHead(503, plain(echoed()), id)
          .end(`<p title='${echoed()}'>${echoed()}</p>`);
      default:
        return void response
          .writeHead(200, plain(echoed()), { ...id, 'content-type': 'application/json' })
          .end(JSON.stringify({ ok: echoed() }));
    }
  }

  #login(url: string, response: ServerResponse): void {
    const name = url.split('/')[2]?.replaceAll('_', ' ') ?? '';
    const text = [...this.#all].find(([travel]) => travel === name)?.[1].text ?? '';
    const headers =
      name === 'cookie of an answer'
        ? { 'set-cookie': `given=${text}; Path=/` }
        : name === 'header of an answer'
          ? { 'x-given': text }
          : {};
    const given = name.startsWith('token') ? { given: text } : {};
    response.writeHead(200, headers).end(JSON.stringify(given));
  }
}

/** Three events, then an end amid the fourth. */
function stream(response: ServerResponse, echoed: () => string): void {
  const line = () => echoed().replaceAll(/[\r\n]/g, ' ');
  response.writeHead(200, { 'content-type': 'text/event-stream', 'x-echo': plain(echoed()) });
  for (let event = 0; event < 3; event += 1) {
    response.write(`event: ${line()}\nid: ${line()}\ndata: {"any":"${line()}"}\n\n`);
  }
  setTimeout(() => {
    response.write(`: ${line()}\nevent: error\ndata: ${line()}`);
    response.destroy();
  }, 200);
}

/** What comes is said again; now and then the connection is closed, and the reason says it once more. */
function talk(socket: WebSocket, request: IncomingMessage, echo: Echo): void {
  let heard = `${request.url}\n${request.rawHeaders.join('\n')}`;
  let frames = 0;
  socket.on('error', () => {});
  socket.on('message', (data) => {
    heard += `\n${data}`;
    frames += 1;
    socket.send(JSON.stringify({ type: echo.of(heard), topic: echo.of(heard), error: echo.of(heard) }));
    if (frames % 6 === 5)
      socket.close(4_001, Buffer.from(echo.of(heard)).subarray(0, 110).toString('latin1'));
  });
}
