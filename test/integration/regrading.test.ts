import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failureText, type Result } from '../../src/contract/failure.ts';
import type { ThresholdSource } from '../../src/contract/grading.ts';
import { headlineOf } from '../../src/contract/run-headline.ts';
import type { RunPlan } from '../../src/contract/run-plan.ts';
import type { Summary } from '../../src/contract/summary.ts';
import { createAnalysis } from '../../src/main/services/analysis/analysis.ts';
import type { App } from '../../src/main/services/app-port.ts';
import { NO_HEADLINE } from '../../src/main/storage/run-rows.ts';
import { openStorage } from '../../src/main/storage/storage.ts';
import { requestSeconds, requestsPlan } from '../support/made-requests.ts';
import { COMPLETED, makeRun } from '../support/made-seconds.ts';
import { openApp } from '../support/opened-app.ts';
import { createTempDir, type TempDir } from '../support/temp-dir.ts';

const SIZE = { endpoints: 3, seconds: 20 };
const LATENCY = { service: 'gateway', endpoint: 'endpoint_0', metric: 'latency' } as const;
/** The made plan, which grades one endpoint by 1 ms: nothing passes. */
const plan: RunPlan = {
  ...requestsPlan(SIZE),
  name: 'shop',
  thresholds: [{ ...LATENCY, acceptable: 1 }],
  gate: 'acceptable',
};
let folder: TempDir;
let app: App;

beforeEach(() => {
  folder = createTempDir();
  store('first');
  app = openApp(folder.path, { env: {} });
});
afterEach(async () => {
  await app.close();
  folder.remove();
});

/** Stores a run of the plan, as a process that died before it could grade it would have. */
function store(runId: string, change: Partial<RunPlan> = {}): void {
  const opened = openStorage(folder.path);
  if (!opened.ok) throw new Error(opened.failure.message);
  const run = { ...makeRun({ ...plan, ...change }), runId };
  opened.value.runs.create({ ...run, planText: '', overrides: {} });
  const analysis = createAnalysis(run);
  for (const second of requestSeconds({ ...SIZE, rate: 60, seed: 4 })) {
    opened.value.runs.appendSecond(runId, second, NO_HEADLINE);
    analysis.add(second);
  }
  const summary = analysis.summary({ ...COMPLETED, notes: '', endReason: '', withSeconds: false });
  const end = { durationMs: 1_000 * SIZE.seconds, reason: '', headline: headlineOf(summary) };
  opened.value.runs.finish(runId, { ...COMPLETED, ...end, environment: run.environment });
  opened.value.close();
}

const textPlan = (thresholds: string, gate = 'acceptable') => `plimsoll: 1
name: shop
gate: ${gate}
services:
  gateway: { url: "http://127.0.0.1:8000" }
  other: { url: "http://127.0.0.1:8001" }
classes:
  Buyer:
    service: gateway
    tasks: { look: { steps: [{ get: /look, name: endpoint_0 }, { get: /more, name: endpoint_1 }, { get: /last, name: endpoint_7 }] } }
  Other: { service: other, tasks: { look: { steps: [{ get: /, name: home }] } } }
load: { users: 1, duration: 10s }
thresholds:
${thresholds}
`;
const LENIENT = textPlan(
  '  - { service: gateway, endpoint: endpoint_0, metric: latency, acceptable: 60000 }',
);
const file = (text: string): ThresholdSource => ({ kind: 'text', text, name: 'limits.yaml' });

function value<Answer>(result: Result<Answer>): Answer {
  if (!result.ok) throw new Error(failureText(result.failure));
  return result.value;
}

const said = async (asked: Promise<Result<unknown>>) => {
  const result = await asked;
  return result.ok ? null : [result.failure.code, failureText(result.failure)];
};

async function documentOf(runId: string): Promise<Summary> {
  return value(await app.handlers['runs.get']({ runId })).summary;
}

