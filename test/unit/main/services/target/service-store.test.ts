import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  addService,
  changeService,
  removeService,
} from '../../../../../src/main/services/target/service-book.ts';
import { chosenUrl } from '../../../../../src/main/services/target/service-rules.ts';
import { ServiceStore } from '../../../../../src/main/services/target/service-store.ts';
import { type Connection, connect } from '../../../../../src/main/storage/database.ts';
import type { SettingsStore } from '../../../../../src/main/storage/run-record.ts';
import { createSettingsStore } from '../../../../../src/main/storage/settings.ts';
import { openStorage } from '../../../../../src/main/storage/storage.ts';
import { createTempDir } from '../../../../support/temp-dir.ts';

/** Settings of every shape of stored services ever shipped, named by its version. */
const FIXTURES = join(import.meta.dirname, '../../../../fixtures/services');

function memory(entries: Readonly<Record<string, string>> = {}) {
  const texts = new Map(Object.entries(entries));
  const settings: SettingsStore = {
    get: (key) => texts.get(key) ?? null,
    set: (key, value) => void texts.set(key, value),
    atomically: (work) => work(),
  };
  return { texts, settings };
}
const fixture = (file: string) =>
  memory(JSON.parse(readFileSync(join(FIXTURES, file), 'utf8')) as Record<string, string>);
const shop = { service: 'shop', addresses: [{ label: '', url: 'http://localhost:3000' }] };
const ownOf = (settings: SettingsStore) => new ServiceStore(settings).read().own.map(({ name }) => name);
/** A store that holds shop and search. */
function filled() {
  const kept = memory();
  const store = new ServiceStore(kept.settings);
  store.change((book) => addService(book, shop));
  store.change((book) => addService(book, { ...shop, service: 'search' }));
  return kept;
}

