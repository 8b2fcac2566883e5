import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { z } from 'zod';
import { fail, type Result, succeed } from '../../../contract/failure.ts';
import { parsedJson } from '../../../contract/plan-data.ts';
import type { AppDoor } from '../../services/app-port.ts';
import { readManifest, type ServedFile } from './files.ts';
import { SECURITY_HEADERS, whyRefused } from './guard.ts';
import { createSessions, type Sessions } from './session.ts';
import { serveSocket } from './socket.ts';

export interface WebHost {
  readonly port: number;
  /** An address that opens the workbench once, within a minute. */
  newAddress(): string;
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 1_024;
/** Room for a plan of a megabyte and its quoting. */
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
/** A page that does not answer our close is cut after this. */
const CLOSE_PATIENCE_MS = 300;
const exchangeSchema = z.strictObject({ code: z.string().max(200) });

/**
 * Serves the workbench on loopback, to whoever holds a one-time code.
 * @param port 0 for any free one
 * @returns failure `serve.port_in_use` or `serve.not_built`
 */
export async function startWebHost(
  app: AppDoor,
  options: { port: number; rendererDir: string },
): Promise<Result<WebHost>> {
  let files: ReadonlyMap<string, ServedFile>;
  try {
    files = readManifest(options.rendererDir);
  } catch {
    return fail({
      code: 'serve.not_built',
      side: 'client',
      message: 'The screens are not built yet.',
      hint: 'Run npm run build once, then try again.',
    });
  }
  const sessions = createSessions(() => performance.now());
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
  });
  sockets.on('connection', (socket) => serveSocket(socket, app, sessions.isValid));
  const servers = await listenOnLoopback(options.port, (server, port) => {
    server.on('request', (request, response) => answer({ request, response, port, files, sessions }));
    server.on('upgrade', (request, socket, head) => upgrade({ request, socket, head, port, sockets }));
  });
  if (!servers.ok) return servers;
  const { port, listening } = servers.value;
  return succeed({
    port,
    newAddress: () => `http://127.0.0.1:${port}/#code=${sessions.issueCode()}`,
    close: () => closeAll(listening, sockets),
  });
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly port: number;
  readonly files: ReadonlyMap<string, ServedFile>;
  readonly sessions: Sessions;
}

function answer(exchange: Exchange): void {
  const { request, response, port } = exchange;
  const isExchange = request.url === '/session' && request.method === 'POST';
  const { method = '', headers, rawHeaders } = request;
  const guarded = { method, headers, rawHeaders, needsOrigin: isExchange };
  const refused = whyRefused(guarded, port);
  if (refused !== null) finish(response, 403, plainText(`Refused: ${refused}.`));
  else if (isExchange) exchangeCode(exchange);
  else answerFile(exchange);
}

function answerFile({ request, response, files }: Exchange): void {
  const file = files.get((request.url ?? '').split('?')[0] ?? '');
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    finish(response, 405, plainText('Only GET is served here.'));
  } else if (file === undefined) finish(response, 404, plainText('Not found.'));
  else finish(response, 200, file);
}

function plainText(sentence: string): ServedFile {
  return { type: 'text/plain; charset=utf-8', bytes: Buffer.from(`${sentence}\n`) };
}

function exchangeCode({ request, response, sessions }: Exchange): void {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (text: string) => {
    body += text;
    if (body.length > MAX_BODY_BYTES) request.destroy();
  });
  request.on('end', () => {
    const asked = exchangeSchema.safeParse(parsedJson(body)).data;
    const token = asked === undefined ? null : sessions.exchange(asked.code);
    const bytes = Buffer.from(
      JSON.stringify(token === null ? { error: 'code used, unknown or too old' } : { token }),
    );
    finish(response, token === null ? 401 : 200, { type: 'application/json', bytes });
  });
}

function finish(response: ServerResponse, status: number, file: ServedFile): void {
  response.writeHead(status, {
    ...SECURITY_HEADERS,
    'content-type': file.type,
    'content-length': file.bytes.length,
  });
  response.end(file.bytes);
}

function upgrade(part: {
  request: IncomingMessage;
  socket: Duplex;
  head: Buffer;
  port: number;
  sockets: WebSocketServer;
}): void {
  const { request, socket, head, port, sockets } = part;
  // Node takes its own listener away on upgrade: without one, a peer's reset would end the whole program.
  socket.on('error', () => socket.destroy());
  const refused = whyRefused(
    { method: 'GET', headers: request.headers, rawHeaders: request.rawHeaders, needsOrigin: true },
    port,
  );
  if (refused !== null || request.url !== '/wire') {
    socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    return;
  }
  sockets.handleUpgrade(request, socket, head, (client) => sockets.emit('connection', client, request));
}

/** IPv4 first; the same port on IPv6 where the machine has it. */
async function listenOnLoopback(
  wanted: number,
  prepare: (server: Server, port: number) => void,
): Promise<Result<{ port: number; listening: Server[] }>> {
  const first = createServer();
  const error = await listen(first, wanted, '127.0.0.1');
  if (error !== null) {
    const message =
      error.code === 'EADDRINUSE'
        ? `Port ${wanted} is in use.`
        : `Port ${wanted} cannot be opened (${error.code}).`;
    return fail({
      code: 'serve.port_in_use',
      side: 'client',
      message,
      hint: 'Leave --port out to take a free one, or name another.',
    });
  }
  const port = (first.address() as AddressInfo).port;
  prepare(first, port);
  const second = createServer();
  const listening = [first];
  if ((await listen(second, port, '::1')) === null) {
    prepare(second, port);
    listening.push(second);
  }
  return succeed({ port, listening });
}

function listen(server: Server, port: number, host: string): Promise<NodeJS.ErrnoException | null> {
  return new Promise((resolve) => {
    server.once('error', resolve);
    server.listen({ port, host }, () => resolve(null));
  });
}

async function closeAll(servers: readonly Server[], sockets: WebSocketServer): Promise<void> {
  for (const client of sockets.clients) {
    client.close(1001, 'closing');
    setTimeout(() => client.terminate(), CLOSE_PATIENCE_MS);
  }
  sockets.close();
  await Promise.all(
    servers.map(
      (server) =>
        new Promise<void>((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    ),
  );
}