describe('a run that is graded again', () => {
  it('keeps the grading it ran with, which counts, and shows both', async () => {
    const before = await documentOf('first');
    expect([before.overall.outcome, before.gradings]).toEqual(['failed', undefined]);
    const regraded = value(await app.handlers['runs.regrade']({ runId: 'first', thresholds: file(LENIENT) }));
    expect(regraded.added).toBe(true);
    expect(regraded.grading).toMatchObject({
      number: 2,
      counts: false,
      origin: { kind: 'file', name: 'limits.yaml' },
      overall: { outcome: 'passed', grade: 'good' },
    });
    const after = await documentOf('first');
    expect([after.grades, after.overall]).toEqual([before.grades, before.overall]);
    expect(after.gradings?.map(({ number, counts, overall }) => [number, counts, overall.outcome])).toEqual([
      [1, true, 'failed'],
      [2, false, 'passed'],
    ]);
    // One and the same value, by the same code, from the same seconds.
    expect(after.gradings?.[1]?.grades[0]?.value).toBe(before.grades[0]?.value);
    expect(value(await app.handlers['runs.list']({}))[0]).toMatchObject({ outcome: 'failed', passed: false });
  });

  it('passes by another gate only where somebody chose it, and the other way round', async () => {
    await app.handlers['runs.regrade']({ runId: 'first', thresholds: file(LENIENT), use: true });
    expect((await documentOf('first')).overall).toMatchObject({ outcome: 'passed', passed: true });
    expect(value(await app.handlers['runs.list']({}))[0]).toMatchObject({ outcome: 'passed', passed: true });
    const exported = value(await app.handlers['runs.export']({ runId: 'first', format: 'json' }));
    expect(JSON.parse(exported.text)).toEqual(await documentOf('first'));
    const grades = value(await app.handlers['runs.grades']({ runId: 'first', fromSecond: 5, toSecond: 9 }));
    expect(grades.rows.map(({ grade }) => grade)).toEqual(['good']);
    value(await app.handlers['runs.chooseGrading']({ runId: 'first', number: 1 }));
    const back = await documentOf('first');
    expect([back.overall.outcome, back.gradings?.map(({ counts }) => counts)]).toEqual([
      'failed',
      [true, false],
    ]);
    const again = value(await app.handlers['runs.grades']({ runId: 'first', fromSecond: 5, toSecond: 9 }));
    expect(again.rows.map(({ grade }) => grade)).toEqual(['poor']);
    expect(value(await app.handlers['runs.list']({}))[0]).toMatchObject({ outcome: 'failed' });
  });

  it('is not graded twice by the same, and says what stored seconds cannot answer', async () => {
    const text =
      textPlan(`  - { service: gateway, endpoint: endpoint_0, metric: latency, statistic: p99, acceptable: 60000 }
  - { service: gateway, endpoint: endpoint_7, metric: latency, acceptable: 100 }
  - { service: other, metric: errorRate, acceptable: 1 }`);
    const regrade = () => app.handlers['runs.regrade']({ runId: 'first', thresholds: file(text) });
    const { grading } = value(await regrade());
    expect(grading.grades.map(({ endpoint, statistic, grade }) => [endpoint, statistic, grade])).toEqual([
      ['endpoint_0', 'p99', 'good'],
    ]);
    expect(grading.cannotTell.map(({ sentence }) => sentence)).toEqual([
      'Cannot tell: the run has no endpoint endpoint_7 of gateway.',
      'Cannot tell: the run sent nothing to other.',
    ]);
    expect(grading.overall.sentence).toMatch(/2 thresholds the stored run cannot answer\.$/);
    expect(value(await regrade())).toMatchObject({ added: false, grading: { number: 2 } });
    expect((await documentOf('first')).gradings).toHaveLength(2);
  });

  it('shows which gate counts in every form', async () => {
    value(await app.handlers['runs.regrade']({ runId: 'first', thresholds: file(LENIENT) }));
    const form = async (format: 'markdown' | 'junit') =>
      value(await app.handlers['runs.export']({ runId: 'first', format })).text;
    const sentence =
      'Graded 2 times: the gate it ran with counts, Failed (Poor); with limits.yaml it is Passed (Good).';
    expect(await form('markdown')).toContain(`## Gradings\n\n${sentence}`);
    expect(await form('junit')).toContain(`<property name="gradings" value="${sentence}"/>`);
  });
});

