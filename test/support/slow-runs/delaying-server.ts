/**
 * A server that delays some of its requests in one phase, and logs which. Run as a process of its own: what delays it is
 * only what it was told. Request k of those that are delayed is answered with 1,000 + k bytes, so that whoever keeps a
 * request can be asked which one it was; all others with 500.
 *
 * Arguments: phase, share of requests (or of connections: `tls`, `slow-connection`), delay in ms from and to, seed.
 * Its first line is the port; a line on its input makes it print its log as JSON, the moment each was delayed, in ms since the first request.
 */
import { createServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { createAuthority, issueCertificate } from '../certificates.ts';
import { seededRandom } from '../seeded-random.ts';

const [phase = 'wait', share = '0.01', from = '200', to = '900', seed = '1'] = process.argv.slice(2);
const random = seededRandom(Number(seed));
const log: number[] = [];
let firstMs = 0;
const delayMs = () => Number(from) + random() * (Number(to) - Number(from));
const isChosen = () => random() < Number(share);
const head = (bytes: number) =>
  `HTTP/1.1 200 OK\r\ncontent-length: ${String(bytes).padStart(4, '0')}\r\n\r\n`;

function answer(socket: Pick<Socket, 'write'>, isSlow: boolean): void {
  if (!isSlow) {
    socket.write(head(500) + 'x'.repeat(500));
    return;
  }
  const number = log.length;
  const ms = delayMs();
  log.push(performance.now() - firstMs);
  const bytes = 1_000 + number;
  if (phase === 'receive') {
    socket.write(head(bytes) + 'x'.repeat(bytes - 1));
    setTimeout(() => socket.write('x'), ms);
  } else setTimeout(() => socket.write(head(bytes) + 'x'.repeat(bytes)), ms);
}

function serve(socket: Socket | TLSSocket, isSlow: boolean): void {
  let read = '';
  socket.on('error', () => undefined);
  socket.on('data', (data) => {
    read += data.toString('latin1');
    for (let end = read.indexOf('\r\n\r\n'); end >= 0; end = read.indexOf('\r\n\r\n')) {
      read = read.slice(end + 4);
      answer(socket, phase === 'slow-connection' ? isSlow : phase !== 'tls' && isChosen());
    }
  });
}

let connections = 0;
const { keyPem: key, certPem: cert } = issueCertificate(createAuthority(), {
  name: 'local',
  hosts: ['127.0.0.1'],
});
const server = createServer({ noDelay: true }, (socket) => {
  connections += 1;
  if (connections === 1) firstMs = performance.now();
  if (phase !== 'tls') {
    serve(socket, connections === 7);
    return;
  }
  socket.on('error', () => undefined);
  const isSlow = isChosen();
  const number = log.length;
  const ms = isSlow ? delayMs() : 0;
  if (isSlow) log.push(performance.now() - firstMs);
  setTimeout(() => {
    const secure = new TLSSocket(socket, { isServer: true, key, cert });
    secure.on('error', () => undefined);
    secure.on('data', () =>
      secure.write(head(isSlow ? 1_000 + number : 500) + 'x'.repeat(isSlow ? 1_000 + number : 500)),
    );
  }, ms);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' ? address?.port : ''}\n`);
});
process.stdin.once('data', () => process.stdout.write(`${JSON.stringify(log)}\n`));
process.stdin.on('end', () => process.exit(0));
