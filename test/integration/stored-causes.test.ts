import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LightRequest } from '../../src/contract/light-requests.ts';
import { PHASES } from '../../src/contract/tick.ts';
import type { App } from '../../src/main/services/app-port.ts';
import type { StoredCauses } from '../../src/main/storage/run-record.ts';
import { NO_HEADLINE } from '../../src/main/storage/run-rows.ts';
import { openStorage, type Storage } from '../../src/main/storage/storage.ts';
import { requestSeconds, requestsPlan } from '../support/made-requests.ts';
import { COMPLETED, makeRun } from '../support/made-seconds.ts';
import { openApp } from '../support/opened-app.ts';
import { createTempDir, type TempDir } from '../support/temp-dir.ts';

const SIZE = { endpoints: 6, seconds: 40 };
const run = makeRun(requestsPlan(SIZE));
const { runId } = run;
const WAIT = PHASES.indexOf('wait');

/** One endpoint answers 900 ms later for four seconds. */
function fault(request: LightRequest): LightRequest {
  const second = request.startedUs / 1e6;
  const isSlow = request.series === 3 && second >= 20 && second < 24;
  const phasesUs = request.phasesUs.map((us, at) => (isSlow && at === WAIT ? us + 900_000 : us));
  return { ...request, phasesUs };
}

let folder: TempDir;
let storage: Storage;
const log: string[] = [];

beforeEach(() => {
  folder = createTempDir();
  const opened = openStorage(folder.path);
  if (!opened.ok) throw new Error(opened.failure.message);
  storage = opened.value;
  storage.runs.create({ ...run, planText: '', overrides: {} });
  for (const second of requestSeconds({ ...SIZE, rate: 300, seed: 4, fault }))
    storage.runs.appendSecond(runId, second, NO_HEADLINE);
  const end = { durationMs: 1_000 * SIZE.seconds, reason: '', headline: NO_HEADLINE };
  storage.runs.finish(runId, { ...COMPLETED, ...end, environment: run.environment });
  log.length = 0;
});
afterEach(() => {
  storage.close();
  folder.remove();
});

/** What a reader who opens the run anew is told. @param once once the causes are known */
async function findings(once: (app: App) => Promise<void> = async () => undefined): Promise<string[]> {
  const app = openApp(folder.path, { log: (line) => log.push(line), env: {} });
  const detail = await app.handlers['runs.get']({ runId });
  if (!detail.ok) throw new Error(detail.failure.message);
  await once(app);
  await app.close();
  return detail.value.summary.findings.map(({ title }) => title);
}

/** Until something else is kept than was. */
const keptOtherThan = (before: StoredCauses | null) => async () =>
  expect.poll(() => storage.runs.causes(runId)).not.toEqual(before);

test('causes of a run are searched for once and kept; what is kept is what is said from then on', async () => {
  const found = await findings(keptOtherThan(null));
  expect(found).toContain('Slow for 4 s: gateway endpoint_3');
  const kept = storage.runs.causes(runId);
  expect(await findings()).toEqual(found);
  expect(storage.runs.causes(runId)).toEqual(kept);
  const other = {
    found: (kept?.found ?? '').replaceAll('endpoint_3', 'endpoint_5'),
    version: kept?.version ?? 0,
  };
  storage.runs.keepCauses(runId, other);
  expect(await findings()).toContain('Slow for 4 s: gateway endpoint_5');
  expect(log).toEqual([]);
});

test('damaged causes are told, searched for again and replaced', async () => {
  const found = await findings(keptOtherThan(null));
  const kept = storage.runs.causes(runId);
  const { found: json = '', version = 0 } = kept ?? {};
  const damages = [
    json.slice(0, -1),
    '{"slow":[{}],"failing":[]}',
    json.replace(/"share":[\d.e-]+/, '"share":2'),
  ];
  for (const damage of damages) {
    const damaged = { found: damage, version };
    storage.runs.keepCauses(runId, damaged);
    log.length = 0;
    expect(await findings(keptOtherThan(damaged))).toEqual(found);
    expect(storage.runs.causes(runId)).toEqual(kept);
    expect(log).toEqual([expect.stringContaining(`run ${runId}: the causes kept with it cannot be read`)]);
  }
});

test('those of an older version are searched for again and replaced, those of a newer one left to it', async () => {
  const found = await findings(keptOtherThan(null));
  const kept = storage.runs.causes(runId);
  const version = kept?.version ?? 0;
  const older = { found: '{"slow":[],"failing":[]}', version: version - 1 };
  storage.runs.keepCauses(runId, older);
  expect(await findings(keptOtherThan(older))).toEqual(found);
  expect(storage.runs.causes(runId)).toEqual(kept);
  const newer = { found: '{"slow":[],"failing":[]}', version: version + 1 };
  storage.runs.keepCauses(runId, newer);
  expect(await findings()).toEqual(found);
  expect(storage.runs.causes(runId)).toEqual(newer);
  expect(log).toEqual([]);
});
