import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ExportFormat } from '../../src/contract/export-formats.ts';
import { succeed } from '../../src/contract/failure.ts';
import type { RunSecond } from '../../src/contract/tick.ts';
import type { ArgumentOf, EventName, LiveUpdate, RunRow } from '../../src/contract/wire.ts';
import { createApp } from '../../src/main/services/app.ts';
import type { App, StartRun } from '../../src/main/services/app-port.ts';
import type { Ports } from '../../src/main/services/ports.ts';
import { connect } from '../../src/main/storage/database.ts';
import { LATEST_VERSION } from '../../src/main/storage/migrations/migrate.ts';
import { openStorage } from '../../src/main/storage/storage.ts';
import { asOfVersion } from '../support/data-version.ts';
import { makeSecond, makeSeriesSecond } from '../support/made-seconds.ts';
import { appOptions, openApp } from '../support/opened-app.ts';
import { unusedPort } from '../support/ports.ts';
import { type RecordingServer, startRecordingServer } from '../support/recording-server.ts';
import { ScriptedCrews } from '../support/scripted-crew.ts';
import { createTempDir, type TempDir } from '../support/temp-dir.ts';

const NOW = Date.UTC(2026, 10, 23, 15, 52, 1);
let dir: TempDir;
let server: RecordingServer;
let crews: ScriptedCrews;
let app: App;
const log: string[] = [];
let draws = 0;

function open(ports: Partial<Ports> = {}): App {
  return openApp(dir.path, {
    startCrew: crews.start,
    now: () => NOW,
    random: () => draws++ / 36 ** 4,
    env: {},
    log: (line) => log.push(line),
    ...ports,
  });
}

beforeEach(async () => {
  dir = createTempDir();
  server = await startRecordingServer(new Map([['GET /health', { status: 200 }]]));
  crews = new ScriptedCrews();
  log.length = 0;
  draws = 0;
  app = open();
});
afterEach(async () => {
  await app.close();
  await server.close();
  dir.remove();
  expect(log).toEqual([]);
});

/** A plan with one endpoint at a service with a health check. */
function planText(more = '', query = ''): string {
  return `
plimsoll: 1
name: One endpoint
services:
  api: { url: "${server.url}", health: /health }
classes:
  reader: { service: api, thinkTime: none, tasks: { list: { get: "/items${query}" } } }
load: { users: 2, duration: 1m }
thresholds:
  - { service: api, endpoint: list, metric: latency, excellent: 10, good: 20, acceptable: 40 }
${more}`;
}

const start = (change: Partial<StartRun> = {}) =>
  app.runs.start({ plan: { kind: 'text', text: planText() }, ...change });

/** Starts a run and hands over its id and result. */
async function startIt(change: Partial<StartRun> = {}) {
  const started = await start(change);
  if (!started.ok) throw new Error(`${started.failure.code}: ${started.failure.message}`);
  return started.value;
}

/** 400 answers in a second, all in 5 ms. */
function second(index: number, change: Partial<RunSecond> = {}): RunSecond {
  return makeSecond(index, [makeSeriesSecond(0, Array<number>(400).fill(5))], change);
}

function record<Name extends EventName>(name: Name) {
  const heard: Parameters<Parameters<typeof app.on<Name>>[1]>[0][] = [];
  app.on(name, (event) => heard.push(event));
  return heard;
}

async function get(runId: string) {
  const detail = await app.handlers['runs.get']({ runId });
  if (!detail.ok) throw new Error(detail.failure.message);
  return detail.value;
}

