import { describe, expect, it } from 'vitest';
import { changeSettings, readSettings } from '../../../../src/main/services/settings.ts';
import type { SettingsStore } from '../../../../src/main/storage/run-record.ts';

function memory(text?: string): SettingsStore {
  const texts = new Map(text === undefined ? [] : [['app.settings', text]]);
  return {
    get: (key) => texts.get(key) ?? null,
    set: (key, value) => void texts.set(key, value),
    atomically: (work) => work(),
  };
}
const DEFAULTS = { theme: 'system', threads: null };

describe('settings', () => {
  it('begin with the theme of the system and threads by the machine', () => {
    expect(readSettings(memory())).toEqual(DEFAULTS);
  });

  it('change one by one and stay', () => {
    const store = memory();
    expect(changeSettings(store, { theme: 'dark' })).toEqual({ theme: 'dark', threads: null });
    expect(changeSettings(store, { threads: 3 })).toEqual({ theme: 'dark', threads: 3 });
    expect(readSettings(store)).toEqual({ theme: 'dark', threads: 3 });
  });

  it.each([
    ['no JSON', '{', DEFAULTS],
    ['another shape', '[1]', DEFAULTS],
    ['one value out of range', '{"theme":"dark","threads":999}', { theme: 'dark', threads: null }],
  ])('that were stored as %s are as if never set', (_, text, settings) => {
    expect(readSettings(memory(text))).toEqual(settings);
  });
});
