/** Faults of the connection itself: refused, dropped, closed and reset at every stage before an answer. */
import { connect, type Socket } from 'node:net';
import { endProcess, startHosted } from '../hosted.ts';
import { LOOPBACK, unusedPort } from '../ports.ts';
import { type FaultCase, type FaultCounts, type FaultTarget, failsWith, succeeds } from './fault-case.ts';
import { okAnswer, type RawScript, rawTarget } from './raw-target.ts';

const NOTHING_SEEN = { connections: 0, openSockets: 0, requests: 0 };
const BODY = 'fresh';

/** A target without a server behind it. */
export function bareTarget(url: string, more: Partial<FaultTarget> = {}): FaultTarget {
  return { url, counts: () => NOTHING_SEEN, close: async () => {}, ...more };
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly code: string;
  readonly script: RawScript;
}

const SCRIPTED: readonly Row[] = [
  {
    id: 'F04',
    name: 'FIN after accept',
    code: 'closed.before_headers',
    script: { onConnect: (socket) => socket.end() },
  },
  {
    id: 'F05',
    name: 'RST after accept',
    code: 'reset.before_headers',
    script: { onConnect: (socket) => socket.resetAndDestroy() },
  },
  {
    id: 'F06',
    name: 'request read, then FIN',
    code: 'closed.before_headers',
    script: { onRequest: (socket) => socket.end() },
  },
  {
    id: 'F07',
    name: 'request read, then RST',
    code: 'reset.before_headers',
    script: { onRequest: (socket) => socket.resetAndDestroy() },
  },
  { id: 'F09', name: 'never answers', code: 'timeout.headers', script: {} },
];

function connectedWithin(socket: Socket, limitMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    // Behind the immediate, what had come while this process was busy has been heard.
    const timer = setTimeout(() => setImmediate(() => resolve(false)), limitMs);
    socket.once('connect', () => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}

/** The kernel completes handshakes up to the backlog; with that full and nobody accepting it drops further SYNs. */
async function startSynDropper(): Promise<FaultTarget> {
  const entry = new URL('./frozen-listener-process.ts', import.meta.url);
  const hosted = await startHosted(entry, { backlog: 1, block: true });
  const port = Number(hosted.facts.port);
  const fillers: Socket[] = [];
  // The listener may still accept a few before it sleeps, and a busy machine may be late with an answer: the queue is full
  // when three in a row are not answered any more.
  for (let silent = 0; silent < 3 && fillers.length < 50; ) {
    const filler = connect(port, LOOPBACK);
    filler.on('error', () => {});
    fillers.push(filler);
    silent = (await connectedWithin(filler, 250)) ? 0 : silent + 1;
  }
  return bareTarget(`http://${LOOPBACK}:${port}/`, {
    close: async () => {
      for (const filler of fillers) filler.destroy();
      await endProcess(hosted.process);
    },
  });
}

async function startFrozenPeer(): Promise<FaultTarget> {
  const entry = new URL('./frozen-listener-process.ts', import.meta.url);
  const hosted = await startHosted(entry, { backlog: 1_024, block: false });
  hosted.process.kill('SIGSTOP');
  return bareTarget(`http://${LOOPBACK}:${Number(hosted.facts.port)}/`, {
    close: () => endProcess(hosted.process),
  });
}

/** Answers the first request of a connection, then closes it when the second one begins: no octet of an answer. */
const closeOnReuse: RawScript = {
  onRequest: (socket, _request, { onConnection }) => {
    if (onConnection === 0) socket.write(okAnswer(BODY));
    else socket.end();
  },
};

/** Closes every connection 30 ms after its answer: a client that sends just then finds it closed, or just not yet. */
const closeWhenIdle: RawScript = {
  onRequest: (socket) => {
    socket.write(okAnswer(BODY));
    setTimeout(() => socket.end(), 30);
  },
};

const answering: RawScript = { onRequest: (socket) => void socket.write(okAnswer(BODY)) };

/** Dies with all its connections, and is back on the same port 2 s later. */
async function startRestarting(): Promise<FaultTarget> {
  const { port, url, ...first } = await rawTarget(answering);
  const lives: Pick<FaultTarget, 'counts' | 'close'>[] = [first];
  let closed = false;
  const total = (of: (counts: FaultCounts) => number): number =>
    lives.reduce((sum, life) => sum + of(life.counts()), 0);
  return {
    url,
    counts: () => ({
      connections: total((counts) => counts.connections),
      openSockets: total((counts) => counts.openSockets),
      requests: total((counts) => counts.requests),
    }),
    act: async () => {
      await lives.at(-1)?.close();
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      if (!closed) lives.push(await rawTarget(answering, { port }));
    },
    close: async () => {
      closed = true;
      await lives.at(-1)?.close();
    },
  };
}

export const CONNECTION_FAULTS: readonly FaultCase[] = [
  {
    id: 'F01',
    row: 'F01',
    name: 'refused',
    protocol: 'http',
    expected: failsWith('connect.refused'),
    start: async () => bareTarget(`http://${LOOPBACK}:${await unusedPort()}/`),
  },
  {
    id: 'F02',
    row: 'F02',
    name: 'SYN dropped',
    protocol: 'http',
    expected: failsWith('connect.timeout'),
    start: startSynDropper,
  },
  {
    id: 'F03',
    row: 'F03',
    name: 'unreachable',
    protocol: 'http',
    expected: failsWith('connect.unreachable'),
    client: { allowedHosts: ['240.0.0.1'] },
    isolation: { network: true, around: 'both' },
    start: async () => bareTarget('http://240.0.0.1/'),
  },
  ...SCRIPTED.map(
    ({ id, name, code, script }): FaultCase => ({
      id,
      row: id,
      name,
      protocol: 'http',
      expected: failsWith(code),
      start: () => rawTarget(script),
    }),
  ),
  {
    id: 'F08',
    row: 'F08',
    name: 'peer frozen by SIGSTOP',
    protocol: 'http',
    expected: failsWith('timeout.headers'),
    start: startFrozenPeer,
  },
  {
    id: 'F51',
    row: 'F51',
    name: 'closed when the second request of a connection arrives',
    protocol: 'http',
    expected: failsWith('closed.keepalive_race'),
    client: { requests: 2 },
    start: () => rawTarget(closeOnReuse),
  },
  {
    id: 'F51-timed',
    row: 'F51',
    name: 'keep-alive ends 30 ms after each answer',
    protocol: 'http',
    expected: succeeds({ alternatives: ['closed.keepalive_race', 'reset.before_headers'] }),
    start: () => rawTarget(closeWhenIdle),
  },
  {
    id: 'F68',
    row: 'F68',
    name: 'out of file descriptors',
    protocol: 'http',
    expected: failsWith('client.fd_limit'),
    client: { concurrent: 500 },
    isolation: { openFiles: 200, around: 'client' },
    // Nobody is answered, so that every connection stays open and counts against the limit.
    start: () => rawTarget({}),
  },
  {
    id: 'F69',
    row: 'F69',
    name: 'out of local ports',
    protocol: 'http',
    expected: failsWith('client.port_exhausted'),
    client: { concurrent: 300 },
    // The server's own port is one of these 101.
    isolation: { network: true, portRange: [40_000, 40_100], around: 'both' },
    start: () => rawTarget({}),
  },
  {
    id: 'F72',
    row: 'F72',
    name: 'server restarts during the run',
    protocol: 'http',
    expected: succeeds({
      alternatives: ['connect.refused', 'closed.before_headers', 'closed.keepalive_race'],
    }),
    start: startRestarting,
  },
];