describe('stored services', () => {
  it('every shape ever shipped opens and keeps the address that was set', () => {
    const files = readdirSync(FIXTURES);
    expect(files).toEqual(['0-urls.json', '1-book.json']);
    for (const file of files) {
      const store = new ServiceStore(fixture(file).settings);
      const auth = store.read().builtIn.find(({ name }) => name === 'auth');
      expect([file, auth === undefined ? '' : chosenUrl(auth)]).toEqual([
        file,
        'https://auth.test:9000/base',
      ]);
      expect(store.notice()).toBe(null);
    }
    const [first] = new ServiceStore(fixture('1-book.json').settings).read().own;
    expect(first).toMatchObject({
      id: 'service-2',
      name: 'toString',
      formerNames: ['search'],
      addresses: [
        { label: 'local', url: 'http://localhost:3100' },
        { label: 'staging', url: 'https://search.staging.test' },
      ],
      chosen: 1,
      healthPath: '/ready',
    });
  });

  it('what is watched of a service is kept; what cannot be read of it is not, and the service is', () => {
    const { texts, settings } = fixture('1-book.json');
    new ServiceStore(settings).change((book) =>
      addService(book, { ...shop, service: 'watched', watch: 'docker:shop' }),
    );
    expect(new ServiceStore(settings).read().own.at(-1)?.watch).toBe('docker:shop');
    const unknown = (texts.get('services.book') ?? '').replace('docker:shop', 'snmp:shop');
    settings.set('services.book', unknown);
    const read = new ServiceStore(settings);
    expect([read.read().own.at(-1), read.notice()]).toEqual([
      expect.not.objectContaining({ watch: expect.anything() }),
      null,
    ]);
    expect(read.read().own.at(-1)?.name).toBe('watched');
  });

  it('the first change of a shape of before writes the newest, and leaves the old one to older versions', () => {
    const { texts, settings } = fixture('0-urls.json');
    const before = texts.get('workspace.urls');
    new ServiceStore(settings).change((book) => addService(book, shop));
    expect(JSON.parse(texts.get('services.book') ?? '')).toMatchObject({
      version: 1,
      own: [{ name: 'shop' }],
      builtIn: [{ id: 'auth' }],
    });
    expect(texts.get('workspace.urls')).toBe(before);
  });

  it.each([
    ['gone, as one whose seal does not fit', null],
    ['cut short', '{"version":1,"own":[{"id":"serv'],
    ['of another shape', '[1,2,3]'],
    ['empty', ''],
  ])('one damaged text (%s) is made good by its copy', (_, text) => {
    const { texts, settings } = filled();
    if (text === null) texts.delete('services.book');
    else texts.set('services.book', text);
    expect(ownOf(settings)).toEqual(['shop', 'search']);
    expect(new ServiceStore(settings).notice()).toBe(null);
  });

  it('both damaged: what can be read is there, the rest is said and set aside before anything is written', () => {
    const { texts, settings } = filled();
    const damaged = (texts.get('services.book') ?? '').replace('"http://localhost:3000"', '"htt"');
    for (const key of ['services.book', 'services.book.copy']) texts.set(key, damaged);
    const store = new ServiceStore(settings);
    expect(ownOf(settings)).toEqual(['search']);
    expect(store.notice()).toContain('damaged on disk');
    store.change((book) => addService(book, { ...shop, service: 'pay' }));
    expect(ownOf(settings)).toEqual(['search', 'pay']);
    expect(texts.get('services.book.set-aside')).toBe(damaged);
    expect(store.notice()).toBe(null);
  });

  it('of a newer version are neither shown wrong nor written over', () => {
    const { texts, settings } = filled();
    texts.set('services.book', '{"version":2,"groups":[]}');
    const before = new Map(texts);
    const refused = new ServiceStore(settings).change((book) =>
      addService(book, { ...shop, service: 'pay' }),
    );
    expect(!refused.ok && refused.failure.code).toBe('services.too_new');
    expect(texts).toEqual(before);
    expect(new ServiceStore(settings).notice()).toContain('newer Plimsoll');
  });

  it('a write the disk refuses changes nothing that is read', () => {
    const { settings } = filled();
    const full: SettingsStore = {
      get: settings.get,
      set: () => {
        throw new Error('disk full');
      },
      atomically: (work) => work(),
    };
    const store = new ServiceStore(full);
    expect(() => store.change((book) => removeService(book, 'service-1'))).toThrow('disk full');
    expect(store.read().own.map(({ name }) => name)).toEqual(['shop', 'search']);
  });

  it('two processes that change them at once: neither change is lost, and the second comes after the first', () => {
    using dir = createTempDir();
    const opened = openStorage(dir.path);
    if (!opened.ok) throw new Error(opened.failure.message);
    opened.value.close();
    const [window, terminal] = [1, 2].map(() =>
      connect(join(dir.path, 'plimsoll.db'), { busyTimeoutMs: 0 }),
    ) as [Connection, Connection];
    const settings = createSettingsStore(window);
    const ofTerminal = () =>
      new ServiceStore(createSettingsStore(terminal)).change((book) =>
        addService(book, { ...shop, service: 'search' }),
      );
    new ServiceStore(settings).change((book) => {
      // What has read is about to write: without the wait of a real one, the other is refused.
      expect(ofTerminal).toThrow('database is locked');
      return addService(book, shop);
    });
    ofTerminal();
    expect(ownOf(settings)).toEqual(['shop', 'search']);
    for (const connection of [window, terminal]) connection.close();
  });

  it('a removed service is kept for the next start', () => {
    const { settings } = filled();
    new ServiceStore(settings).change((book) => removeService(book, 'service-1'));
    const { own, removed } = new ServiceStore(settings).read();
    expect([own.length, removed.map(({ name, at }) => [name, at])]).toEqual([1, [['shop', 0]]]);
  });

  it('a name that is also one of every object’s is a name like any other', () => {
    const { settings } = memory();
    const store = new ServiceStore(settings);
    for (const service of ['constructor', 'toString'])
      store.change((book) => addService(book, { ...shop, service }));
    store.change((book) => changeService(book, 'service-1', { service: 'hasOwnProperty' }));
    expect(ownOf(settings)).toEqual(['hasOwnProperty', 'toString']);
  });
});
