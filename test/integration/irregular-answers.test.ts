/** Answers that break HTTP/1.1 as curl and browsers let them, and those that come early: read, and told by endpoint. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { constantUsers, httpPlan, httpStep } from '../support/engine-plan.ts';
import { runHere } from '../support/engine-run.ts';
import type { FaultTarget } from '../support/faults/fault-case.ts';
import { okAnswer, rawTarget } from '../support/faults/raw-target.ts';

const ANSWERS: Readonly<Record<string, string>> = {
  '/lf': 'HTTP/1.1 200 OK\nContent-Length: 2\n\nok',
  '/both': 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
  '/twice': 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok',
  '/two': 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok!',
  '/bad-lf': 'HTTP/1.1 500 Oops\nContent-Type: text/plain\nContent-Length: 4\n\nlost',
};
let target: FaultTarget;

beforeAll(async () => {
  target = await rawTarget({
    onRequest: (socket, { target: asked }) => socket.write(ANSWERS[asked] ?? okAnswer('ok')),
    onConnect: (socket) =>
      socket.once('data', (bytes: Buffer) => {
        if (!bytes.toString('latin1').startsWith('POST /early')) return;
        socket.pause();
        socket.write(okAnswer('enough'));
      }),
  });
});
afterAll(() => target.close());

function run(path: string, change: { strictHttp?: boolean; body?: string } = {}) {
  const { strictHttp, body } = change;
  const step = body === undefined ? {} : { method: 'post', body: { text: body } };
  return runHere(
    httpPlan({
      url: target.url.slice(0, -1),
      profile: constantUsers(1, 5_000),
      scenario: {
        iterations: 2,
        connections: 'per-user',
        tasks: [{ name: 'task', weight: 1, steps: [httpStep({ path, timeoutMs: 2_000, ...step })] }],
      },
      limits: strictHttp === undefined ? {} : { strictHttp },
    }),
  );
}

const irregular = ({ ticks }: Awaited<ReturnType<typeof run>>) =>
  ticks.flatMap((tick) => tick.irregular ?? []);

describe('a head that curl and browsers accept', () => {
  test.each([
    ['/lf', 'bare_lf', 'protocol.bad_status_line'],
    ['/both', 'length_and_chunked', 'protocol.length_mismatch'],
    ['/twice', 'same_length_twice', 'protocol.length_mismatch'],
  ] as const)('%s is read and told as %s; to a strict run it is %s', async (path, kind, code) => {
    const lenient = await run(path);
    expect(lenient).toMatchObject({ codes: {}, totals: { ok: 2, errors: 0, newConnections: 1 } });
    expect(irregular(lenient)).toEqual([{ series: 0, kind, count: 2 }]);
    const strict = await run(path, { strictHttp: true });
    expect(strict).toMatchObject({ codes: { [code]: 2 }, totals: { ok: 0, errors: 2 } });
    expect(irregular(strict)).toEqual([]);
  });

  test('is refused where it has two different lengths, whoever reads', async () => {
    for (const strictHttp of [false, true]) {
      const { codes } = await run('/two', { strictHttp });
      expect(codes).toEqual({ 'protocol.length_mismatch': 2 });
    }
  });

  test('is told beside the failure it comes with, and shown as it came', async () => {
    const failed = await run('/bad-lf');
    expect(failed.codes).toEqual({ 'http.5xx': 2 });
    expect(irregular(failed)).toEqual([{ series: 0, kind: 'bare_lf', count: 2 }]);
    const [shown] = failed.ticks.flatMap((tick) => tick.exemplars).flatMap(({ answer }) => answer ?? []);
    expect(shown).toMatchObject({ head: expect.stringMatching(/^HTTP\/1.1 500 Oops\n/), body: 'lost' });
  });
});

describe('a final answer while its request is still being sent', () => {
  const large = 'x'.repeat(32_000_000);

  test('is told, and the connection is not used again', async () => {
    const early = await run('/early', { body: large });
    expect(early).toMatchObject({ codes: {}, totals: { ok: 2, newConnections: 2 } });
    expect(irregular(early)).toEqual([{ series: 0, kind: 'early_answer', count: 2 }]);
    expect(early.totals.bytesOut).toBeLessThan(2 * large.length);
  });

  test('is not told of one that came behind the whole of it', async () => {
    const whole = await run('/whole', { body: large });
    expect(whole).toMatchObject({ codes: {}, totals: { ok: 2, newConnections: 1 } });
    expect(irregular(whole)).toEqual([]);
  });
});
