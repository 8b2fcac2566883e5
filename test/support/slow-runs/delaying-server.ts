/**
 * A server that takes a few milliseconds, and delays some of its requests in one phase, and logs which. Run as a process of
 * its own: what delays it is only what it was told. The n-th that is delayed is answered with 1,000 + n bytes, so that
 * whoever keeps a request can be asked which one it was; all others with 500.
 *
 * Its argument is a `Delays` as JSON. Its first line is the port; a line on its input makes it print its log as JSON.
 * What is delayed in connecting are SYN segments, which descriptor 3 has to bring: see `syn-detour.ts`.
 */
import { createServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { createAuthority, issueCertificate } from '../certificates.ts';
import { monotonicUs } from '../monotonic.ts';
import { listenOnLoopback } from '../ports.ts';
import { seededRandom, standardNormal } from '../seeded-random.ts';
import type { DelayLog, Delays } from './delays.ts';
import { detourSyns } from './syn-detour.ts';

/** What is not delayed takes so long, at the median, and spreads so far (of its logarithm). */
const USUAL_MS = 5;
const USUAL_SPREAD = 0.35;
/** Which of the connections is the slow one. */
const SLOW_CONNECTION = 7;
/** The second address, which is the slow one. */
const SLOW_ADDRESS = '127.0.0.2';
/** How often it looks whether it was itself kept from running, and from when on that is told. */
const WATCH_MS = 5;
const STALL_MS = 10;

const { what, share, fromMs, toMs, seed } = JSON.parse(process.argv[2] ?? '') as Delays;
const random = seededRandom(seed);
const log: DelayLog = { delayed: [], stalls: [] };
const isChosen = () => random() < share;
const usualMs = () => USUAL_MS * Math.exp(USUAL_SPREAD * standardNormal(random));

/** One more that is delayed. @returns which, and by how much */
function chosen(): { readonly number: number; readonly ms: number } {
  const ms = fromMs + random() * (toMs - fromMs);
  log.delayed.push({ atUs: monotonicUs(), ms });
  return { number: log.delayed.length - 1, ms };
}

const head = (bytes: number) =>
  `HTTP/1.1 200 OK\r\ncontent-length: ${String(bytes).padStart(4, '0')}\r\n\r\n`;

function answer(socket: Pick<Socket, 'write'>, number: number | null, waitMs: number, dripMs: number): void {
  const bytes = number === null ? 500 : 1_000 + number;
  setTimeout(() => {
    socket.write(head(bytes) + 'x'.repeat(dripMs > 0 ? bytes - 1 : bytes));
    if (dripMs > 0) setTimeout(() => socket.write('x'), dripMs);
  }, waitMs);
}

/** @param isSlow whether its requests are delayed where they are answered */
function serve(socket: Socket | TLSSocket, number: number | null, isSlow: () => boolean): void {
  let read = '';
  socket.on('error', () => undefined);
  socket.on('data', (data) => {
    read += data.toString('latin1');
    for (let end = read.indexOf('\r\n\r\n'); end >= 0; end = read.indexOf('\r\n\r\n')) {
      read = read.slice(end + 4);
      if (number !== null || !isSlow()) answer(socket, number, usualMs(), 0);
      else {
        const { number: own, ms } = chosen();
        answer(socket, own, usualMs() + (what === 'receive' ? 0 : ms), what === 'receive' ? ms : 0);
      }
    }
  });
}

/** Handshakes as late as they are chosen to be. */
function secure(socket: Socket): void {
  socket.on('error', () => undefined);
  const late = isChosen() ? chosen() : null;
  setTimeout(() => {
    const secured = new TLSSocket(socket, { isServer: true, key, cert });
    serve(secured, late?.number ?? null, () => false);
  }, late?.ms ?? 0);
}

const { keyPem: key, certPem: cert } = issueCertificate(createAuthority(), {
  name: 'local',
  hosts: ['127.0.0.1'],
});
/** By the port that it came from: a connection whose SYN was delayed. */
const lateFrom = new Map<number, number>();
let connections = 0;
function accept(socket: Socket): void {
  connections += 1;
  const isSlowOne = connections === SLOW_CONNECTION;
  const late = lateFrom.get(socket.remotePort ?? 0) ?? null;
  lateFrom.delete(socket.remotePort ?? 0);
  if (what === 'tls') secure(socket);
  else if (what === 'connect') serve(socket, late, () => false);
  else if (what === 'slow-connection') serve(socket, null, () => isSlowOne);
  else if (what === 'slow-address')
    serve(socket, null, () => socket.localAddress === SLOW_ADDRESS && isChosen());
  else serve(socket, null, () => what !== 'nothing' && isChosen());
}

let lookedUs = monotonicUs();
setInterval(() => {
  const atUs = monotonicUs();
  const ms = (atUs - lookedUs) / 1_000 - WATCH_MS;
  if (ms > STALL_MS) log.stalls.push({ atUs: lookedUs, ms });
  lookedUs = atUs;
}, WATCH_MS);

const port = await listenOnLoopback(createServer({ noDelay: true }, accept));
if (what === 'slow-address')
  await listenOnLoopback(createServer({ noDelay: true }, accept), { port, address: SLOW_ADDRESS });
if (what === 'connect') {
  detourSyns((from) => {
    if (!isChosen()) return 0;
    const { number, ms } = chosen();
    lateFrom.set(from, number);
    return ms;
  });
}
process.stdout.write(`${port}\n`);
process.stdin.once('data', () => process.stdout.write(`${JSON.stringify(log)}\n`));
// What reads descriptor 3 would keep it from ending by itself.
process.stdin.on('end', () => process.kill(process.pid, 'SIGKILL'));
