import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** Why a service could not be started. */
type StartFailureCode = 'services.port_in_use' | 'services.port_forbidden' | 'services.no_port';

/** A service that cannot listen: a sentence for people, and what they can do about it. */
export class ServiceStartFailure extends Error {
  readonly code: StartFailureCode;
  readonly side = 'client';
  readonly hint: string;

  constructor(code: StartFailureCode, message: string, hint: string) {
    super(message);
    this.name = 'ServiceStartFailure';
    this.code = code;
    this.hint = hint;
  }
}

/** What answers requests and upgrades. */
interface Listeners {
  readonly onRequest: RequestListener;
  readonly onUpgrade?: (request: IncomingMessage, socket: Socket, head: Buffer) => void;
}

/** A server that listens on one port of 127.0.0.1, and of ::1 where the machine has it. */
export interface Loopback {
  readonly port: number;
  readonly url: string;
  /** Connections open now, upgraded ones included. */
  connections(): number;
  /** Stops listening, closes idle connections, and after `graceMs` those still busy. */
  close(graceMs: number): Promise<void>;
}

/**
 * Longer than any client keeps an idle connection (undici's default is 4 s, most load tools stop at 60 s), so that
 * it is the client who closes and no request races with our FIN.
 */
const KEEP_ALIVE_MS = 75_000;

/** Ten thousand connections at once wait in the backlog instead of being refused; the kernel may cap it. */
const BACKLOG = 8_192;

const OPTIONS: ServerOptions = { keepAliveTimeout: KEEP_ALIVE_MS, headersTimeout: KEEP_ALIVE_MS + 5_000 };

/** Attempts at a free port that is free on both loopback addresses. */
const FREE_PORT_ATTEMPTS = 20;

/** Listens on loopback; port 0 takes a free one. Fails with a `ServiceStartFailure`. */
export async function listenOnLoopback(port: number, listeners: Listeners): Promise<Loopback> {
  if (port !== 0) return listenOn(port, listeners);
  for (let attempt = 0; attempt < FREE_PORT_ATTEMPTS; attempt += 1) {
    const loopback = await listenOn(0, listeners).catch(passIfInUse);
    if (loopback !== undefined) return loopback;
  }
  const message = 'No free port was found on loopback.';
  throw new ServiceStartFailure('services.no_port', message, 'Close some programs.');
}

function passIfInUse(failure: unknown): undefined {
  if (failure instanceof ServiceStartFailure && failure.code === 'services.port_in_use') return undefined;
  throw failure;
}

async function listenOn(port: number, listeners: Listeners): Promise<Loopback> {
  const sockets = new Set<Socket>();
  const ipv4 = newServer(listeners, sockets);
  await listen(ipv4, '127.0.0.1', port);
  const bound = (ipv4.address() as AddressInfo).port;
  const servers = [ipv4];
  try {
    // `localhost` may mean ::1 first: without it, clients would be refused, or reach some other program there.
    const ipv6 = newServer(listeners, sockets);
    if (await listen(ipv6, '::1', bound)) servers.push(ipv6);
  } catch (failure) {
    ipv4.close();
    throw failure;
  }
  return {
    port: bound,
    url: `http://127.0.0.1:${bound}`,
    connections: () => sockets.size,
    close: (graceMs) => closeAll(servers, sockets, graceMs),
  };
}

function newServer({ onRequest, onUpgrade }: Listeners, sockets: Set<Socket>): Server {
  const server = createServer(OPTIONS, onRequest);
  if (onUpgrade !== undefined) {
    server.on('upgrade', (request, socket, head) => onUpgrade(request, socket as Socket, head));
  }
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  return server;
}

/** Whether it listens: `false` where the machine has no such address (IPv6 switched off). */
function listen(server: Server, host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT') resolve(false);
      else reject(startFailure(error, port));
    });
    server.listen({ host, port, backlog: BACKLOG, ipv6Only: true }, () => {
      // A failed accept (no file descriptor left) is the client's loss, not the end of the process.
      server.on('error', () => undefined);
      resolve(true);
    });
  });
}

function startFailure(error: NodeJS.ErrnoException, port: number): Error {
  const choose = 'choose other ports with --base-port N (--base-port 0 takes free ones).';
  if (error.code === 'EADDRINUSE') {
    const message = `Port ${port} is already in use on this machine.`;
    return new ServiceStartFailure('services.port_in_use', message, `Stop what uses it, or ${choose}`);
  }
  if (error.code !== 'EACCES') return error;
  const message = `This user may not listen on port ${port}.`;
  const hint = 'Choose a --base-port of 1024 or more.';
  return new ServiceStartFailure('services.port_forbidden', message, hint);
}

async function closeAll(
  servers: readonly Server[],
  sockets: ReadonlySet<Socket>,
  graceMs: number,
): Promise<void> {
  const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
  for (const server of servers) server.closeIdleConnections();
  const late = setTimeout(() => {
    for (const socket of sockets) socket.destroy();
  }, graceMs);
  await Promise.all(closed);
  clearTimeout(late);
}
