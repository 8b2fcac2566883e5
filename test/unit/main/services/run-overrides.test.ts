import pc from 'picocolors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { overrideRows } from '../../../../src/contract/override-rows.ts';
import { printSummary } from '../../../../src/main/hosts/cli/print-summary.ts';
import type { App } from '../../../../src/main/services/app-port.ts';
import { openApp } from '../../../support/opened-app.ts';
import { type RecordingServer, startRecordingServer } from '../../../support/recording-server.ts';
import { ScriptedCrews } from '../../../support/scripted-crew.ts';
import { createTempDir, type TempDir } from '../../../support/temp-dir.ts';

const textFor = (url: string) => `plimsoll: 1
name: Shop
services: { shop: { url: "${url}" } }
values: { city: Oslo, token: { secret: shop } }
classes:
  user: { service: shop, thinkTime: none, tasks: { items: { get: "/{{ city }}?k={{ token }}" } } }
load: { users: 1, duration: 1m }
`;

let dir: TempDir;
let app: App;
let crews: ScriptedCrews;
let server: RecordingServer;
beforeEach(async () => {
  dir = createTempDir();
  server = await startRecordingServer({ status: 200 });
  crews = new ScriptedCrews();
  app = openApp(dir.path, { startCrew: crews.start, env: { PLIMSOLL_SECRET_SHOP: 'hush-hush' } });
});
afterEach(async () => {
  await app.close();
  await server.close();
  dir.remove();
});

async function ran(overrides: Parameters<App['runs']['start']>[0]['overrides']) {
  const plan = { kind: 'text', text: textFor(server.url) } as const;
  const started = await app.runs.start({ plan, ...(overrides === undefined ? {} : { overrides }) });
  if (!started.ok) throw new Error(started.failure.message);
  crews.end();
  await started.value.done;
  const { runId } = started.value;
  const detail = await app.handlers['runs.get']({ runId });
  if (!detail.ok) throw new Error(detail.failure.message);
  const exported = await app.handlers['runs.export']({ runId, format: 'markdown' });
  return { detail: detail.value, markdown: exported.ok ? exported.value.text : exported.failure.message };
}

describe('what was changed for a run', () => {
  it('is in its document, in the terminal and in reports, without secrets', async () => {
    const { detail, markdown } = await ran({
      users: 4,
      durationMs: 90_000,
      values: { city: `Bergen hush-hush ${'x'.repeat(60)}` },
    });
    const text = `Bergen [secret token] ${'x'.repeat(60)}`;
    expect(detail.summary.run.overrides).toEqual([
      { name: 'Users', text: '4' },
      { name: 'Duration', text: '1m30s' },
      { name: 'Values: city', text },
    ]);
    expect(detail.overrides.values).toEqual({ city: text });
    const printed = printSummary(detail.summary, { colors: pc.createColors(false), outColumns: null });
    expect(printed.split('\n').find((line) => line.startsWith('set for'))).toBe(
      `set for this run: Users 4 · Duration 1m30s · Values: city Bergen [secret token] ${'x'.repeat(38)}…`,
    );
    expect(markdown).toContain(
      `Users: 4; Duration: 1m30s; Values: city: ${text.replace('[', '\\[').replace(']', '\\]')}`,
    );
  });

  it('is nothing where the plan ran as written', async () => {
    const { detail, markdown } = await ran(undefined);
    expect(detail.summary.run.overrides).toEqual([]);
    expect(markdown).toContain('| Set for this run | nothing: run as written |');
  });

  it('is one line per entry of a map', () => {
    expect(overrideRows({ targets: { a: 'http://a', b: 'http://b' }, only: ['x'], seed: 7 })).toEqual([
      ['Targets: a', 'http://a'],
      ['Targets: b', 'http://b'],
      ['Only', '["x"]'],
      ['Seed', '7'],
    ]);
  });

  it('is of a search what it asks for, and what it takes back of the plan', () => {
    const capacity = { objectives: null, from: 50, to: null, thoroughness: 'quick' } as const;
    expect(overrideRows({ capacity })).toEqual([
      ['Capacity search', 'objectives from the thresholds, from 50, no highest load, quick'],
    ]);
    expect(overrideRows({ capacity: {} })).toEqual([['Capacity search', 'as the plan has it']]);
  });
});
