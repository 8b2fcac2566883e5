import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Hosted, startHosted } from './hosted.ts';
import { seededRandom } from './seeded-random.ts';

/** Seconds after the first request: when what is planted begins and ends. */
export const PLANTED = {
  slow: { endpoint: 'historical', from: 8, to: 12, ms: 900 },
  failing: { endpoint: 'orders', from: 16, to: 21 },
  dripping: { endpoint: 'curves', share: 0.03, ms: 600 },
} as const;

const BODY = JSON.stringify({ points: Array.from({ length: 60 }, (_, index) => index / 7) });
const DRIPS = 6;

/** What the server did to a request that it did not answer as usual. */
export interface PlantedRequest {
  readonly fault: keyof typeof PLANTED;
  /** Since the first request: when it came, and when its last byte was written. */
  readonly startedMs: number;
  readonly endedMs: number;
}

/** A shop that is well but for three faults. */
export interface PlantedFaults {
  readonly url: string;
  /** The faults are planted from the next request on, in an order that depends on this number alone. */
  begin(seed: number): void;
  /** What was planted since. */
  log(): readonly PlantedRequest[];
  close(): Promise<void>;
}

export async function plantedFaults(): Promise<PlantedFaults> {
  let random = seededRandom(0);
  let beganAt: number | null = null;
  let log: PlantedRequest[] = [];
  const server = createServer((request, response) => {
    request.resume();
    const name = (request.url ?? '').slice(1);
    if (name === 'health') return void response.end('{}');
    const began = beganAt ?? performance.now();
    beganAt = began;
    const startedMs = performance.now() - began;
    const fault = faultOf(name, startedMs / 1_000, random);
    const usualMs = 3 + 4 * random() * random();
    if (fault !== null) {
      response.once('finish', () => {
        log.push({ fault, startedMs, endedMs: performance.now() - began });
      });
    }
    setTimeout(() => ANSWERS[fault ?? 'none'](response), usualMs + (fault === 'slow' ? PLANTED.slow.ms : 0));
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    begin: (seed) => {
      random = seededRandom(seed);
      beganAt = null;
      log = [];
    },
    log: () => log,
    close: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function faultOf(name: string, second: number, random: () => number): PlantedRequest['fault'] | null {
  const { slow, failing, dripping } = PLANTED;
  const isIn = ({ from, to }: { readonly from: number; readonly to: number }) =>
    second >= from && second < to;
  if (name === slow.endpoint && isIn(slow)) return 'slow';
  if (name === failing.endpoint && isIn(failing)) return 'failing';
  return name === dripping.endpoint && random() < dripping.share ? 'dripping' : null;
}

const HEAD = { 'content-type': 'application/json', 'content-length': BODY.length } as const;
const ANSWERS: Readonly<Record<PlantedRequest['fault'] | 'none', (response: ServerResponse) => void>> = {
  none: answer,
  slow: answer,
  failing: fail,
  dripping: drip,
};

function answer(response: ServerResponse): void {
  response.writeHead(200, HEAD).end(BODY);
}

function fail(response: ServerResponse): void {
  response.writeHead(503, { 'content-type': 'application/json' }).end('{"error":"no backend"}');
}

/** The head and half of the body at once, the rest in drops. */
function drip(response: ServerResponse): void {
  const half = Math.floor(BODY.length / 2);
  response.writeHead(200, HEAD).write(BODY.slice(0, half));
  const size = Math.ceil((BODY.length - half) / DRIPS);
  const everyMs = PLANTED.dripping.ms / DRIPS;
  const drop = (nth: number): void => {
    const part = BODY.slice(half + nth * size, half + (nth + 1) * size);
    if (nth === DRIPS - 1) response.end(part);
    else {
      response.write(part);
      setTimeout(drop, everyMs, nth + 1);
    }
  };
  setTimeout(drop, everyMs, 0);
}

/** The same in a process of its own, so that it shares no event loop with who measures it. */
export function startPlantedFaults(): Promise<Hosted<PlantedFaults>> {
  return startHosted(new URL('./planted-faults-process.ts', import.meta.url), {});
}

/** A plan of eight endpoints of it: 160 requests a second, of which the dripping endpoint has most. */
export function plantedPlan(url: string, duration = '26s'): string {
  const others = ['products', 'profile', 'rights', 'session', 'prices'];
  const named = [PLANTED.slow.endpoint, PLANTED.failing.endpoint];
  const tasks = [
    `      ${PLANTED.dripping.endpoint}: { weight: 5, get: /${PLANTED.dripping.endpoint} }`,
    ...[...named, ...others].map((name) => `      ${name}: { weight: 1, get: /${name} }`),
  ];
  return `plimsoll: 1
name: Planted faults
services: { gateway: { url: "${url}", health: /health } }
classes:
  Trader:
    service: gateway
    tasks:
${tasks.join('\n')}
load: { rate: 160, duration: ${duration}, warmup: 2s }
thresholds:
  - { service: gateway, metric: latency, statistic: p95, excellent: 200, good: 400, acceptable: 800 }
  - { service: gateway, metric: errorRate, excellent: 0.5, good: 2, acceptable: 5 }
`;
}
