import { expect, test } from 'vitest';
import { succeed } from '../../../../src/contract/failure.ts';
import type { SamplesState, ServiceRow } from '../../../../src/contract/wire.ts';
import { createServicesStore, standInsAreLikely } from '../../../../src/renderer/stores/services.ts';
import { ScriptedHost } from '../scripted-host.ts';

const service = (health: ServiceRow['health']): ServiceRow => ({
  service: 'gateway',
  url: 'http://localhost:8000',
  health,
  latencyMs: null,
  message: '',
  checkedAt: null,
});
const stopped: SamplesState = { state: 'stopped', profile: 'healthy', urls: {} };
const ready = (...rows: ServiceRow[]) => ({ state: 'ready', value: rows }) as const;

test('services nobody has asked yet are asked once', async () => {
  const host = new ScriptedHost();
  host.answers['services.list'] = () => succeed([service('unknown')]);
  host.answers['samples.get'] = () => succeed(stopped);
  host.answers['services.check'] = () => succeed([service('up')]);
  const store = createServicesStore(host);
  await store.getState().load();
  expect(store.getState().services).toEqual(ready(service('up')));
  expect(store.getState().checking).toBe(false);
  host.answers['services.list'] = () => succeed([service('down')]);
  await store.getState().load();
  expect(host.asked.filter(({ name }) => name === 'services.check')).toHaveLength(1);
});

test('the sample services are likely meant where they run or nothing else does', () => {
  const running: SamplesState = { ...stopped, state: 'running' };
  expect(standInsAreLikely({ services: ready(service('up')), samples: running })).toBe(true);
  expect(standInsAreLikely({ services: ready(service('down')), samples: stopped })).toBe(true);
  expect(standInsAreLikely({ services: ready(service('down'), service('up')), samples: stopped })).toBe(
    false,
  );
  expect(standInsAreLikely({ services: { state: 'loading' }, samples: null })).toBe(false);
});
