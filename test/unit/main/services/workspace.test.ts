import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ServiceRow } from '../../../../src/contract/wire.ts';
import { EventHub } from '../../../../src/main/services/event-hub.ts';
import { Workspace } from '../../../../src/main/services/workspace.ts';
import type { SettingsStore } from '../../../../src/main/storage/run-record.ts';
import { type RecordingServer, startRecordingServer } from '../../../support/recording-server.ts';

let server: RecordingServer;
beforeEach(async () => {
  server = await startRecordingServer({ status: 200 });
});
afterEach(() => server.close());

function memory(): SettingsStore {
  const texts = new Map<string, string>();
  return { get: (key) => texts.get(key) ?? null, set: (key, value) => void texts.set(key, value) };
}

function openWorkspace(settings = memory()) {
  const events = new EventHub(() => undefined);
  const told: (readonly ServiceRow[])[] = [];
  events.on('services.changed', (rows) => told.push(rows));
  const workspace = new Workspace({
    settings,
    events,
    allowedHosts: [],
    now: () => '2026-11-23T15:52:01.000Z',
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

describe('the workspace', () => {
  it('begins with the five services at their addresses, not yet asked (S-02)', () => {
    const { workspace } = openWorkspace();
    expect(workspace.rows()).toEqual(
      BUILT_IN.map(([service, url]) => ({
        service,
        url,
        health: 'unknown',
        latencyMs: null,
        message: '',
        checkedAt: null,
      })),
    );
    expect(workspace.changedUrls()).toEqual({});
  });

  it('keeps a changed address for the next start, and gives the built-in one back for an empty one', () => {
    const { workspace, told, settings } = openWorkspace();
    const changed = workspace.setUrl('auth', ' wss://auth.test:9000/base/ ');
    expect(changed.ok && changed.value[2]?.url).toBe('https://auth.test:9000/base');
    expect(told.length).toBe(1);
    const next = openWorkspace(settings).workspace;
    expect(next.changedUrls()).toEqual({ auth: 'https://auth.test:9000/base' });
    next.setUrl('auth', '');
    expect(next.changedUrls()).toEqual({});
  });

  it.each([
    ['auth', 'file:///etc/passwd', 'services.bad_url'],
    ['auth', 'http://user:word@host', 'services.bad_url'],
    ['auth', 'not an address', 'services.bad_url'],
    ['nobody', 'http://localhost:1', 'services.unknown'],
  ])('refuses %s at %s: %s', (service, url, code) => {
    const { workspace, told } = openWorkspace();
    const refused = workspace.setUrl(service, url);
    expect([!refused.ok && refused.failure.code, told]).toEqual([code, []]);
  });

  it('asks every service at once and tells how each is', async () => {
    const { workspace, told } = openWorkspace();
    for (const [service = ''] of BUILT_IN) workspace.setUrl(service, server.url);
    const rows = await workspace.check();
    expect([...server.countsByPath()]).toEqual([['GET /health', 5]]);
    expect(rows.map(({ health, message, checkedAt }) => [health, message, checkedAt])).toEqual(
      BUILT_IN.map(() => ['up', 'answered 200', '2026-11-23T15:52:01.000Z']),
    );
    expect(told.at(-1)).toEqual(rows);
  });

  it('shows a changed address as not asked, although its old one was just answering', async () => {
    const { workspace } = openWorkspace();
    for (const [service = ''] of BUILT_IN) workspace.setUrl(service, server.url);
    const checking = workspace.check();
    workspace.setUrl('gateway', `${server.url}/other`);
    const rows = await checking;
    expect(rows.map((row) => row.health)).toEqual(['unknown', 'up', 'up', 'up', 'up']);
  });
});
