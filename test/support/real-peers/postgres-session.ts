import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { LOOPBACK } from '../ports.ts';

interface Message {
  readonly kind: string;
  readonly body: Buffer;
}

/**
 * One session of a PostgreSQL server that trusts loopback, by the frontend protocol 3.0: it is opened, held, and may ask.
 * Source: https://www.postgresql.org/docs/15/protocol-message-formats.html
 */
export class PostgresSession {
  readonly #socket: Socket;
  #bytes: Buffer = Buffer.alloc(0);

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  static async open(
    port: number,
    { user, database }: { user: string; database: string },
  ): Promise<PostgresSession> {
    const socket = connect({ host: LOOPBACK, port });
    await once(socket, 'connect');
    const session = new PostgresSession(socket);
    const parameters = Buffer.from(`user\0${user}\0database\0${database}\0\0`);
    const head = Buffer.alloc(8);
    head.writeUInt32BE(8 + parameters.length, 0);
    head.writeUInt32BE(196_608, 4);
    socket.write(Buffer.concat([head, parameters]));
    await session.#untilReady();
    return session;
  }

  /** Runs a query, and gives the first column of its rows. */
  async ask(query: string): Promise<string[]> {
    const text = Buffer.from(`${query}\0`);
    const head = Buffer.alloc(5);
    head.write('Q', 0);
    head.writeUInt32BE(4 + text.length, 1);
    this.#socket.write(Buffer.concat([head, text]));
    return (await this.#untilReady())
      .filter(({ kind }) => kind === 'D')
      .map(({ body }) => body.toString('utf8', 6, 6 + body.readInt32BE(2)));
  }

  close(): void {
    this.#socket.destroy();
  }

  /** Messages up to `ReadyForQuery`. @throws what the server refused */
  async #untilReady(): Promise<Message[]> {
    const messages: Message[] = [];
    for (;;) {
      const message = this.#next() ?? (await this.#more());
      if (message?.kind === 'E') throw new Error(message.body.toString('utf8').replaceAll('\0', ' '));
      if (message?.kind === 'Z') return messages;
      if (message !== null) messages.push(message);
    }
  }

  #next(): Message | null {
    const length = this.#bytes.length < 5 ? Number.POSITIVE_INFINITY : this.#bytes.readUInt32BE(1) + 1;
    if (this.#bytes.length < length) return null;
    const message = { kind: String.fromCharCode(this.#bytes[0] ?? 0), body: this.#bytes.subarray(5, length) };
    this.#bytes = this.#bytes.subarray(length);
    return message;
  }

  async #more(): Promise<null> {
    const over = new AbortController();
    const closed = once(this.#socket, 'close', { signal: over.signal }).then(() => {
      throw new Error('the server closed the session');
    });
    closed.catch(() => undefined);
    const [chunk] = await Promise.race([once(this.#socket, 'data', { signal: over.signal }), closed]);
    over.abort();
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    return null;
  }
}
