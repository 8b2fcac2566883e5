import type { Server, Socket } from 'node:net';

export interface SocketCounts {
  /** Connections accepted since the start. */
  readonly connections: number;
  /** Connections open now. */
  readonly openSockets: number;
}

/** Of all connections that have closed, on the wire. */
export interface MovedBytes {
  readonly bytesIn: number;
  readonly bytesOut: number;
}

/** Counts the connections of a server and can end them all, so that `close` leaves nothing behind. */
export class TrackedSockets {
  readonly #open = new Set<Socket>();
  #connections = 0;
  #bytesIn = 0;
  #bytesOut = 0;

  constructor(server: Server) {
    server.on('connection', (socket: Socket) => this.add(socket));
  }

  add(socket: Socket): void {
    this.#connections += 1;
    this.#open.add(socket);
    // Clients of these servers die on purpose; an unheard 'error' would end the test process.
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#open.delete(socket);
      this.#bytesIn += socket.bytesRead;
      this.#bytesOut += socket.bytesWritten;
    });
  }

  counts(): SocketCounts {
    return { connections: this.#connections, openSockets: this.#open.size };
  }

  moved(): MovedBytes {
    return { bytesIn: this.#bytesIn, bytesOut: this.#bytesOut };
  }

  /** Destroys every open connection; resolves once the last one is closed. */
  async destroyAll(): Promise<void> {
    const closed = [...this.#open].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    for (const socket of this.#open) socket.destroy();
    await Promise.all(closed);
  }
}

/** Stops listening, destroys every connection, and resolves once both are done. */
export async function closeServer(server: Server, sockets: TrackedSockets): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  await sockets.destroyAll();
  await closed;
}
