import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SteerAct } from '../../src/contract/steering.ts';
import type { App } from '../../src/main/services/app-port.ts';
import { makeSecond, makeSeriesSecond } from '../support/made-seconds.ts';
import { openApp } from '../support/opened-app.ts';
import { type RecordingServer, startRecordingServer } from '../support/recording-server.ts';
import { ScriptedCrews } from '../support/scripted-crew.ts';
import { createTempDir, type TempDir } from '../support/temp-dir.ts';

let dir: TempDir;
let server: RecordingServer;
let crews: ScriptedCrews;
let app: App;

beforeEach(async () => {
  dir = createTempDir();
  server = await startRecordingServer(new Map([['GET /health', { status: 200 }]]));
  crews = new ScriptedCrews();
  app = openApp(dir.path, { startCrew: crews.start, env: {}, log: () => undefined });
});
afterEach(async () => {
  await app.close();
  await server.close();
  dir.remove();
});

async function started() {
  const text = `
plimsoll: 1
name: One endpoint
services:
  api: { url: "${server.url}", health: /health }
classes:
  reader: { service: api, thinkTime: none, tasks: { list: { get: /items } } }
load: { users: 2, duration: 1m }
limits: { maxInFlight: 40 }`;
  const run = await app.runs.start({ plan: { kind: 'text', text } });
  if (!run.ok) throw new Error(run.failure.message);
  return run.value;
}

const steer = (runId: string, act: SteerAct) => app.handlers['runs.steer']({ runId, act });
const users = (level: number) => ({ kind: 'set', unit: 'users', level }) as const;

/** A second as the threads tell it: of those ordered, what takes effect in it. */
function tell(index: number, from = crews.steered.length): void {
  const own = crews.steered.slice(from);
  crews.second(
    makeSecond(index, [makeSeriesSecond(0, Array<number>(50).fill(5))], {
      ...(own.length > 0 && {
        load: own.flatMap(({ changes }) => changes),
        steered: own.map(({ entry }) => entry),
      }),
    }),
  );
}

it('is steered by a command; the log of it is stored with the run, and its figures are told by load', async () => {
  const { runId, done } = await started();
  tell(0);
  const answer = await steer(runId, users(20));
  const entry = { atMs: 1_500, act: users(20), by: 'hand', sentence: 'Users set to 20.' };
  expect(answer).toEqual({ ok: true, value: entry });
  expect(crews.steered[0]?.changes).toEqual([
    {
      name: 'reader',
      segments: [{ startMs: 1_500, durationMs: 58_500, from: 20, to: 20, cause: 'steered' }],
    },
  ]);
  tell(1, 0);
  tell(2);
  crews.end({ durationUs: 3_000_000 });
  const live = await done;
  const detail = await app.handlers['runs.get']({ runId });
  const stored = detail.ok ? detail.value.summary : null;
  for (const summary of [live, stored]) {
    expect(summary?.steering).toEqual([entry]);
    expect(
      summary?.segments?.rows.map(({ fromMs, by, levels, counts }) => [fromMs, by, levels[0]?.to, counts.ok]),
    ).toEqual([
      [0, null, 2, 50],
      [1_500, 'hand', 20, 50],
    ]);
    expect(summary?.segments?.between).toMatchObject({ seconds: 1, counts: { ok: 50 } });
  }
});

it('an act goes on from the one before', async () => {
  const { runId } = await started();
  await steer(runId, users(20));
  crews.steerAtMs = 5_000;
  const answer = await steer(runId, { kind: 'scale', unit: 'users', factor: 1.1 });
  expect(answer).toMatchObject({ ok: true, value: { sentence: 'Users raised by 10% to 22.' } });
  crews.end();
});

it('what is refused changes nothing', async () => {
  const { runId } = await started();
  const refusals = [
    await steer(runId, users(41)),
    await steer(runId, { kind: 'set', unit: 'rate', level: 5 }),
    await steer(runId, { kind: 'each', levels: { nobody: 1 } }),
    await steer('nobody', users(1)),
  ];
  expect(refusals.map((answer) => (answer.ok ? '' : answer.failure.code))).toEqual([
    'steer.cap',
    'steer.nothing_to_steer',
    'steer.unknown_class',
    'run.not_found',
  ]);
  expect(crews.steered).toEqual([]);
  crews.end();
});

it('a run that has ended is not steered any more', async () => {
  const { runId, done } = await started();
  crews.end();
  await done;
  const answer = await steer(runId, users(1));
  expect(answer.ok ? '' : answer.failure.code).toBe('steer.not_running');
});