describe('a history of a plan', () => {
  it('is graded by the versions its thresholds had', async () => {
    app = await reopened(() => store('second'));
    const { row, revision } = value(await app.handlers['plans.save']({ text: LENIENT }));
    const planId = row?.planId ?? '';
    const strict = LENIENT.replace('acceptable: 60000', 'acceptable: 2');
    value(await app.handlers['plans.save']({ planId, revision, text: strict }));
    value(
      await app.handlers['plans.save']({ planId, revision: revision + 1, text: `${strict}# a comment\n` }),
    );
    const versions = value(await app.handlers['plans.thresholds']({ planId }));
    expect(versions.map(({ version, thresholds }) => [version, thresholds[0]?.acceptable])).toEqual([
      [1, 60_000],
      [2, 2],
    ]);
    const choices = value(await app.handlers['runs.regradeChoices']({ runId: 'first' }));
    expect(choices.map(({ origin }) => origin)).toEqual([
      { kind: 'plan', name: 'shop', version: 2 },
      { kind: 'plan', name: 'shop', version: 1 },
    ]);
    const runIds = value(await app.handlers['runs.ofPlan']({ name: 'shop' }));
    expect(runIds).toEqual(['first', 'second']);
    for (const runId of runIds) {
      const thresholds = { kind: 'stored', planId, version: 1 } as const;
      expect(value(await app.handlers['runs.regrade']({ runId, thresholds }))).toMatchObject({
        added: true,
        grading: { origin: { kind: 'plan', name: 'shop', version: 1 }, overall: { passed: true } },
      });
    }
  });
});

describe('runs of older versions', () => {
  it.each(['v2-smoke', 'v3-kinds', 'v7-stressed'])(
    '%s are graded again as they were, by their own thresholds',
    async (name) => {
      await app.close();
      const old = createTempDir();
      const packed = readFileSync(new URL(`../fixtures/runs/${name}.db.gz`, import.meta.url));
      writeFileSync(join(old.path, 'plimsoll.db'), gunzipSync(packed));
      app = openApp(old.path, { env: {} });
      const rows = value(await app.handlers['runs.list']({}));
      let graded = 0;
      for (const { runId, outcome, overallGrade } of rows) {
        const { planText, summary } = value(await app.handlers['runs.get']({ runId, withSeconds: false }));
        if (summary.grades.length === 0) continue;
        const thresholds = file(planText);
        const { grading } = value(await app.handlers['runs.regrade']({ runId, thresholds }));
        expect([grading.overall.outcome, grading.overall.grade, grading.cannotTell]).toEqual([
          outcome,
          overallGrade,
          [],
        ]);
        graded += 1;
      }
      expect(graded).toBeGreaterThan(0);
      await app.close();
      old.remove();
      app = openApp(folder.path, { env: {} });
    },
  );
});

describe('what cannot be graded again', () => {
  it('is said in a sentence with a way out', async () => {
    const regrade = (runId: string, thresholds: ThresholdSource) =>
      said(app.handlers['runs.regrade']({ runId, thresholds }));
    expect(await regrade('nobody', file(LENIENT))).toEqual([
      'run.not_found',
      'There is no run nobody. The list of runs shows which exist.',
    ]);
    expect(await regrade('first', file(LENIENT.replace(/thresholds:[\s\S]*/, '')))).toEqual([
      'regrade.no_thresholds',
      'This plan sets no thresholds, so nothing can be graded by it. Choose another version, or a plan that has thresholds.',
    ]);
    expect((await regrade('first', file('plimsoll: 1\n')))?.[0]).toMatch(/^plan\./);
    expect(await said(app.handlers['runs.chooseGrading']({ runId: 'first', number: 2 }))).toEqual([
      'regrade.no_grading',
      'The run first has no grading 2. It was graded once, as it ran.',
    ]);
    const { row } = value(await app.handlers['plans.save']({ text: LENIENT }));
    expect(await regrade('first', { kind: 'stored', planId: row?.planId ?? '', version: 9 })).toEqual([
      'regrade.no_version',
      'The thresholds of shop have no version 9. It has version 1 only.',
    ]);
    value(await app.handlers['runs.delete']({ runId: 'first' }));
    expect(await regrade('first', file(LENIENT))).toEqual([
      'run.in_bin',
      'The run first is in the bin. Restore it first.',
    ]);
  });
});

/** Closes the app, does something to its folder, and opens it again. */
async function reopened(work: () => void): Promise<App> {
  await app.close();
  work();
  return openApp(folder.path, { env: {} });
}
