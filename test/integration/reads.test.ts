import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LATENCY_BANDS } from '../../src/contract/latency-bands.ts';
import { Reads } from '../../src/main/services/reads/reads.ts';
import { NO_HEADLINE } from '../../src/main/storage/run-rows.ts';
import { openStorage, type Storage } from '../../src/main/storage/storage.ts';
import { requestSeconds, requestsPlan } from '../support/made-requests.ts';
import { makeRun } from '../support/made-seconds.ts';
import { appOptions } from '../support/opened-app.ts';
import { createTempDir, type TempDir } from '../support/temp-dir.ts';

const SHAPE = { endpoints: 3, seconds: 70, rate: 50, seed: 2 };
const SCOPE = { service: null, endpoint: null, clock: 'actual' } as const;
const AREA = { fromSecond: 3, toSecond: 9, fromBand: 30, toBand: LATENCY_BANDS - 1 };

function onBug(error: unknown): void {
  throw error;
}

describe('a run that is read', () => {
  const run = makeRun(requestsPlan(SHAPE));
  const { runId } = run;
  let folder: TempDir;
  let storage: Storage;
  let thread: Reads;
  let here: Reads;
  const seconds = [...requestSeconds(SHAPE)];

  beforeAll(() => {
    folder = createTempDir();
    const dataDir = folder.path;
    const opened = openStorage(dataDir);
    if (!opened.ok) throw new Error(opened.failure.message);
    storage = opened.value;
    storage.runs.create({ ...run, planText: '', overrides: {} });
    for (const second of seconds.slice(0, 60)) storage.runs.appendSecond(runId, second, NO_HEADLINE);
    const options = appOptions(dataDir);
    here = new Reads(options, storage, onBug);
    thread = new Reads({ ...options, host: 'web' }, storage, onBug);
  });
  afterAll(async () => {
    await thread.close();
    storage.close();
    folder.remove();
  });

  it('has the same answers from its thread, and goes on with the run', async () => {
    const asked = { runId, scope: SCOPE, area: AREA };
    const before = await thread.ask('heatmap', { runId, scope: SCOPE });
    expect(before.ok && before.value.seconds).toBe(60);
    for (const second of seconds.slice(60)) storage.runs.appendSecond(runId, second, NO_HEADLINE);
    const heatmap = await thread.ask('heatmap', { runId, scope: SCOPE });
    expect(heatmap.ok && heatmap.value.seconds).toBe(70);
    expect(heatmap).toEqual(await here.ask('heatmap', { runId, scope: SCOPE }));
    expect(await thread.ask('select', asked)).toEqual(await here.ask('select', asked));
    expect(await thread.ask('why', asked)).toEqual(await here.ask('why', asked));
    expect(await thread.ask('document', { runId })).toEqual(await here.ask('document', { runId }));
  });

  it.each(['intended', 'actual'] as const)('shows a kept request as its list does, %s', async (clock) => {
    const page = await thread.ask('requests', { runId, filter: { area: AREA, clock }, limit: 3 });
    const row = page.ok ? page.value.rows[0] : undefined;
    const detail = await thread.ask('request', { runId, id: row?.id ?? '', clock });
    if (!detail.ok || row === undefined) throw new Error('not read');
    const { neighbours, medianPhasesUs, medianUs, queuedUs, curl } = detail.value;
    expect(detail.value.row).toEqual(row);
    expect(row.phasesUs.reduce((sum, us) => sum + us, 0)).toBe(row.durationUs);
    // From its actual start a request has not been queued; how long it was is told beside.
    expect(queuedUs).toBeGreaterThan(0);
    const queued = [row.phasesUs[0], medianPhasesUs[0]];
    expect(queued).toEqual(clock === 'actual' ? [0, 0] : queued.map(() => expect.toSatisfy((us) => us > 0)));
    expect(neighbours.map(({ connection }) => connection)).toEqual(neighbours.map(() => row.connection));
    expect(neighbours.find(({ id }) => id === row.id)).toEqual(row);
    // Half of the requests wait at least as long as the median of the whole, less what they are queued and received.
    expect(medianPhasesUs.reduce((sum, us) => sum + us, 0)).toBeCloseTo(medianUs ?? 0, -3);
    expect(curl).toBe(null);
  });

  it('has the seconds of an endpoint as the document has them, and more', async () => {
    const place = { service: 'gateway', endpoint: 'endpoint_1' } as const;
    const document = await thread.ask('document', { runId });
    const told = await thread.ask('scopeSeconds', { runId, scope: { ...place, clock: 'actual' } });
    if (!document.ok || !told.ok) throw new Error('not read');
    const rows = document.value.perSecond.map(({ endpoints }) =>
      endpoints.find((row) => row.service === place.service && row.endpoint === place.endpoint),
    );
    expect(told.value.seconds).toHaveLength(70);
    for (const { second, percentiles } of told.value.seconds) {
      const row = rows[second];
      expect([percentiles.p50?.ms ?? null, percentiles.p50?.seconds ?? 0]).toEqual([
        row?.p50Ms,
        row?.p50WindowSeconds,
      ]);
      expect([percentiles.p95?.ms ?? null, percentiles.p95?.isEstimate ?? false]).toEqual([
        row?.p95Ms,
        row?.evidence.p95 === 'estimate',
      ]);
    }
    const failed = (by: Readonly<Record<string, number>>) =>
      Object.values(by).reduce((sum, one) => sum + one, 0);
    expect(told.value.seconds.map(({ errorsByCode }) => failed(errorsByCode))).toEqual(
      rows.map((row) => row?.errors ?? 0),
    );
    const rest = await thread.ask('scopeSeconds', {
      runId,
      scope: { ...place, clock: 'actual' },
      fromSecond: 66,
    });
    expect(rest.ok && rest.value.seconds).toEqual(told.value.seconds.slice(66));
  });

  it('lists the latest failures first', async () => {
    const asked = { runId, filter: { hasFailed: true }, from: 0, limit: 4, order: 'latest' } as const;
    const page = await thread.ask('requests', asked);
    if (!page.ok) throw new Error(page.failure.message);
    const { kept, rows } = page.value;
    const at = rows.map(({ startedUs, durationUs, phasesUs }) => startedUs + durationUs - (phasesUs[0] ?? 0));
    expect(rows.every(({ code }) => code === 'http.5xx')).toBe(true);
    expect(rows).toHaveLength(Math.min(4, kept));
    expect(at).toEqual(at.toSorted((a, b) => b - a));
  });

  it('says what there is not', async () => {
    const missing = await thread.ask('heatmap', { runId: 'none', scope: SCOPE });
    expect(missing.ok || missing.failure.code).toBe('run.not_found');
    const request = await thread.ask('request', { runId, id: '5.99999' });
    expect(request.ok || request.failure.code).toBe('run.request_not_found');
  });
});

