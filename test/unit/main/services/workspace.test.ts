import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ServiceRow } from '../../../../src/contract/services.ts';
import type { ArgumentOf } from '../../../../src/contract/wire.ts';
import { EventHub } from '../../../../src/main/services/event-hub.ts';
import {
  addService,
  changeService,
  removeService,
} from '../../../../src/main/services/target/service-book.ts';
import { Workspace } from '../../../../src/main/services/workspace.ts';
import type { SettingsStore } from '../../../../src/main/storage/run-record.ts';
import { unusedPort } from '../../../support/ports.ts';
import { type RecordingServer, startRecordingServer } from '../../../support/recording-server.ts';

let server: RecordingServer;
let now = Date.UTC(2026, 10, 23, 15, 52, 1);
beforeEach(async () => {
  server = await startRecordingServer({ status: 200 });
  now = Date.UTC(2026, 10, 23, 15, 52, 1);
});
afterEach(() => server.close());

function memory(entries: Readonly<Record<string, string>> = {}): SettingsStore {
  const texts = new Map(Object.entries(entries));
  return {
    get: (key) => texts.get(key) ?? null,
    set: (key, value) => void texts.set(key, value),
    atomically: (work) => work(),
  };
}

function openWorkspace(settings = memory()) {
  const events = new EventHub(() => undefined);
  const told: (readonly ServiceRow[])[] = [];
  events.on('services.changed', (rows) => told.push(rows));
  const workspace = new Workspace({
    settings,
    events,
    allowedHosts: [],
    now: () => new Date(now).toISOString(),
  });
  return { workspace, told, settings };
}

const BUILT_IN = [
  ['gateway', 'http://localhost:8000'],
  ['streaming', 'http://localhost:8001'],
  ['auth', 'http://localhost:8010'],
  ['entitlements', 'http://localhost:8011'],
  ['metrics', 'http://localhost:8012'],
];
const add = (workspace: Workspace, draft: ArgumentOf<'services.add'>) =>
  workspace.change((book) => addService(book, draft));
const change = (workspace: Workspace, { id, ...rest }: ArgumentOf<'services.change'>) =>
  workspace.change((book) => changeService(book, id, rest));
const remove = (workspace: Workspace, { id }: ArgumentOf<'services.remove'>) =>
  workspace.change((book) => removeService(book, id));
/** Aims a built-in service. */
const aim = (workspace: Workspace, id: string, url: string) =>
  change(workspace, { id, addresses: url === '' ? [] : [{ label: '', url }] });
const own = (url: string, healthPath: string | null = '/health') => ({
  service: 'shop',
  addresses: [{ label: 'local', url }],
  healthPath,
});
const healthOf = (rows: readonly ServiceRow[], id: string) => rows.find((row) => row.id === id)?.health;

describe('the workspace', () => {
  it('begins with the five services at their addresses, not asked and not used (S-02)', () => {
    const { workspace } = openWorkspace();
    expect(workspace.rows()).toEqual(
      BUILT_IN.map(([service, url]) => ({
        id: service,
        service,
        builtIn: true,
        used: false,
        addresses: [{ label: 'local', url }],
        url,
        healthPath: '/health',
        health: 'unknown',
        latencyMs: null,
        message: '',
        checkedAt: null,
      })),
    );
    expect(workspace.urls()).toEqual({ builtIn: {}, own: new Map(), watches: new Map() });
    expect(workspace.notice()).toBe(null);
  });

  it('keeps a changed address for the next start, and gives the built-in one back for none', () => {
    const { workspace, told, settings } = openWorkspace();
    const changed = aim(workspace, 'auth', ' wss://auth.test:9000/base/ ');
    expect(changed.ok && changed.value[2]).toMatchObject({ url: 'https://auth.test:9000/base', used: true });
    expect(told.length).toBe(1);
    const next = openWorkspace(settings).workspace;
    expect(next.urls().builtIn).toEqual({ auth: 'https://auth.test:9000/base' });
    aim(next, 'auth', '');
    expect(next.urls().builtIn).toEqual({});
    expect(next.rows()[2]).toMatchObject({ url: 'http://localhost:8010', used: false });
  });

  it('sees what another window or the command line wrote meanwhile, and loses nothing of it', () => {
    const first = openWorkspace();
    const second = openWorkspace(first.settings);
    add(first.workspace, own('http://localhost:3000'));
    add(second.workspace, { ...own('http://localhost:3001'), service: 'search' });
    expect(
      first.workspace
        .rows()
        .map(({ service }) => service)
        .slice(0, 2),
    ).toEqual(['shop', 'search']);
  });
});

