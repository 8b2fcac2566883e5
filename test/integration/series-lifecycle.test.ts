import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SeriesRow } from '../../src/contract/run-series.ts';
import type { ArgumentOf } from '../../src/contract/wire.ts';
import type { App } from '../../src/main/services/app-port.ts';
import { makeGenerator, makeSecond, makeSeriesSecond } from '../support/made-seconds.ts';
import { openApp } from '../support/opened-app.ts';
import { type RecordingServer, startRecordingServer } from '../support/recording-server.ts';
import { ScriptedCrews } from '../support/scripted-crew.ts';
import { createTempDir, type TempDir } from '../support/temp-dir.ts';

/** Series of runs whose load threads do what the test says. */
let dir: TempDir;
let server: RecordingServer;
let crews: ScriptedCrews;
let app: App;
const log: string[] = [];
let now = 0;
let draws = 0;

function open(): App {
  return openApp(dir.path, {
    startCrew: crews.start,
    now: () => now++,
    random: () => draws++ / 36 ** 4,
    env: {},
    log: (line) => log.push(line),
  });
}

beforeEach(async () => {
  dir = createTempDir();
  server = await startRecordingServer(new Map([['GET /health', { status: 200 }]]));
  crews = new ScriptedCrews();
  now = Date.UTC(2026, 10, 23, 15, 52, 1);
  draws = 0;
  log.length = 0;
  app = open();
});
afterEach(async () => {
  await app.close();
  await server.close();
  dir.remove();
  expect(log).toEqual([]);
});

const text = (more = '') => `
plimsoll: 1
name: One endpoint
services: { api: { url: "${server.url}", health: /health } }
classes: { reader: { service: api, thinkTime: none, tasks: { list: { get: /items } } } }
load: { users: 2, duration: 10s }
${more}`;
const plan = () => ({ kind: 'text' as const, text: text() });

async function begin(change: Partial<ArgumentOf<'series.start'>> = {}) {
  const started = await app.handlers['series.start']({
    a: { plan: plan(), label: 'old' },
    b: { plan: plan(), label: 'new', overrides: { users: 3 } },
    runsPerSide: 2,
    ...change,
  });
  if (!started.ok) throw new Error(`${started.failure.code}: ${started.failure.message}`);
  return started.value;
}

async function detail(seriesId: string) {
  const answer = await app.handlers['series.get']({ seriesId });
  if (!answer.ok) throw new Error(answer.failure.message);
  return answer.value;
}

/** One second of a run with these answers, in ms, and its end. */
function finish(ms = 5, change: Parameters<ScriptedCrews['end']>[0] = {}): void {
  crews.second(makeSecond(0, [makeSeriesSecond(0, Array<number>(400).fill(ms))]));
  crews.end({ durationUs: 1_000_000, ...change });
}

/** What is stored between two runs takes a few turns of the event loop. */
async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 500 && !holds(); turn += 1) await delay(2);
  expect(holds()).toBe(true);
}

/** Ends run after run until so many have begun. */
async function takeRuns(to: number, ms = 5): Promise<void> {
  for (let nth = crews.started.length; nth <= to; nth += 1) {
    await until(() => crews.started.length === nth);
    finish(ms);
  }
}

