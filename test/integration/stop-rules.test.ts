import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pc from 'picocolors';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Summary, summarySchema } from '../../src/contract/summary.ts';
import type { LiveUpdate, RunRow } from '../../src/contract/wire.ts';
import { runPlan } from '../../src/main/hosts/cli/run-job.ts';
import type { Terminal } from '../../src/main/hosts/cli/terminal.ts';
import { findPlaces } from '../../src/main/hosts/places.ts';
import type { App } from '../../src/main/services/app-port.ts';
import { makeSecond, makeSeriesSecond } from '../support/made-seconds.ts';
import { openApp } from '../support/opened-app.ts';
import { type RecordingServer, startRecordingServer } from '../support/recording-server.ts';
import { ScriptedCrews } from '../support/scripted-crew.ts';
import { createTempDir, type TempDir } from '../support/temp-dir.ts';
import { runPlimsoll } from '../support/workbench.ts';

const INDEX = new URL('../../src/main/hosts/cli/index.ts', import.meta.url).href;
let server: RecordingServer;
beforeAll(async () => {
  server = await startRecordingServer();
});
afterAll(() => server.close());

let dir: TempDir;
beforeEach(() => {
  dir = createTempDir();
});
afterEach(() => dir.remove());

describe('a run with stop rules', () => {
  let crews: ScriptedCrews;
  let app: App;
  const log: string[] = [];
  const open = () => openApp(dir.path, { startCrew: crews.start, env: {}, log: (line) => log.push(line) });

  beforeEach(() => {
    log.length = 0;
    crews = new ScriptedCrews();
    app = open();
  });
  afterEach(async () => {
    await app.close();
    expect(log).toEqual([]);
  });

  const planText = (...rules: string[]) => `
plimsoll: 1
name: Watched
services: { api: { url: "${server.url}" } }
classes: { reader: { service: api, tasks: { list: { get: /items } } } }
load: { users: 2, duration: 1m }
thresholds: [{ service: api, endpoint: list, metric: latency, acceptable: 5000 }]
stopWhen: ${JSON.stringify(rules)}
`;
  const second = (index: number, ms: number) =>
    makeSecond(index, [makeSeriesSecond(0, Array<number>(400).fill(ms))]);

  /** Starts it, lets as many seconds come, each as slow as that, and hands over what was heard of it. */
  async function play(rules: readonly string[], timesMs: readonly number[]) {
    const updates: LiveUpdate[] = [];
    const rows: RunRow[] = [];
    app.on('run.second', (update) => updates.push(update));
    app.on('run.changed', (row) => rows.push(row));
    const started = await app.runs.start({ plan: { kind: 'text', text: planText(...rules) }, force: true });
    if (!started.ok) throw new Error(started.failure.message);
    for (const [index, ms] of timesMs.entries())
      if (crews.stops.length === 0) crews.second(second(index, ms));
    return { ...started.value, updates, rows };
  }

  async function read(runId: string) {
    const detail = await app.handlers['runs.get']({ runId });
    if (!detail.ok) throw new Error(detail.failure.message);
    return detail.value;
  }

  const SENTENCE = 'Stopped by the rule p50>1s for 3s: p50 was 1,500 ms from 0:01 to 0:04.';

  it('is stopped gracefully in the second that fills the window, says which rule ended it, and is graded', async () => {
    const slow = [20, 20, 1_500, 1_500, 1_500, 1_500, 1_500];
    const { runId, done, updates } = await play(['p50>1s for 3s'], slow);
    const summary = await done;
    expect(crews.stops).toEqual(['graceful']);
    expect(updates.map((update) => update.summary.stopRule?.atSecond)).toEqual([
      ...Array<undefined>(3).fill(undefined),
      4,
    ]);
    expect(summary.stopRule).toMatchObject({
      rule: 'p50>1s for 3s',
      action: 'stop',
      figure: 1_500,
      unit: 'ms',
      fromSecond: 1,
      atSecond: 4,
      sentence: SENTENCE,
    });
    expect(summary.run).toMatchObject({ state: 'stopped', endReason: SENTENCE });
    expect(summary.overall).toMatchObject({ outcome: 'passed', passed: true });
    const { row } = await read(runId);
    expect(row).toMatchObject({ state: 'stopped', endReason: SENTENCE, outcome: 'passed' });
    expect(row.markers).toEqual([{ atMs: 4_000, text: SENTENCE }]);
  });

  it('reopens with the rule that ended it, in every output', async () => {
    const { runId, done } = await play(['p95>1s for 3s then fail'], Array<number>(5).fill(1_500));
    const live = await done;
    expect(live.overall).toMatchObject({ outcome: 'failed', grade: 'poor' });
    await app.close();
    app = open();
    const { summary } = await read(runId);
    expect(summary.stopRule).toEqual(live.stopRule);
    expect(summary.overall).toEqual(live.overall);
    const sentence = summary.stopRule?.sentence ?? '';
    expect(sentence).toBe('Failed by the rule p95>1s for 3s: p95 was 1,500 ms from 0:00 to 0:03.');
    for (const format of ['json', 'markdown', 'junit', 'html'] as const) {
      const file = await app.handlers['runs.export']({ runId, format });
      if (!file.ok) throw new Error(file.failure.message);
      expect(file.value.text.replaceAll('&gt;', '>').replaceAll('\\u003e', '>'), format).toContain(
        'p95 was 1,500 ms from 0:00 to 0:03',
      );
    }
  });

  it('goes on where a rule only holds its load, and tells of it once', async () => {
    const { runId, done, updates } = await play(
      ['p50>1s for 2s then hold', 'p95>1s for 9s then fail'],
      Array<number>(6).fill(1_500),
    );
    expect(crews.stops).toEqual([]);
    expect(updates.map(({ summary }) => summary.holdRules?.length ?? 0)).toEqual([0, 1, 1, 1, 1, 1]);
    crews.end({ durationUs: 6_000_000 });
    const summary = await done;
    expect(summary).not.toHaveProperty('stopRule');
    expect(summary.holdRules).toMatchObject([{ rule: 'p50>1s for 2s then hold', atSecond: 2 }]);
    expect(summary.run).toMatchObject({ state: 'completed', endReason: '' });
    expect(crews.steered.map(({ entry }) => [entry.act, entry.by])).toEqual([[{ kind: 'hold' }, 'rule']]);
    // It is marked as what it is: an act on the load.
    expect((await read(runId)).row.markers).toEqual([]);
  });

  it('that a person stops is one that was cut short, whatever a rule would have said then', async () => {
    crews.obedient = false;
    const { runId, done } = await play(['p95>1s for 3s'], [1_500, 1_500]);
    void app.handlers['runs.stop']({ runId });
    crews.second(second(2, 1_500));
    crews.end({ state: 'stopped', reason: 'Stopped before the end of the plan.' });
    const summary = await done;
    expect(summary).not.toHaveProperty('stopRule');
    expect(summary.overall.outcome).toBe('not gradable');
    expect(summary.run.endReason).toBe('Stopped before the end of the plan.');
  });
});

