import { expect, it } from 'vitest';
import type { BaselineRow } from '../../../../src/contract/baseline.ts';
import { succeed } from '../../../../src/contract/failure.ts';
import { createBaselinesStore } from '../../../../src/renderer/stores/baselines.ts';
import { ScriptedHost } from '../scripted-host.ts';

const row = (name: string, ...runIds: string[]): BaselineRow => ({
  plan: 'Shop',
  name,
  sessions: [{ seriesId: null, runs: runIds.map((runId) => ({ runId, row: null })) }],
  setAt: '2026-11-30T12:00:00.000Z',
  removedAt: null,
  trouble: '',
});

it('knows which run is held by which baselines, and hears of changes', async () => {
  const host = new ScriptedHost();
  host.answers['baselines.list'] = () => succeed([row('main', 'a', 'b'), row('release', 'b')]);
  const store = createBaselinesStore(host);
  await store.getState().load();
  expect([...store.getState().namesByRun]).toEqual([
    ['a', 'main'],
    ['b', 'main, release'],
  ]);
  host.emit('baselines.changed', [row('main', 'c')]);
  expect([...store.getState().namesByRun]).toEqual([['c', 'main']]);
});