describe('a thread that reads runs', () => {
  const asked = { runId: 'none', scope: SCOPE };
  const store = {} as Storage;

  it('says why the data cannot be opened, and is asked again', async () => {
    const empty = createTempDir();
    const reads = new Reads(appOptions(empty.path, { host: 'web' }), store, onBug);
    for (let time = 0; time < 2; time += 1) {
      await expect(reads.ask('heatmap', asked)).rejects.toMatchObject({ code: 'SQLITE_CANTOPEN' });
    }
    await reads.close();
    empty.remove();
  });

  it('searches for causes while it tells of the run: nothing else waits for them', async () => {
    // One that never has done with causes, and answers nothing after them.
    const program = `import { parentPort } from 'node:worker_threads';
      let isSearching = false;
      parentPort.on('message', ({ number, question }) => {
        isSearching ||= question === 'causes';
        if (number !== undefined && !isSearching) parentPort.postMessage({ number, answer: question });
      });`;
    const entry = new URL(`data:text/javascript,${encodeURIComponent(program)}`);
    const reads = new Reads(appOptions('/nowhere', { host: 'web', runReaderEntry: entry }), store, onBug);
    const causes = reads.ask('causes', { runId: 'none' });
    const { runId } = asked;
    expect(await reads.ask('seconds', { runId, fromSecond: 0, count: 1 })).toBe('seconds');
    expect(await reads.ask('document', { runId })).toBe('document');
    expect(await reads.ask('heatmap', asked)).toBe('heatmap');
    await reads.close();
    expect(await causes).toMatchObject({ ok: false, failure: { code: 'run.not_read' } });
  });

  it('tells what ended it, and answers nothing once it is closed', async () => {
    const bugs: unknown[] = [];
    const dies = "throw Object.assign(new Error('made'), { code: 'ERR_MADE' })";
    const entry = new URL(`data:text/javascript,${encodeURIComponent(dies)}`);
    const reads = new Reads(appOptions('/nowhere', { host: 'web', runReaderEntry: entry }), store, (error) =>
      bugs.push(error),
    );
    const answer = await reads.ask('heatmap', asked);
    expect(answer).toMatchObject({ ok: false, failure: { code: 'run.not_read' } });
    expect(answer.ok ? '' : answer.failure.message).toBe('The run could not be read to its end (ERR_MADE).');
    expect(bugs).toMatchObject([{ message: 'made' }]);
    const waiting = reads.ask('heatmap', asked);
    await reads.close();
    expect(await waiting).toMatchObject({ ok: false, failure: { code: 'run.not_read' } });
    expect(await reads.ask('heatmap', asked)).toMatchObject({ ok: false, failure: { code: 'run.not_read' } });
    expect(bugs).toHaveLength(1);
  });
});