/** Every byte in the data folder, the log of the database included. */
function allBytes(): string {
  return readdirSync(dir.path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}

describe('a run', () => {
  it('is told second by second, graded at its end, stored, and read back with the same figures', async () => {
    const updates: LiveUpdate[] = record('run.second');
    const rows: RunRow[] = record('run.changed');
    const { runId, done } = await startIt({ name: 'first try' });
    expect(runId).toBe('20261123-155201-0000');
    crews.second(second(0));
    crews.second(second(1));
    crews.end();
    const summary = await done;
    expect(updates.map(({ elapsedMs, plannedDurationMs }) => [elapsedMs, plannedDurationMs])).toEqual([
      [1_000, 60_000],
      [2_000, 60_000],
    ]);
    expect(updates.map(({ second: row, summary: live }) => [row.ok, live.totals.ok, live.perSecond])).toEqual(
      [
        [400, 400, []],
        [400, 800, []],
      ],
    );
    expect(rows.map((row) => [row.state, row.requests, row.name])).toEqual([
      ['running', 0, 'first try'],
      ['completed', 800, 'first try'],
    ]);
    expect(summary.grades.map(({ grade, value }) => [grade, value])).toEqual([['excellent', 5]]);
    const detail = await get(runId);
    expect(detail.summary).toEqual({ ...summary, run: { ...summary.run, name: 'first try' } });
    expect(detail.planText).toBe(planText());
    expect(detail.summary.run.environment.targets).toEqual([
      { service: 'api', url: server.url, address: '127.0.0.1' },
    ]);
  });

  it('is found again by the next process, with the same figures', async () => {
    const { runId, done } = await startIt();
    crews.second(second(0));
    crews.end({ durationUs: 1_000_000 });
    await done;
    const before = await get(runId);
    await app.close();
    app = open();
    expect(await get(runId)).toEqual(before);
    const listed = await app.handlers['runs.list']({});
    expect(listed).toEqual({ ok: true, value: [before.row] });
  });

  it('hands the threads the plan, the threads asked for, and nothing of the storage', async () => {
    await startIt({ overrides: { threads: 3, users: 7 }, precision: 'spin' });
    const [options] = crews.started;
    expect([options?.threads, options?.precision, options?.plimsollVersion, options?.secrets]).toEqual([
      3,
      'spin',
      '0.0.0-test',
      {},
    ]);
    expect(options?.plan.scenarios[0]?.profile.segments.at(-1)?.to).toBe(7);
  });

  it('is the only one under way in its process; a second is refused and disturbs nothing', async () => {
    const { runId, done } = await startIt();
    const refused = await start();
    expect(!refused.ok && refused.failure.code).toBe('run.busy');
    crews.end();
    expect((await done).run.id).toBe(runId);
    const again = await start({ name: 'next' });
    expect(again.ok).toBe(true);
  });

  it('two starts at once: one runs', async () => {
    const answers = await Promise.all([start(), start()]);
    expect(answers.map((answer) => (answer.ok ? 'started' : answer.failure.code)).toSorted()).toEqual([
      'run.busy',
      'started',
    ]);
    expect(crews.started.length).toBe(1);
  });

  it('of which a load thread crashes is a failed run with its reason, and the app goes on', async () => {
    const { runId, done } = await startIt();
    crews.second(second(0));
    crews.end({ state: 'failed', reason: 'A load thread crashed: out of memory', durationUs: 1_000_000 });
    expect((await done).run.endReason).toBe('A load thread crashed: out of memory');
    const { row } = await get(runId);
    expect([row.state, row.requests]).toEqual(['failed', 400]);
  });

  it('whose threads cannot be made is a failed run, not a crash', async () => {
    await app.close();
    app = open({
      startCrew: () => {
        throw new Error('no such file');
      },
    });
    const { runId, done } = await startIt();
    expect((await done).run.state).toBe('failed');
    expect((await get(runId)).summary.run.endReason).toBe(
      'The load threads could not be started: no such file',
    );
  });
});

describe('stopping', () => {
  it('keeps what was measured and answers with the new state', async () => {
    const { runId, done } = await startIt();
    crews.second(second(0));
    expect(await app.handlers['runs.stop']({ runId })).toEqual({ ok: true, value: { state: 'stopped' } });
    expect((await done).totals.ok).toBe(400);
    expect(crews.stops).toEqual(['graceful']);
    expect((await get(runId)).row.state).toBe('stopped');
  });

  it('now cuts what is open', async () => {
    const { runId } = await startIt();
    await app.handlers['runs.stop']({ runId, now: true });
    expect(crews.stops).toEqual(['now']);
  });

  it('a run that has ended changes nothing', async () => {
    const { runId, done } = await startIt();
    crews.end();
    await done;
    expect(await app.handlers['runs.stop']({ runId })).toEqual({ ok: true, value: { state: 'completed' } });
  });

  it('by closing the app: the run is kept as stopped, and says why', async () => {
    const { runId, done } = await startIt();
    crews.second(second(0));
    await app.close();
    expect((await done).run.state).toBe('stopped');
    app = open();
    const { summary } = await get(runId);
    expect([summary.run.state, summary.run.endReason, summary.totals.ok]).toEqual([
      'stopped',
      'Plimsoll was closed while it ran.',
      400,
    ]);
  });
});

describe('before a run', () => {
  it('every service is asked for its health, and nothing else is sent', async () => {
    await startIt();
    expect([...server.countsByPath()]).toEqual([['GET /health', 1]]);
  });

  it('a service that fails is named and the run refused; forced, it starts and says so', async () => {
    const port = await unusedPort();
    const overrides = { targets: { api: `http://127.0.0.1:${port}` } };
    const refused = await start({ overrides });
    expect(refused).toEqual({
      ok: false,
      failure: {
        code: 'target.unhealthy',
        side: 'target',
        message: `A service does not pass the health check: api at http://127.0.0.1:${port}/health (connection refused).`,
        hint: 'Start it, change its address, or force the run (--force).',
      },
    });
    expect((await app.handlers['runs.list']({})).ok && crews.started.length).toBe(0);
    const { runId } = await startIt({ overrides, force: true });
    expect((await get(runId)).summary.run.environment.deviations).toEqual([
      `forced: A service does not pass the health check: api at http://127.0.0.1:${port}/health (connection refused).`,
    ]);
  });

  it('a plan beyond what this machine has is refused with the figure', async () => {
    await app.close();
    app = open({
      readMachineLimits: async () => ({
        cores: 2,
        openFiles: { limit: 100, inUse: 20 },
        localPorts: null,
        freeMemoryBytes: 1e9,
      }),
    });
    const refused = await start();
    expect(!refused.ok && [refused.failure.code, refused.failure.message]).toEqual([
      'preflight.open_files',
      'The plan needs 86 of 100 file descriptors (86%): results would measure this machine.',
    ]);
    expect((await start({ force: true })).ok).toBe(true);
  });

  it('a host outside this machine is refused, forced or not, unless it was named', async () => {
    const overrides = { targets: { api: 'http://192.0.2.1' } };
    for (const force of [false, true]) {
      const refused = await start({ overrides, force });
      expect(!refused.ok && refused.failure.code).toBe('guard.blocked_host');
    }
  });

  it('a plan that makes no sense is refused with its sentence', async () => {
    const refused = await start({ plan: { kind: 'text', text: 'plimsoll: 1\nnam: x' } });
    expect(!refused.ok && refused.failure.code.startsWith('plan.')).toBe(true);
  });

  it('the sample services must run where they are asked for', async () => {
    const refused = await start({ onSamples: true });
    expect(!refused.ok && refused.failure.code).toBe('samples.not_running');
  });
});

describe('where a run goes', () => {
  const SERVICES = ['gateway', 'streaming', 'auth', 'entitlements', 'metrics'];
  const SMOKE: StartRun = { plan: { kind: 'preset', name: 'smoke' } };
  const aim = (id: string, url: string) =>
    app.handlers['services.change']({ id, addresses: [{ label: '', url }] });
  const targetsOf = () =>
    Object.fromEntries(crews.started.at(-1)?.plan.services.map(({ name, url }) => [name, url]) ?? []);

  it('a preset is targeted at the addresses of the workspace, and that is stored with the run', async () => {
    for (const service of SERVICES) await aim(service, server.url);
    const started = await app.runs.start(SMOKE);
    if (!started.ok) throw new Error(started.failure.message);
    const everywhere = Object.fromEntries(SERVICES.map((service) => [service, server.url]));
    expect(targetsOf()).toEqual(everywhere);
    expect((await get(started.value.runId)).overrides).toEqual({ targets: everywhere });
  });

  it('an address named by hand goes before the workspace; a plan of the user keeps its own', async () => {
    await aim('gateway', 'http://localhost:1');
    const described = await app.handlers['plans.describe']({
      ...SMOKE,
      overrides: { targets: { gateway: 'http://localhost:2' } },
    });
    expect(described.ok && described.value.targets.find(({ service }) => service === 'gateway')?.url).toBe(
      'http://localhost:2',
    );
    const own = await app.handlers['plans.describe']({ plan: { kind: 'text', text: planText() } });
    expect(own.ok && own.value.targets).toEqual([{ service: 'api', url: server.url }]);
  });

  it('a run on a service of the user keeps the name and address it ran with, whatever becomes of the service', async () => {
    const added = await app.handlers['services.add']({
      service: 'shop',
      addresses: [
        { label: 'local', url: server.url },
        { label: 'closed', url: 'http://127.0.0.1:9' },
      ],
    });
    const id = added.ok ? (added.value[0]?.id ?? '') : '';
    const text = planText()
      .replace(/api: \{[^}]*\}/, 'shop: {}')
      .replaceAll('service: api', 'service: shop');
    const plan = { kind: 'text', text } as const;
    const started = await app.runs.start({ plan });
    if (!started.ok) throw new Error(started.failure.message);
    const { runId } = started.value;
    await app.handlers['services.change']({ id, service: 'store', chosen: 1 });
    const { summary, overrides } = await get(runId);
    expect(overrides).toEqual({ targets: { shop: server.url } });
    expect(summary.run.environment.targets.map(({ service, url }) => [service, url])).toEqual([
      ['shop', server.url],
    ]);
    // The plan still finds the service by the name it was written with, and goes where it is now.
    const described = await app.handlers['plans.describe']({ plan });
    expect(described.ok && described.value.targets).toEqual([{ service: 'shop', url: 'http://127.0.0.1:9' }]);
    await app.handlers['services.remove']({ id });
    const lost = await app.handlers['plans.check']({ text });
    expect(lost.ok && lost.value.problems.map(({ code, path }) => [code, path])).toEqual([
      ['plan.no_address', ['services', 'shop', 'url']],
    ]);
  });

  const smokeTargets = async (text: string, onSamples = false) => {
    const described = await app.handlers['plans.describe']({ plan: { kind: 'text', text }, onSamples });
    if (!described.ok) throw new Error(described.failure.message);
    return Object.fromEntries(described.value.targets.map(({ service, url }) => [service, url]));
  };

  it('a copy of a preset follows the workspace as the preset does, and whoever looks at it says so', async () => {
    await aim('gateway', 'http://localhost:9');
    const copied = await app.handlers['plans.duplicate']({ plan: { kind: 'preset', name: 'smoke' } });
    if (!copied.ok || copied.value.row === null) throw new Error('not copied');
    for (const service of SERVICES) await aim(service, server.url);
    const everywhere = Object.fromEntries(SERVICES.map((service) => [service, server.url]));
    const { text, row } = copied.value;
    expect(await smokeTargets(text)).toEqual(everywhere);
    const checked = await app.handlers['plans.check']({ text });
    expect(checked.ok && checked.value.preview?.targets.map(({ url }) => url)).toEqual(
      SERVICES.map(() => server.url),
    );
    const started = await app.runs.start({ plan: { kind: 'stored', planId: row.planId } });
    if (!started.ok) throw new Error(started.failure.message);
    expect(targetsOf()).toEqual(everywhere);
    expect((await get(started.value.runId)).overrides).toEqual({ targets: everywhere });
  });

  it('an address that a plan writes for a service is where it goes, the others follow', async () => {
    for (const service of SERVICES) await aim(service, server.url);
    const preset = await app.handlers['plans.get']({ plan: { kind: 'preset', name: 'smoke' } });
    if (!preset.ok) throw new Error(preset.failure.message);
    // The same address as the suite's: written is written.
    const text = `${preset.value.text}services: { gateway: { url: "http://localhost:8000" } }\n`;
    expect(await smokeTargets(text)).toEqual({
      ...Object.fromEntries(SERVICES.map((service) => [service, server.url])),
      gateway: 'http://localhost:8000',
    });
  });

  it('one request of a copied preset is tried where a run would send it', async () => {
    for (const service of SERVICES) await aim(service, server.url);
    const preset = await app.handlers['plans.get']({ plan: { kind: 'preset', name: 'smoke' } });
    if (!preset.ok) throw new Error(preset.failure.message);
    const before = server.counts().requests;
    const tried = await app.handlers['plans.tryStep']({
      text: preset.value.text,
      className: 'MetricsServiceUser',
      task: 'track',
      step: 0,
    });
    expect(tried.ok).toBe(true);
    expect(server.counts().requests).toBe(before + 1);
  });
});

