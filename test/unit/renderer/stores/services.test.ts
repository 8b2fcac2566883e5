import { expect, test } from 'vitest';
import { succeed } from '../../../../src/contract/failure.ts';
import type { ServiceRow } from '../../../../src/contract/services.ts';
import type { SamplesState } from '../../../../src/contract/wire.ts';
import {
  builtInServices,
  createServicesStore,
  ownServices,
  standInsAreLikely,
} from '../../../../src/renderer/stores/services.ts';
import { ScriptedHost } from '../scripted-host.ts';

const service = (health: ServiceRow['health'], part: Partial<ServiceRow> = {}): ServiceRow => ({
  id: 'gateway',
  service: 'gateway',
  builtIn: true,
  used: true,
  addresses: [{ label: 'local', url: 'http://localhost:8000' }],
  url: 'http://localhost:8000',
  healthPath: '/health',
  health,
  latencyMs: null,
  message: '',
  checkedAt: null,
  ...part,
});
const stopped: SamplesState = { state: 'stopped', profile: 'healthy', urls: {}, pid: null };
const ready = (...rows: ServiceRow[]) => ({ state: 'ready', value: rows }) as const;
const checksOf = (host: ScriptedHost) => host.asked.filter(({ name }) => name === 'services.check');

function scripted(rows: ServiceRow[]) {
  const host = new ScriptedHost();
  host.answers['services.list'] = () => succeed(rows);
  host.answers['samples.get'] = () => succeed(stopped);
  host.answers['services.check'] = () => succeed(rows.map((row) => ({ ...row, health: 'up' as const })));
  return { host, store: createServicesStore(host) };
}

test('services nobody has asked yet are asked once', async () => {
  const { host, store } = scripted([service('unknown')]);
  await store.getState().load();
  expect(store.getState().services).toEqual(ready(service('up')));
  expect(store.getState().checking).toBe(false);
  host.answers['services.list'] = () => succeed([service('down')]);
  await store.getState().load();
  expect(checksOf(host)).toHaveLength(1);
});

test('a quiet refresh names the age and shows nobody that it asks; a check asks now, those named', async () => {
  const { host, store } = scripted([service('up')]);
  const seen: boolean[] = [];
  store.subscribe((state) => seen.push(state.checking));
  await store.getState().refresh(30_000);
  expect(seen).not.toContain(true);
  await store.getState().check(['gateway']);
  expect(seen).toContain(true);
  expect(checksOf(host).map(({ argument }) => argument)).toEqual([
    { olderThanMs: 30_000 },
    { ids: ['gateway'] },
  ]);
});

test('a service that was added is asked at once, and a refused one changes nothing', async () => {
  const added = service('unknown', { id: 'service-1', builtIn: false });
  const { host, store } = scripted([added]);
  host.answers['services.add'] = () => succeed([added]);
  const draft = { service: 'shop', addresses: [{ label: 'local', url: 'http://localhost:3000' }] };
  expect((await store.getState().add(draft)).ok).toBe(true);
  await Promise.resolve();
  expect(checksOf(host)).toHaveLength(1);
});

test('one’s own services are told from the built-in ones', () => {
  const own = service('up', { id: 'service-1', builtIn: false });
  expect(ownServices(ready(own, service('up')))).toEqual([own]);
  expect(builtInServices(ready(own, service('up')))).toEqual([service('up')]);
});

test('the sample services are likely meant where they run or nothing else a preset goes to does', () => {
  const running: SamplesState = { ...stopped, state: 'running' };
  const own = service('up', { id: 'service-1', builtIn: false });
  expect(standInsAreLikely({ services: ready(service('up')), samples: running })).toBe(true);
  expect(standInsAreLikely({ services: ready(service('down')), samples: stopped })).toBe(true);
  expect(standInsAreLikely({ services: ready(own, service('down')), samples: stopped })).toBe(true);
  expect(standInsAreLikely({ services: ready(service('unknown', { used: false })), samples: stopped })).toBe(
    true,
  );
  expect(standInsAreLikely({ services: ready(service('down'), service('up')), samples: stopped })).toBe(
    false,
  );
  expect(standInsAreLikely({ services: { state: 'loading' }, samples: null })).toBe(false);
});
