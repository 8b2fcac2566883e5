/** Event streams that go wrong, from plan to verdict: real load threads against a scripted service. */
import { createServer, type ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import type { Summary } from '../../src/contract/summary.ts';
import { openApp } from '../support/opened-app.ts';
import { listenOnLoopback } from '../support/ports.ts';
import { createTempDir } from '../support/temp-dir.ts';
import { closeServer, TrackedSockets } from '../support/tracked-sockets.ts';

/** Ten readers for four seconds; the first of a run is number 0. */
const planOf = (url: string, more = '') => `
plimsoll: 1
name: event streams
services: { streaming: { url: "${url}" } }
classes:
  readers:
    service: streaming
    headers: { Authorization: "Bearer good" }
    sse: { path: /events, streams: 10${more} }
load: { duration: 4s }
thresholds: [{ service: streaming, metric: errorRate, excellent: 0.1, good: 0.5, acceptable: 1 }]
`;

type Serve = (response: ServerResponse, atMs: number) => void;

const HEAD = { 'content-type': 'text/event-stream' };
async function ran(serve: Serve, more = ''): Promise<Summary> {
  const dir = createTempDir();
  const app = openApp(dir.path);
  let firstMs = -1;
  const server = createServer((_, response) => {
    if (firstMs < 0) firstMs = performance.now();
    serve(response, performance.now() - firstMs);
  });
  const sockets = new TrackedSockets(server);
  const port = await listenOnLoopback(server, {});
  try {
    const plan = { kind: 'text', text: planOf(`http://127.0.0.1:${port}`, more) } as const;
    const started = await app.runs.start({ plan, overrides: { threads: 2 } });
    if (!started.ok) throw new Error(started.failure.message);
    await started.value.done;
    const stored = await app.handlers['runs.get']({ runId: started.value.runId });
    if (!stored.ok) throw new Error(stored.failure.message);
    return stored.value.summary;
  } finally {
    await app.close();
    await closeServer(server, sockets);
    dir.remove();
  }
}

function tick(response: ServerResponse, events: number, everyMs = 20): void {
  response.writeHead(200, HEAD);
  response.write('retry: 100\n\n');
  let left = events;
  const timer = setInterval(() => {
    if (left > 0) response.write(`id: ${left}\ndata: {}\n\n`);
    else response.end();
    left -= 1;
    if (left < 0) clearInterval(timer);
  }, everyMs);
  response.on('close', () => clearInterval(timer));
}

// What passes has the machine to itself: its generator must be believed. The others fail whatever shares it.
test('streams that end in order after 20 events are Excellent, and the run passes', async () => {
  const { overall, errors, rates, sse } = await ran((response) => tick(response, 20));
  expect({ errors, failed: rates.failed, leftOut: rates.leftOut }).toEqual({
    errors: [],
    failed: 0,
    leftOut: 0,
  });
  expect(overall).toMatchObject({ grade: 'excellent', outcome: 'passed' });
  expect(Object.keys(sse?.closedBy ?? {}).toSorted()).toEqual(['clean', 'ended']);
  expect(sse?.closedBy.ended).toBeGreaterThanOrEqual(40);
});

test.concurrent('streams that are opened and never sent an event fail, before the idle limit', async () => {
  const { overall, errors, rates, grades } = await ran((response) => {
    response.writeHead(200, HEAD);
    response.flushHeaders();
  });
  expect(rates).toMatchObject({ ok: 0, failed: 10, errorRatePercent: 100 });
  expect(errors.map(({ code, side }) => [code, side])).toEqual([['sse.silent', 'target']]);
  expect(grades.map(({ metric, grade }) => [metric, grade])).toEqual([['errorRate', 'poor']]);
  expect(overall).toMatchObject({ grade: 'poor', outcome: 'failed' });
});

test.concurrent('readers that were let in, cut off and then refused were thrown out by the service', async () => {
  const open = new Set<ServerResponse>();
  let cutting: NodeJS.Timeout | undefined;
  const { overall, errors, rates, grades, findings } = await ran((response, atMs) => {
    cutting ??= setTimeout(() => {
      for (const one of open) one.destroy();
    }, 2_000);
    if (atMs >= 2_000) {
      response.writeHead(401).end();
      return;
    }
    open.add(response);
    tick(response, 10_000);
  });
  clearTimeout(cutting);
  const codes = new Map(errors.map(({ code, side }) => [code, side]));
  expect(codes.get('auth.revoked')).toBe('target');
  expect(codes.has('auth.rejected')).toBe(false);
  expect(rates.leftOut).toBe(0);
  expect(rates.failed).toBeGreaterThanOrEqual(20);
  expect(grades.map(({ grade }) => grade)).toEqual(['poor']);
  expect(overall).toMatchObject({ grade: 'poor', outcome: 'failed' });
  const said = [
    overall.sentence,
    ...findings.flatMap(({ title, evidence, suggestion }) => [title, evidence, suggestion]),
  ];
  expect(said.join(' ')).not.toMatch(/check the token|our own side/i);
});