describe('secrets', () => {
  const withSecret = () => planText('values:\n  token: { env: API_TOKEN }\n', '?token={{ token }}');
  const SECRET = 'tok-5f2a9c/77+x';

  it('that are not set are named, and the run refused', async () => {
    const refused = await start({ plan: { kind: 'text', text: withSecret() } });
    expect(!refused.ok && [refused.failure.code, refused.failure.message]).toEqual([
      'plan.missing_secret',
      'the plan needs API_TOKEN, which is not set in the environment',
    ]);
  });

  it('reach the threads and nothing else: no event, no answer, no byte on the disk', async () => {
    await app.close();
    app = open({ env: { API_TOKEN: SECRET } });
    const updates = record('run.second');
    const encoded = encodeURIComponent(SECRET);
    const { runId, done } = await startIt({
      plan: { kind: 'text', text: `${withSecret()}# my token is ${SECRET}\n` },
      name: `with ${SECRET}`,
    });
    const change = { runId, notes: `asked with ${SECRET}`, tags: [`tag-${SECRET}`] };
    const annotated = await app.handlers['runs.annotate'](change);
    expect(annotated.ok && [annotated.value.notes, annotated.value.tags]).toEqual([
      'asked with [secret token]',
      ['tag-[secret token]'],
    ]);
    expect(crews.started[0]?.secrets).toEqual({ token: SECRET });
    const failure = { code: 'http.5xx', side: 'target', message: `bad token ${SECRET}`, hint: '' } as const;
    crews.second(
      second(0, {
        failures: [{ series: 0, failure, count: 1, firstUs: 1, lastUs: 1 }],
        exemplars: [
          {
            series: 0,
            thread: 0,
            intendedUs: null,
            startedUs: 0,
            dnsUs: null,
            connectUs: null,
            tlsUs: null,
            sentUs: null,
            firstByteUs: null,
            endedUs: 5,
            reused: false,
            status: 500,
            method: 'GET',
            url: `/items?token=${encoded}`,
            code: 'http.5xx',
          },
        ],
      }),
    );
    crews.end({ state: 'failed', reason: `crashed near ${SECRET}`, durationUs: 1_000_000 });
    const summary = await done;
    const detail = await get(runId);
    expect(detail.summary.errors[0]?.message).toBe('bad token [secret token]');
    expect(detail.row.name).toBe('with [secret token]');
    for (const text of [JSON.stringify([annotated, updates, summary, detail]), allBytes()]) {
      expect(text).not.toContain(SECRET);
      expect(text).not.toContain(encoded);
    }
  });
});

