import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { faultAnswer, unauthorized } from './answers.ts';
import { type Answer, refusal } from './endpoint.ts';
import {
  NOTHING_SEEN,
  type SocketParts,
  SocketSession,
  type SocketSwitch,
  type SocketTally,
} from './socket-session.ts';
import { bearerToken, queryToken, tokenProblem } from './token.ts';

/** The largest message taken from a client, in bytes; a larger one closes the connection with 1009. */
const MAX_MESSAGE_BYTES = 65_536;

const PATH = '/ws/stream';

/** The WebSocket counts of the streaming service. `open` is never reset. */
export interface SocketCounts extends Readonly<SocketTally> {
  readonly open: number;
  /** Connections that ended, by the close code the server saw (1006: without a close frame). */
  readonly closedBy: Readonly<Record<string, number>>;
}

/** Takes upgrades on `/ws/stream` and keeps the connections. */
export class SocketHub implements SocketSwitch {
  readonly parts: SocketParts;
  readonly #server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    clientTracking: false,
    maxPayload: MAX_MESSAGE_BYTES,
  });
  readonly #sessions = new Set<SocketSession>();
  #lastId = 0;
  readonly #closedBy = new Map<number, number>();
  readonly tally = { ...NOTHING_SEEN };

  constructor(parts: SocketParts) {
    this.parts = parts;
  }

  /** Answers an upgrade request, after the time and with the outcome the model decides. */
  readonly upgrade = (request: IncomingMessage, socket: Socket, head: Buffer): void => {
    const { counter, model, wheel, clock } = this.parts;
    // Without a listener, a client that resets while it waits would end the process.
    socket.on('error', () => undefined);
    const [path, query = ''] = (request.url ?? '/').split('?', 2);
    counter.receive(path === PATH ? 'ws_connect' : 'not_found');
    if (path !== PATH) {
      this.#refuse(socket, refusal(404, 'unknown_path', 'WebSockets are served on /ws/stream'));
      return;
    }
    const problem = tokenProblem(queryToken(query) ?? bearerToken(request.headers.authorization));
    if (problem !== undefined) {
      this.#refuse(socket, unauthorized(problem));
      return;
    }
    const { delayMs, fault } = model.decide('streaming.ws_connect', clock());
    const faulty = faultAnswer(fault);
    wheel.after(delayMs, () => {
      if (faulty !== undefined) this.#refuse(socket, faulty);
      else if (fault === 'resetBeforeHeaders' || fault === 'resetMidBody') counter.cut(socket);
      else this.#accept(request, socket, head);
    });
  };

  /** Asks every client to close (1001); the caller destroys what is left. */
  closeAll(): void {
    for (const session of this.#sessions) session.goAway();
  }

  counts(): SocketCounts {
    return { ...this.tally, open: this.#sessions.size, closedBy: Object.fromEntries(this.#closedBy) };
  }

  zero(): void {
    Object.assign(this.tally, NOTHING_SEEN);
    this.#closedBy.clear();
  }

  #accept(request: IncomingMessage, socket: Socket, head: Buffer): void {
    if (!socket.readable || !socket.writable) {
      socket.destroy();
      this.parts.counter.abandon();
      return;
    }
    let accepted = false;
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      accepted = true;
      this.parts.counter.answer(101);
      this.#open(webSocket, socket);
    });
    // A handshake that ws itself refuses (bad key, bad version) has been answered by ws.
    if (!accepted) {
      this.tally.refused += 1;
      this.parts.counter.answer(400);
    }
  }

  #open(webSocket: WebSocket, socket: Socket): void {
    this.#lastId += 1;
    this.tally.opened += 1;
    const session = new SocketSession(this, { webSocket, socket, id: `ws-${this.#lastId}` });
    this.#sessions.add(session);
    webSocket.on('error', () => undefined);
    webSocket.on('message', (data: RawData, isBinary: boolean) => session.receive(data, isBinary));
    webSocket.on('close', (code) => {
      this.#sessions.delete(session);
      this.#closedBy.set(code, (this.#closedBy.get(code) ?? 0) + 1);
      session.end();
    });
    session.greet();
  }

  #refuse(socket: Socket, answer: Answer): void {
    if (!socket.writable) {
      socket.destroy();
      this.parts.counter.abandon();
      return;
    }
    const lines = [`HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ''}`, 'Connection: close'];
    lines.push('Content-Type: application/json', `Content-Length: ${answer.body.length}`);
    const headers = answer.headers ?? [];
    for (let at = 0; at < headers.length; at += 2) lines.push(`${headers[at]}: ${headers[at + 1]}`);
    socket.once('finish', () => socket.destroy());
    socket.end(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), answer.body]));
    this.tally.refused += 1;
    this.parts.counter.answer(answer.status);
  }
}
