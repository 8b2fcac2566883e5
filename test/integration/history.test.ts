import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { showOverallPercentile } from '../../src/contract/evidence.ts';
import type { Result } from '../../src/contract/failure.ts';
import type { App } from '../../src/main/services/app-port.ts';
import { openRunReader } from '../../src/main/storage/run-reader.ts';
import { makeSecond, makeSeriesSecond } from '../support/made-seconds.ts';
import { openApp } from '../support/opened-app.ts';
import { ScriptedCrews } from '../support/scripted-crew.ts';
import { createTempDir, type TempDir } from '../support/temp-dir.ts';

let dir: TempDir;
beforeEach(() => {
  dir = createTempDir();
});
afterEach(() => dir.remove());

async function answer<Value>(asked: Promise<Result<Value>>): Promise<Value> {
  const result = await asked;
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

/** The next time that it is told that figures of older runs were read, and none are left. */
function allRead(app: App): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  app.on('history.changed', ({ unread }) => {
    if (unread === 0) resolve();
  });
  return promise;
}

const PLAN = `
plimsoll: 1
name: Orders
services:
  api: { url: "http://127.0.0.1:9" }
classes:
  reader: { service: api, thinkTime: none, tasks: { list: { get: "/items" } } }
load: { users: 2, duration: 1m }
thresholds:
  - { service: api, endpoint: list, metric: latency, excellent: 10, good: 20, acceptable: 40 }
`;

describe('a history', () => {
  it('has the figures of runs as they end, from a window’s thread too', async () => {
    const crews = new ScriptedCrews();
    const app = openApp(dir.path, { startCrew: crews.start }, { host: 'web' });
    const ids: string[] = [];
    for (const ms of [5, 6]) {
      const started = await app.runs.start({ plan: { kind: 'text', text: PLAN }, force: true });
      if (!started.ok) throw new Error(started.failure.message);
      crews.second(makeSecond(0, [makeSeriesSecond(0, Array<number>(400).fill(ms))]));
      crews.end();
      await started.value.done;
      ids.push(started.value.runId);
    }
    const asked = { plan: 'Orders', service: 'api', endpoint: 'list', figure: 'p95' } as const;
    const trend = await answer(app.handlers['history.trend'](asked));
    expect(trend.points.map(({ runs, value, leftOut }) => [runs[0], value, leftOut]).toSorted()).toEqual(
      [
        [ids[0], 5, ''],
        [ids[1], 6, ''],
      ].toSorted(),
    );
    expect(trend.points[0]?.interval).toEqual({ kind: 'sampling', low: 5, high: 5 });
    expect(trend.lines.map(({ name, value }) => [name, value])).toEqual([
      ['excellent', 10],
      ['good', 20],
      ['acceptable', 40],
    ]);
    expect(trend.unread).toBe(0);
    const sessions = [{ runIds: ids.slice(0, 1) }];
    await answer(app.handlers['baselines.set']({ name: 'release', sessions }));
    const later = await answer(app.handlers['history.trend']({ ...asked, from: Date.now() + 1_000 }));
    expect([later.points, later.lines]).toEqual([[], [{ kind: 'baseline', name: 'release', value: 5 }]]);
    const rows = await answer(
      app.handlers['runs.list']({ plan: 'Orders', endpoint: 'list', limit: 1, skip: 1 }),
    );
    expect(rows.map(({ planName }) => planName)).toEqual(['Orders']);
    expect(await app.dispatch('history.trend', { figure: 'p95', endpoint: 'list' })).toMatchObject({
      ok: false,
      failure: { message: 'history.trend: endpoint: takes the service it belongs to.' },
    });
    await app.close();
  });

  it('of an older folder is read when it is asked for, with the figures of the documents', async () => {
    const packed = readFileSync(join(import.meta.dirname, '../fixtures/runs/v2-smoke.db.gz'));
    writeFileSync(join(dir.path, 'plimsoll.db'), gunzipSync(packed), { mode: 0o600 });
    const app = openApp(dir.path);
    const [row] = await answer(app.handlers['runs.list']({}));
    const runId = row?.runId ?? '';
    const read = allRead(app);
    const choices = await answer(app.handlers['history.choices']({}));
    // A command of the terminal has all at once.
    expect([choices.total > 0, choices.unread]).toEqual([true, 0]);
    const plan = choices.plans[0]?.name ?? '';
    expect((await answer(app.handlers['runs.list']({ plan }))).map((one) => one.runId)).toContain(runId);
    await read;
    const after = await answer(app.handlers['history.trend']({ figure: 'p95' }));
    const { summary } = await answer(app.handlers['runs.get']({ runId }));
    expect(after.points.find(({ session }) => session === runId)?.value).toBe(
      showOverallPercentile(summary, 'p95').value,
    );
    const kept = openRunReader(dir.path).history.trend({}, { service: null, endpoint: null });
    expect(kept.find((one) => one.runId === runId)?.figures?.rates.ok).toBe(summary.rates.ok);
    expect(after.unread).toBe(0);
    await app.close();
  });
});