describe('the list', () => {
  it('a run in the bin is not listed, and comes back whole', async () => {
    const { runId, done } = await startIt();
    crews.end();
    await done;
    const before = (await get(runId)).row;
    expect(await app.handlers['runs.delete']({ runId })).toEqual({ ok: true, value: { runId } });
    expect(await app.handlers['runs.list']({})).toEqual({ ok: true, value: [] });
    expect(await app.handlers['runs.restore']({ runId })).toEqual({ ok: true, value: before });
    expect(await app.handlers['runs.list']({})).toEqual({ ok: true, value: [before] });
  });

  it('of the bin names what is in it, and every listener is told what goes there and comes back', async () => {
    const { runId, done } = await startIt();
    crews.end();
    await done;
    const rows = record('run.changed');
    await app.handlers['runs.delete']({ runId });
    const binned = await app.handlers['runs.list']({ deleted: true });
    expect(binned.ok && binned.value.map((row) => [row.runId, row.deleted])).toEqual([[runId, true]]);
    await app.handlers['runs.restore']({ runId });
    expect(await app.handlers['runs.list']({ deleted: true })).toEqual({ ok: true, value: [] });
    expect(rows.map((row) => [row.runId, row.deleted])).toEqual([
      [runId, true],
      [runId, false],
    ]);
  });

  it('of a window follows what a terminal runs, ends and deletes in the same folder', async () => {
    const window = openApp(dir.path, { startCrew: crews.start, env: {} }, { host: 'web' });
    const told: [string, number, boolean][] = [];
    window.on('run.changed', (row) => told.push([row.state, row.requests, row.deleted]));
    try {
      const { runId, done } = await startIt();
      await expect.poll(() => told.at(-1), { timeout: 5_000 }).toEqual(['running', 0, false]);
      crews.second(second(0));
      crews.end();
      await done;
      await expect.poll(() => told.at(-1), { timeout: 5_000 }).toEqual(['completed', 400, false]);
      await app.handlers['runs.delete']({ runId });
      await expect.poll(() => told.at(-1), { timeout: 5_000 }).toEqual(['completed', 400, true]);
    } finally {
      await window.close();
    }
  });

  it('a run under way cannot be binned', async () => {
    const { runId } = await startIt();
    const refused = await app.handlers['runs.delete']({ runId });
    expect(!refused.ok && refused.failure.code).toBe('run.running');
  });

  it('what is marked while it goes on is in every form of its result, and gone from all once it is removed', async () => {
    const { runId, done } = await startIt();
    crews.second(second(0));
    const mark = { atMs: 420, text: 'node-7 <off>' };
    await app.handlers['runs.annotate']({ runId, mark: { ...mark, text: 'node-7' } });
    await Promise.all([
      app.handlers['runs.annotate']({ runId, mark, notes: 'with the new index' }),
      app.handlers['runs.annotate']({ runId, mark: { atMs: 90, text: '' } }),
    ]);
    await app.handlers['runs.annotate']({ runId, unmark: 90 });
    const markers = [mark];
    crews.second(second(1));
    crews.end();
    await done;
    const said = async (format: ExportFormat) => {
      const exported = await app.handlers['runs.export']({ runId, format });
      return exported.ok ? exported.value.text : exported.failure.message;
    };
    expect((await get(runId)).summary.run.markers).toEqual(markers);
    expect(JSON.parse(await said('json')).run.markers).toEqual(markers);
    expect(await said('html')).toContain('"markers":[{"atMs":420,"text":"node-7 \\u003coff\\u003e"}]');
    const [head, first, next] = (await said('csv-seconds')).split('\r\n');
    expect([head, first, next].map((line) => line?.split(',').at(-1))).toEqual([
      'marker',
      'node-7 <off>',
      '',
    ]);
    expect(await said('markdown')).toContain(
      '## Notes\n\nwith the new index\n\n## Markers\n\n- 0:00 node-7 &lt;off&gt;\n\n',
    );
    await app.handlers['runs.annotate']({ runId, unmark: mark.atMs });
    expect((await get(runId)).summary.run.markers).toBeUndefined();
    for (const format of ['json', 'html', 'csv-seconds', 'markdown'] as const)
      expect((await said(format)).includes('node-7')).toBe(false);
  });

  it('notes, tags, name and purpose are kept and told', async () => {
    const { runId } = await startIt();
    const rows = record('run.changed');
    const change: ArgumentOf<'runs.annotate'> = {
      runId,
      name: 'renamed',
      notes: 'with the new index',
      tags: ['a'],
      purpose: 'capacity',
    };
    const annotated = await app.handlers['runs.annotate'](change);
    expect(annotated).toEqual({ ok: true, value: rows[0] });
    crews.end();
    const { row, summary } = await get(runId);
    expect([row.notes, row.tags, summary.run.name, summary.run.notes, summary.run.purpose]).toEqual([
      'with the new index',
      ['a'],
      'renamed',
      'with the new index',
      'capacity',
    ]);
  });

  it.each(['runs.get', 'runs.delete', 'runs.restore', 'runs.annotate', 'runs.stop'] as const)(
    '%s of a run that does not exist: run.not_found',
    async (name) => {
      const answer = await app.handlers[name]({ runId: 'nobody' });
      expect(!answer.ok && answer.failure.code).toBe('run.not_found');
    },
  );

  it('a damaged second is left out of the figures, and the run says so', async () => {
    const { runId, done } = await startIt();
    crews.second(second(0));
    crews.second(second(1));
    crews.end();
    await done;
    const connection = connect(join(dir.path, 'plimsoll.db'));
    connection.exec('UPDATE series_seconds SET ok = ok + 1 WHERE second = 1');
    connection.close();
    const { summary } = await get(runId);
    expect([summary.totals.ok, summary.run.endReason]).toEqual([
      400,
      'Second 1 of the run is damaged on disk and left out of the figures.',
    ]);
  });
});