describe('where plans go that follow a service', () => {
  it('to its chosen address, by every name it has or had; a name that another has now is the other’s', () => {
    const { workspace } = openWorkspace();
    const shop = own('http://a.test');
    add(workspace, { ...shop, addresses: [...shop.addresses, { label: 'staging', url: 'http://b.test' }] });
    change(workspace, { id: 'service-1', chosen: 1 });
    change(workspace, { id: 'service-1', service: 'constructor' });
    expect([...workspace.urls().own]).toEqual([
      ['shop', 'http://b.test'],
      ['constructor', 'http://b.test'],
    ]);
    add(workspace, { ...shop, service: 'shop' });
    expect(workspace.urls().own.get('shop')).toBe('http://a.test');
    remove(workspace, { id: 'service-1' });
    expect([...workspace.urls().own.keys()]).toEqual(['shop']);
  });
});

describe('health', () => {
  it('asks every service at once and tells how each is', async () => {
    const { workspace, told } = openWorkspace();
    for (const [id = ''] of BUILT_IN) aim(workspace, id, server.url);
    const rows = await workspace.check({});
    expect([...server.countsByPath()]).toEqual([['GET /health', 5]]);
    expect(rows.map(({ health, message, checkedAt }) => [health, message, checkedAt])).toEqual(
      BUILT_IN.map(() => ['up', 'responded with 200', '2026-11-23T15:52:01.000Z']),
    );
    expect(told.at(-1)).toEqual(rows);
  });

  it('shows a changed address as not asked, although its old one was just answering', async () => {
    const { workspace } = openWorkspace();
    for (const [id = ''] of BUILT_IN) aim(workspace, id, server.url);
    const checking = workspace.check({});
    aim(workspace, 'gateway', `${server.url}/other`);
    const rows = await checking;
    expect(rows.map((row) => row.health)).toEqual(['unknown', 'up', 'up', 'up', 'up']);
  });

  it('asks again only what is that old, and two askers at once ask once', async () => {
    const { workspace } = openWorkspace();
    add(workspace, own(server.url));
    aim(workspace, 'gateway', server.url);
    const due = { ids: ['service-1'], olderThanMs: 30_000 };
    await Promise.all([workspace.check(due), workspace.check(due)]);
    expect(server.counts().requests).toBe(1);
    now += 30_000;
    await workspace.check(due);
    expect(server.counts().requests).toBe(1);
    now += 1;
    const [row] = await workspace.check(due);
    expect([server.counts().requests, row?.checkedAt]).toEqual([2, new Date(now).toISOString()]);
  });

  it.each([
    ['nothing is stored', {}],
    [
      'an earlier version stored its own address',
      { 'workspace.urls': '{"gateway":"http://localhost:8000"}' },
    ],
  ])(
    'asks a built-in service that nobody uses once, and is quiet about it from then on: %s',
    async (_, stored) => {
      const { workspace } = openWorkspace(memory(stored));
      const gateway = { ids: ['gateway'] };
      await workspace.check({ ...gateway, olderThanMs: 0 });
      const first = workspace.rows()[0]?.checkedAt;
      expect(first).not.toBe(null);
      now += 3_600_000;
      await workspace.check({ ...gateway, olderThanMs: 0 });
      expect(workspace.rows()[0]).toMatchObject({ used: false, checkedAt: first });
      workspace.builtInIsUsed();
      await workspace.check({ ...gateway, olderThanMs: 0 });
      expect(workspace.rows()[0]).toMatchObject({ used: true, checkedAt: new Date(now).toISOString() });
    },
  );

  it('never says down of what was not asked: a host that is not allowed', async () => {
    const { workspace } = openWorkspace();
    // 192.0.2.0/24 is reserved for documentation; nothing is sent there.
    add(workspace, own('http://192.0.2.1:3000', null));
    const [row] = await workspace.check({ ids: ['service-1'] });
    expect(row).toMatchObject({
      health: 'blocked',
      checkedAt: null,
      message: 'to use it, start Plimsoll with --allow-host 192.0.2.1',
    });
  });

  it.each([
    [200, '/health', 'up', 'responded with 200'],
    [404, '/health', 'unhealthy', 'responded with 404'],
    [404, null, 'up', 'accepts connections'],
  ] as const)('of a service that answers %i, asked at %s: %s', async (status, path, health, message) => {
    const answering = await startRecordingServer({ status });
    const { workspace } = openWorkspace();
    add(workspace, own(answering.url, path));
    const [row] = await workspace.check({ ids: ['service-1'] });
    await answering.close();
    expect(row).toMatchObject({ health, message });
  });

  it('of a closed port: down', async () => {
    const { workspace } = openWorkspace();
    add(workspace, own(`http://127.0.0.1:${await unusedPort()}`));
    const rows = await workspace.check({ ids: ['service-1'] });
    expect([healthOf(rows, 'service-1'), rows[0]?.message]).toEqual(['down', 'connection refused']);
  });
});