describe('a series', () => {
  it('takes both sides in turns, keeps every run, and tells how far it is', async () => {
    const rows: SeriesRow[] = [];
    app.on('series.changed', (row) => rows.push(row));
    const { seriesId } = await begin({ discard: 1 });
    await takeRuns(6);
    await until(() => rows.at(-1)?.state === 'completed');
    const { row, document } = await detail(seriesId);
    expect(document.runs.map(({ side, role }) => `${side} ${role}`)).toEqual([
      'A warm-up',
      'B warm-up',
      'A counted',
      'B counted',
      'B counted',
      'A counted',
    ]);
    expect(crews.started.map(({ plan: run }) => run.scenarios[0]?.profile.segments.at(-1)?.to)).toEqual([
      2, 3, 2, 3, 3, 2,
    ]);
    expect([row.counted, row.leftOut, row.state, row.name, row.labels]).toEqual([
      [2, 2],
      0,
      'completed',
      'One endpoint',
      ['old', 'new'],
    ]);
    const told = rows.flatMap(({ progress }) => (progress?.phase === 'run' ? [progress] : []));
    expect(told.map(({ nth, of, plannedMs, doneMs }) => [nth, of, plannedMs, doneMs])).toEqual(
      [1, 2, 3, 4, 5, 6].map((nth) => [nth, 6, 60_000, (nth - 1) * 10_000]),
    );
    const runs = await app.handlers['runs.list']({});
    expect(runs.ok && runs.value.map(({ runId }) => runId).toReversed()).toEqual(row.runIds);
  });

  it('lets no other run begin between its runs', async () => {
    const { seriesId } = await begin({ pauseMs: 60_000 });
    finish();
    await until(() => crews.started.length === 1);
    const refused = await app.runs.start({ plan: plan() });
    expect(!refused.ok && refused.failure.code).toBe('run.busy');
    const second = await app.handlers['series.start']({ a: { plan: plan() }, runsPerSide: 2 });
    expect(!second.ok && second.failure.code).toBe('run.busy');
    // A pause of a minute ends at once where it is stopped.
    const before = performance.now();
    expect(await app.handlers['series.stop']({ seriesId })).toEqual({
      ok: true,
      value: { state: 'stopped' },
    });
    expect(performance.now() - before).toBeLessThan(1_000);
    expect((await detail(seriesId)).row.endReason).toBe('It was stopped by hand; what was finished is kept.');
    expect((await app.runs.start({ plan: plan() })).ok).toBe(true);
  });

  it('takes the turn of a run again that failed or was not trusted, and lists it', async () => {
    const { seriesId } = await begin();
    crews.second(makeSecond(0, [makeSeriesSecond(0, Array<number>(400).fill(5))]));
    crews.end({ state: 'failed', reason: 'A load thread crashed', durationUs: 1_000_000 });
    await until(() => crews.started.length === 2);
    const late = makeGenerator({ latenessP99Us: 900_000, loopDelayMaxUs: 900_000, latenessMaxUs: 900_000 });
    crews.second(makeSecond(0, [makeSeriesSecond(0, Array<number>(400).fill(5))], { generators: [late] }));
    crews.end({ durationUs: 1_000_000 });
    await until(() => crews.started.length === 3);
    await takeRuns(6);
    await delay(20);
    const { row, document } = await detail(seriesId);
    expect(document.runs.map(({ side, role }) => `${side} ${role}`)).toEqual([
      'A left out',
      'A left out',
      'A counted',
      'B counted',
      'B counted',
      'A counted',
    ]);
    expect(document.runs[0]?.why).toBe('It failed: A load thread crashed.');
    expect(document.runs[1]?.why).toMatch(/^Its load generator was untrustworthy: /);
    expect([row.state, row.counted, row.leftOut]).toEqual(['completed', [2, 2], 2]);
  });

  it('goes no further where more runs are left out than a side has', async () => {
    const { seriesId } = await begin();
    for (let nth = 1; nth <= 3; nth += 1) {
      await until(() => crews.started.length === nth);
      crews.end({ state: 'failed', reason: 'out of memory', durationUs: 0 });
    }
    await delay(20);
    const { row } = await detail(seriesId);
    expect([row.state, row.endReason, row.leftOut]).toEqual([
      'stopped',
      '3 runs of it are left out, so it went no further; what was finished is kept.',
      3,
    ]);
  });

  it('ends with the run that a person stops, and is continued where it was', async () => {
    const { seriesId } = await begin();
    await takeRuns(1);
    await until(() => crews.started.length === 2);
    const { runIds } = (await detail(seriesId)).row;
    await app.handlers['runs.stop']({ runId: runIds[1] ?? '' });
    await delay(20);
    expect((await detail(seriesId)).row.state).toBe('stopped');
    const again = await app.handlers['series.continue']({ seriesId });
    expect(again.ok).toBe(true);
    await takeRuns(5);
    await delay(20);
    const { row, document } = await detail(seriesId);
    expect(document.runs.map(({ side, role }) => `${side} ${role}`)).toEqual([
      'A counted',
      'B left out',
      'B counted',
      'B counted',
      'A counted',
    ]);
    expect(row.state).toBe('completed');
  });

  it('is kept where the program is closed, and continued by the next', async () => {
    const { seriesId } = await begin();
    await takeRuns(2);
    await until(() => crews.started.length === 3);
    await app.close();
    app = open();
    const stopped = await detail(seriesId);
    expect([stopped.row.state, stopped.row.counted]).toEqual(['stopped', [1, 1]]);
    const again = await app.handlers['series.continue']({ seriesId });
    expect(again.ok).toBe(true);
    await takeRuns(5);
    await delay(20);
    const { row } = await detail(seriesId);
    expect([row.state, row.counted]).toEqual(['completed', [2, 2]]);
    // An open series goes on to its next look.
    expect((await app.handlers['series.continue']({ seriesId })).ok).toBe(true);
    expect((await detail(seriesId)).row.runsPerSide).toBe(4);
  });

  it('is refused in one sentence where it could say nothing', async () => {
    const codes: string[] = [];
    const ask = async (change: Partial<ArgumentOf<'series.start'>>) => {
      const answer = await app.handlers['series.start']({ a: { plan: plan() }, runsPerSide: 3, ...change });
      if (!answer.ok) codes.push(answer.failure.code);
    };
    await ask({ runsPerSide: 1 });
    await ask({ a: { plan: plan(), overrides: { capacity: {} } } });
    await ask({ b: { plan: { kind: 'text', text: text().replace('list:', 'other:') } } });
    await ask({ b: { plan: plan(), overrides: { rate: 10 } } });
    await ask({ b: { plan: { kind: 'text', text: text().replace(server.url, 'http://127.0.0.1:1') } } });
    expect(codes).toEqual([
      'series.one_run',
      'series.search',
      'series.nothing_in_common',
      'series.other_definition',
      'target.unhealthy',
    ]);
    expect(await app.handlers['series.list']({})).toEqual({ ok: true, value: [] });
    expect(crews.started.length).toBe(0);
  });

  it('goes to the bin and comes back; its runs stay', async () => {
    const { seriesId } = await begin();
    const refused = await app.handlers['series.delete']({ seriesId });
    expect(!refused.ok && refused.failure.code).toBe('series.running');
    await app.handlers['series.stop']({ seriesId });
    expect((await app.handlers['series.delete']({ seriesId })).ok).toBe(true);
    expect(await app.handlers['series.list']({})).toEqual({ ok: true, value: [] });
    expect((await app.handlers['series.list']({ deleted: true })).ok).toBe(true);
    const runs = await app.handlers['runs.list']({});
    expect(runs.ok && runs.value.length).toBe(1);
    const back = await app.handlers['series.restore']({ seriesId });
    expect(back.ok && back.value.deleted).toBe(false);
  });
});
