/** A target that never answers, or never ends what it says: a process of its own, told what to be by its arguments. */
import { createServer, type ServerResponse } from 'node:http';
import { createServer as createTcpServer } from 'node:net';

const [, , kind = 'stalled'] = process.argv;
/** A line without an end, in pieces. */
const PIECE = Buffer.alloc(65_536, 'x');
/** Told each time so much more was taken from it. */
const TOLD_BYTES = 50 * 1_048_576;
let open = 0;
let pouredBytes = 0;
const tell = (message: object) => process.stdout.write(`${JSON.stringify(message)}\n`);

function pour(response: ServerResponse): void {
  let hasRoom = true;
  while (hasRoom && !response.destroyed) {
    hasRoom = response.write(PIECE);
    pouredBytes += PIECE.length;
    if (pouredBytes % TOLD_BYTES < PIECE.length) tell({ pouredBytes });
  }
  if (!response.destroyed) response.once('drain', () => pour(response));
}

function listen(server: ReturnType<typeof createTcpServer>): void {
  server.listen(0, '127.0.0.1', 4_096, () => {
    const address = server.address();
    tell({ port: typeof address === 'object' && address !== null ? address.port : 0 });
  });
}

if (kind === 'stalled') {
  listen(
    createTcpServer((socket) => {
      socket.on('error', () => undefined).resume();
    }),
  );
} else {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: begun\n\ndata: ');
    if (kind === 'endless') pour(response);
  });
  server.on('connection', (socket) => {
    open += 1;
    socket.on('error', () => undefined);
    socket.once('close', () => {
      open -= 1;
      if (open === 0) tell({ closedAtMs: Date.now() });
    });
  });
  listen(server);
}
// Its parent holds the other end: whoever started it ends it, however that ends.
process.stdin.on('end', () => process.exit(0)).resume();
