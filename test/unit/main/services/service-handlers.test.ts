import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { succeed } from '../../../../src/contract/failure.ts';
import type { App } from '../../../../src/main/services/app-port.ts';
import { openStorage } from '../../../../src/main/storage/storage.ts';
import { openApp } from '../../../support/opened-app.ts';
import { ScriptedCrews } from '../../../support/scripted-crew.ts';
import { ScriptedProcesses } from '../../../support/scripted-processes.ts';
import { createTempDir, type TempDir } from '../../../support/temp-dir.ts';

let dir: TempDir;
let app: App;
const open = () => {
  app = openApp(dir.path, { startCrew: new ScriptedCrews().start });
};
beforeEach(() => {
  dir = createTempDir();
});
afterEach(async () => {
  await app.close();
  dir.remove();
});

const shop = { service: 'shop', addresses: [{ label: '', url: 'http://localhost:3000' }] };
async function names(): Promise<string[]> {
  const rows = await app.handlers['services.list']({});
  return rows.ok ? rows.value.filter(({ builtIn }) => !builtIn).map(({ service }) => service) : [];
}
async function notice(): Promise<string | null> {
  const info = await app.handlers['app.info']({});
  return info.ok ? info.value.storageNotice : '';
}
/** Changes what is on the disk behind the program's back. */
function onDisk(statement: string, ...values: string[]): void {
  const database = new Database(join(dir.path, 'plimsoll.db'));
  database.prepare(statement).run(...values);
  database.close();
}

describe('services over the wire', () => {
  it('are kept in the data folder, in their order, with the removed ones', async () => {
    open();
    for (const service of ['shop', 'constructor', 'toString'])
      expect((await app.dispatch('services.add', { ...shop, service })).ok).toBe(true);
    await app.dispatch('services.move', { id: 'service-3', to: 0 });
    await app.dispatch('services.remove', { id: 'service-2' });
    await app.close();
    open();
    expect(await names()).toEqual(['toString', 'shop']);
    await app.dispatch('services.restore', { id: 'service-2' });
    expect(await names()).toEqual(['toString', 'shop', 'constructor']);
    expect(await notice()).toBe(null);
  });

  it.each([
    ['services.add', { ...shop, more: 1 }],
    ['services.add', { service: 'x'.repeat(10_001), addresses: [] }],
    ['services.add', { ...shop, addresses: 'http://x' }],
    ['services.change', { id: 'service-1', chosen: -1 }],
    ['services.change', { id: 'service-1', service: { toString: 1 } }],
    ['services.move', { id: 'service-1', to: 0.5 }],
    ['services.remove', {}],
    ['services.check', { ids: 'all' }],
  ])('%s refuses %j at the door', async (command, argument) => {
    open();
    await app.dispatch('services.add', shop);
    const refused = await app.dispatch(command, argument);
    expect([refused.ok, await names()]).toEqual([false, ['shop']]);
  });

  it('keep what a version before this one stored in its file', async () => {
    const before = openStorage(dir.path);
    if (!before.ok) throw new Error(before.failure.message);
    before.value.settings.set(
      'workspace.urls',
      '{"auth":"https://auth.test:9000/base","metrics":"http://localhost:8012"}',
    );
    before.value.close();
    open();
    const rows = await app.handlers['services.list']({});
    const changed = rows.ok
      ? rows.value.filter(({ used }) => used).map(({ service, url }) => [service, url])
      : [];
    expect(changed).toEqual([['auth', 'https://auth.test:9000/base']]);
  });

  it('survive a flipped byte in one copy on the disk, and say what was lost of both', async () => {
    open();
    await app.dispatch('services.add', shop);
    await app.dispatch('services.add', { ...shop, service: 'search' });
    await app.close();
    onDisk("UPDATE settings SET value = replace(value, 'shop', 'shpo') WHERE key = ?", 'services.book');
    open();
    expect([await names(), await notice()]).toEqual([['shop', 'search'], null]);
    // Writing heals both.
    await app.dispatch('services.add', { ...shop, service: 'pay' });
    await app.close();
    onDisk("UPDATE settings SET value = replace(value, 'shop', 'shpo') WHERE key = ?", 'services.book.copy');
    open();
    expect(await names()).toEqual(['shop', 'search', 'pay']);
  });

  it('are started on by a preset: from then on the built-in ones count as used', async () => {
    open();
    const isUsed = async () => {
      const rows = await app.handlers['services.list']({});
      return rows.ok && rows.value.some(({ used }) => used);
    };
    const plan = { kind: 'preset', name: 'gateway' } as const;
    const refused = await app.handlers['runs.start']({
      plan,
      overrides: { targets: { gateway: 'http://127.0.0.1:9' } },
    });
    expect([refused.ok, await isUsed()]).toEqual([false, false]);
    const started = await app.handlers['runs.start']({ plan, force: true });
    expect([started.ok, await isUsed()]).toEqual([true, true]);
  });
});

describe('what listens at an address', () => {
  it('is asked over the wire, of addresses of sane size and number', async () => {
    const processes = new ScriptedProcesses();
    processes.set(40, { name: 'node shop.js' });
    processes.listen(3000, 40);
    const containers = async () => succeed([]);
    app = openApp(dir.path, { localSystem: { processes: () => processes, containers } });
    const told = await app.dispatch('target.recognise', { urls: ['http://localhost:3000'] });
    expect(told).toMatchObject({ ok: true, value: [{ sentence: 'process 40 (node shop.js)' }] });
    for (const urls of [['x'.repeat(2_049)], [''], Array.from({ length: 201 }, () => 'http://localhost')])
      expect(await app.dispatch('target.recognise', { urls })).toMatchObject({ ok: false });
  });
});
