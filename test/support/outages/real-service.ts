import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { type WebSocket, WebSocketServer } from 'ws';
import { LOOPBACK, listenOnLoopback, unusedPort } from '../ports.ts';
import type { Answer, Asked, Broken, Reading, ScriptedSocket, ServiceScript } from './service-script.ts';

/** A script as a server that can be asked. */
export interface RealService {
  /** `host:port`. */
  readonly target: string;
  close(): Promise<void>;
}

/** Starts a server that plays a script; its time begins with the first request. */
export async function startService(script: ServiceScript): Promise<RealService> {
  const service = new ScriptedService(script);
  return service.listen();
}

/** How long an open body takes to show that it goes on. */
const DRIP_MS = 200;

class ScriptedService {
  readonly #script: ServiceScript;
  readonly #sockets = new Map<Socket, number>();
  readonly #upgrades = new WebSocketServer({ noServer: true, autoPong: false, perMessageDeflate: false });
  readonly #timers = new Set<NodeJS.Timeout>();
  #server: Server | null = null;
  #port = 0;
  #firstAskedMs: number | null = null;
  #asked = 0;
  #opened = 0;
  #connections = 0;

  constructor(script: ServiceScript) {
    this.#script = script;
  }

  async listen(): Promise<RealService> {
    const neverThere = (this.#script.down ?? []).some(([fromMs]) => fromMs <= 0);
    if (neverThere) this.#port = await unusedPort();
    else await this.#up();
    return {
      target: `${LOOPBACK}:${this.#port}`,
      close: async () => {
        for (const timer of this.#timers) clearTimeout(timer);
        this.#down();
      },
    };
  }

  async #up(): Promise<void> {
    const server = createServer((request, response) => this.#answer(request, response));
    server.keepAliveTimeout = 60_000;
    server.on('connection', (socket) => {
      this.#sockets.set(socket, this.#connections++);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => undefined);
    });
    server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket as Socket, head));
    this.#server = server;
    this.#port = await listenOnLoopback(server, { port: this.#port });
  }

  #down(): void {
    this.#server?.close();
    this.#server = null;
    for (const socket of this.#sockets.keys()) socket.destroy();
  }

  #later(afterMs: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, afterMs);
    this.#timers.add(timer);
  }

  #sinceFirst(): number {
    const nowMs = performance.now();
    if (this.#firstAskedMs === null) {
      this.#firstAskedMs = nowMs;
      for (const [fromMs, toMs] of this.#script.down ?? []) {
        this.#later(fromMs, () => this.#down());
        this.#later(toMs, () => void this.#up());
      }
    }
    return nowMs - this.#firstAskedMs;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const atMs = this.#sinceFirst();
    const nth = this.#asked++;
    const asked: Asked = {
      atMs,
      nth,
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers as Record<string, string>,
      connection: this.#sockets.get(request.socket) ?? 0,
    };
    request.resume();
    const { http, readers } = this.#script;
    if (readers !== undefined && request.headers.accept === 'text/event-stream') {
      this.#stream(readers(asked), response);
      return;
    }
    const reply = http === undefined ? { broken: 'cut' as const } : http(asked);
    if ('broken' in reply) this.#break(reply, response);
    else this.#later(reply.delayMs, () => send(reply, response));
  }

  #break({ broken }: Broken, response: ServerResponse): void {
    switch (broken) {
      case 'hang':
        return;
      case 'cut':
        response.socket?.destroy();
        return;
      case 'cut-body':
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
        response.write('{"ok":', () => response.socket?.destroy());
        return;
      case 'half-gzip': {
        const whole = gzipSync('{"ok":true,"items":[1,2,3]}');
        response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
        response.end(whole.subarray(0, whole.length / 2));
        return;
      }
      case 'drip':
        response.writeHead(200, { 'content-type': 'application/json' });
        this.#drip(response);
    }
  }

  #drip(response: ServerResponse): void {
    if (response.destroyed) return;
    response.write(' ');
    this.#later(DRIP_MS, () => this.#drip(response));
  }

  #stream({ status, contentType, headersAfterMs, body, steps }: Reading, response: ServerResponse): void {
    this.#later(headersAfterMs, () => {
      response.writeHead(status, status === 204 ? {} : { 'content-type': contentType });
      if (body !== undefined || status !== 200) {
        response.end(body);
        return;
      }
      response.flushHeaders();
      const beganMs = performance.now();
      const next = (at: number): void => {
        const [afterMs, step] = steps[at] ?? [0, null];
        if (step === null || response.destroyed) return;
        this.#later(Math.max(0, afterMs - (performance.now() - beganMs)), () => {
          if (response.destroyed) return;
          if (step === 'comment') response.write(': still here\n\n');
          else if (step === 'end') response.end();
          else if (step === 'cut') response.socket?.destroy();
          else
            response.write(
              `${step.id === undefined ? '' : `id: ${step.id}\n`}event: ${step.event}\ndata: {"n":1}\n\n`,
            );
          next(at + 1);
        });
      };
      next(0);
    });
  }

  #upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const atMs = this.#sinceFirst();
    const { sockets } = this.#script;
    const asked = { atMs, nth: this.#opened++, path: request.url ?? '' };
    const code = sockets?.upgrade === undefined ? 101 : sockets.upgrade(asked);
    if (code === null) return;
    if (code !== 101) {
      socket.end(`HTTP/1.1 ${code} Refused\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
      return;
    }
    this.#upgrades.handleUpgrade(request, socket, head, (client) => {
      client.on('error', () => undefined);
      const scripted = this.#scripted(client, asked.nth);
      client.on('message', (data) => sockets?.text?.(scripted, String(data), this.#sinceFirst()));
      client.on('ping', (data) => {
        if (sockets?.answersPings?.(this.#sinceFirst()) !== false) client.pong(data);
      });
      sockets?.opened?.(scripted, this.#sinceFirst());
    });
  }

  #scripted(client: WebSocket, number: number): ScriptedSocket {
    const later = (afterMs: number, act: () => void): void =>
      this.#later(afterMs, () => {
        if (client.readyState === client.OPEN) act();
      });
    return {
      number,
      wallMs: Date.now,
      later,
      say: (text, afterMs = 1) => later(afterMs, () => client.send(text)),
      close: (code, afterMs = 0) => later(afterMs, () => client.close(code)),
      cut: (afterMs = 0) => later(afterMs, () => client.terminate()),
    };
  }
}

function send({ status, headers, body }: Answer, response: ServerResponse): void {
  if (response.destroyed) return;
  const bare = status === 204 || status === 304;
  response.writeHead(status, bare ? {} : { ...headers, 'content-length': String(Buffer.byteLength(body)) });
  response.end(bare ? undefined : body);
}