describe('plimsoll run --stop-when', () => {
  const plimsoll = (...args: string[]) => runPlimsoll([...args, '--data-dir', dir.path]);

  it.each([
    ['then fail', 4, 'Failed by the rule max>1ms for 2s: max was 20 ms from 0:00 to 0:02.'],
    ['then stop', 0, 'Stopped by the rule max>1ms for 2s: max was 20 ms from 0:00 to 0:02.'],
  ])('%s ends the run with %i, and says why once', async (action, code, sentence) => {
    const crews = new ScriptedCrews();
    const app = openApp(dir.path, { startCrew: crews.start, env: {} });
    const told = { out: '', err: '' };
    const colors = pc.createColors(false);
    const terminal: Terminal = {
      out: (text) => {
        told.out += text;
      },
      document: () => undefined,
      err: (text) => {
        told.err += text;
      },
      isInteractive: false,
      columns: 80,
      outColumns: null,
      colors,
      errColors: colors,
    };
    app.on('run.changed', ({ state }) => {
      if (state !== 'running' || crews.stops.length > 0) return;
      for (const index of [0, 1])
        crews.second(makeSecond(index, [makeSeriesSecond(0, Array<number>(400).fill(20))]));
    });
    const ended = await runPlan({ places: findPlaces(INDEX), terminal }, app, {
      plan: { kind: 'url', url: `${server.url}/` },
      flags: { stopWhen: [`max>1ms for 2s ${action}`], warmup: '0s' },
      onSamples: false,
    });
    await app.close();
    expect(ended).toBe(code);
    expect(told.err).toContain(sentence);
    expect(told.err.split(sentence)).toHaveLength(2);
    expect(told.out).toContain(`stopped: ${sentence}`);
  });

  it('ends a run of a process of its own in the first second that is to be believed, and stays with it', async () => {
    const [junit, markdown] = [join(dir.path, 'run.xml'), join(dir.path, 'run.md')];
    const rule = 'throughput>1/s for 1s then fail';
    const { code, out, err } = await plimsoll(
      ...['run', `${server.url}/`, '--rate', '50', '--duration', '6s', '--warmup', '0s'],
      ...['--stop-when', rule, '--stop-when', 'errors>50% for 5s'],
      ...['--json', '-', '--junit', junit, '--markdown', markdown],
    );
    const summary = summarySchema.parse(JSON.parse(out));
    expect(summary.run.overrides).toContainEqual({ name: 'Stop when', text: `${rule}; errors>50% for 5s` });
    const { badSeconds } = summary.trust;
    const judged = summary.perSecond.find(
      ({ second, lengthMs }) => lengthMs === 1_000 && !badSeconds.includes(second),
    );
    // On a machine that has no second to spare there is nothing to judge the target by.
    if (judged === undefined) {
      expect([code, summary.stopRule]).toEqual([0, undefined]);
      return;
    }
    const sentence = summary.stopRule?.sentence ?? 'none';
    expect(code).toBe(4);
    expect(summary.stopRule).toMatchObject({ rule, atSecond: judged.second + 1 });
    expect(err.split(sentence)).toHaveLength(2);
    expect(readFileSync(markdown, 'utf8')).toContain('## Stop rules');
    expect(readFileSync(junit, 'utf8')).toContain(
      '<testcase classname="stop rules" name="throughput&gt;1/s for',
    );
    const shown = JSON.parse((await plimsoll('show', 'last', '--json', '-')).out) as Summary;
    expect(shown.stopRule).toEqual(summary.stopRule);
    expect((await plimsoll('show', 'last')).out).toContain(sentence);
    expect((await plimsoll('runs')).out).toContain(sentence);
  });

  it.each([
    ['p95>1s', 'plimsoll: --stop-when: "p95>1s" does not say for how long. Add it: p95>1s for 10s.\n'],
    ['shop: p95>1s for 10s', 'plimsoll: --stop-when cannot be used here: there is no service "shop"'],
  ])('%s is refused with 2 before anything is sent', async (rule, sentence) => {
    const before = server.counts().requests;
    const { code, err } = await plimsoll('run', `${server.url}/`, '--stop-when', rule);
    expect(code).toBe(2);
    expect(err).toContain(sentence);
    expect(server.counts().requests).toBe(before);
  });
});