describe('a disk that is full', () => {
  it('does not end a run: it goes on, says so, and is stored whole once there is room', async () => {
    await app.close();
    const disk = { full: false };
    app = open({
      openStorage: (dataDir, options) => {
        const opened = openStorage(dataDir, options);
        if (!opened.ok) return opened;
        const whenThereIsRoom =
          <Arguments extends unknown[]>(write: (...values: Arguments) => void) =>
          (...values: Arguments): void => {
            if (disk.full)
              throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
            write(...values);
          };
        const { runs } = opened.value;
        const appendSecond = whenThereIsRoom(runs.appendSecond);
        const finish = whenThereIsRoom(runs.finish);
        const addGrading = whenThereIsRoom(runs.addGrading);
        return succeed({ ...opened.value, runs: { ...runs, appendSecond, finish, addGrading } });
      },
    });
    const updates = record('run.second');
    const { runId, done } = await startIt();
    crews.second(second(0));
    disk.full = true;
    crews.second(second(1));
    crews.second(second(2));
    const trouble = `The disk that holds ${dir.path} is full. 2 seconds of the run wait in memory to be saved.`;
    expect(updates.map((update) => [update.summary.totals.ok, update.summary.run.endReason])).toEqual([
      [400, ''],
      [800, trouble.replace('2 seconds of the run wait', '1 second of the run waits')],
      [1_200, trouble],
    ]);
    crews.end({ durationUs: 3_000_000 });
    expect((await done).totals.ok).toBe(1_200);
    expect((await get(runId)).summary.run.state).toBe('completed');
    disk.full = false;
    await app.handlers['runs.list']({});
    await app.close();
    app = open();
    const { row, summary } = await get(runId);
    expect([row.state, row.requests, summary.totals.ok, summary.run.endReason]).toEqual([
      'completed',
      1_200,
      1_200,
      '',
    ]);
  });
});

describe('the data folder', () => {
  it('that cannot be used is a failure, not an exception', () => {
    const file = join(dir.path, 'file');
    writeFileSync(file, '');
    const opened = createApp(appOptions(file));
    expect(!opened.ok && opened.failure.code).toBe('storage.not_writable');
  });

  it('of a newer version is shown and not written: no run starts', async () => {
    await app.close();
    asOfVersion(dir.path, LATEST_VERSION + 1, 'CREATE TABLE more (x)');
    app = open();
    expect(app.notice()).toMatch(/^This data was written by a newer Plimsoll/);
    expect(await app.handlers['runs.list']({})).toEqual({ ok: true, value: [] });
    const refused = await start();
    expect(!refused.ok && refused.failure.code).toBe('storage.read_only');
    const unset = await app.dispatch('settings.set', { theme: 'dark' });
    expect(!unset.ok && unset.failure.code).toBe('storage.read_only');
  });
});
