import { afterEach, beforeEach, expect, it } from 'vitest';
import { EXPORT_FORMATS } from '../../../../../src/contract/export-formats.ts';
import type { App } from '../../../../../src/main/services/app-port.ts';
import { openStorage } from '../../../../../src/main/storage/storage.ts';
import { makeHttp, makePlan, makeStep } from '../../../../support/made-plan.ts';
import { makeFailure, makeRun, makeSecond, makeSeriesSecond } from '../../../../support/made-seconds.ts';
import { openApp } from '../../../../support/opened-app.ts';
import { createTempDir, type TempDir } from '../../../../support/temp-dir.ts';

const TOKEN = 'tok-5hXq81Wm';
const SET = 'set-9kLw27Pz';
const HEADER = 'head-3vBn64Rt';
const RUN = '20261123-155201-k3f9';

let dir: TempDir;
let app: App;

/** A run as it was stored before: its name is its address, a set value and a header stand in it in clear. */
beforeEach(() => {
  dir = createTempDir();
  const tasks = [{ name: 't', weight: 1, steps: [makeStep(0, { path: `/a?token=${TOKEN}` })] }];
  const headers = { authorization: `Bearer ${HEADER}` };
  const plan = makePlan({ scenarios: [makeHttp({ tasks, headers })], values: { api_key: SET } });
  const opened = openStorage(dir.path, { now: Date.now });
  if (!opened.ok) throw new Error(opened.failure.message);
  const { runs } = opened.value;
  runs.create({
    ...makeRun(plan),
    name: `http://127.0.0.1:1/a?token=${TOKEN}`,
    planText: `get: /a?token=${TOKEN}\nAuthorization: Bearer ${HEADER}\n`,
    overrides: { values: { api_key: SET } },
  });
  const failure = makeFailure('http.500', { message: `It said ${TOKEN}, ${SET}, ${HEADER}.` });
  const failures = [{ series: 0, failure, count: 1, firstUs: 1, lastUs: 2 }];
  const series = [makeSeriesSecond(0, [1], { counts: { errors: 1 } })];
  const headline = {
    requests: 2,
    errors: 1,
    errorRatePercent: 50,
    failed: 1,
    leftOut: 0,
    p95Ms: 1,
    p95Evidence: 'sure',
    overallGrade: 'good',
    outcome: 'passed',
    passed: true,
    trust: 'trusted',
  } as const;
  runs.appendSecond(RUN, makeSecond(0, series, { failures }), headline);
  const { environment } = makeRun(plan);
  const end = {
    state: 'completed',
    endedAt: Date.now(),
    durationMs: 1_000,
    reason: '',
    headline,
    environment,
  } as const;
  runs.finish(RUN, end);
  opened.value.close();
  app = openApp(dir.path);
});
afterEach(async () => {
  await app.close();
  dir.remove();
});

it('a run stored before its secrets were known is told and exported without them', async () => {
  const told = [
    await app.handlers['runs.list']({}),
    await app.handlers['runs.get']({ runId: RUN }),
    await app.handlers['runs.compare']({ a: RUN, b: RUN }),
    ...(await Promise.all(
      EXPORT_FORMATS.map((format) => app.handlers['runs.export']({ runId: RUN, format })),
    )),
  ];
  expect(told.every(({ ok }) => ok)).toBe(true);
  const text = JSON.stringify(told);
  expect(text).toContain('It said [secret token], [secret api_key], [secret authorization].');
  expect(text).toContain('"name":"http://127.0.0.1:1/a?token=[secret token]"');
  for (const secret of [TOKEN, SET, HEADER]) expect(text).not.toContain(secret);
});
