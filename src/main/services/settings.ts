import { z } from 'zod';
import { parsedJson } from '../../contract/plan-data.ts';
import type { ArgumentOf, Settings } from '../../contract/wire.ts';
import type { SettingsStore } from '../storage/run-record.ts';

const KEY = 'app.settings';
const storedSchema = z.object({
  theme: z.enum(['system', 'light', 'dark']).catch('system'),
  threads: z.number().int().min(1).max(64).nullable().catch(null),
});
const DEFAULTS: Settings = { theme: 'system', threads: null };

/** The settings as stored; what cannot be read is as if never set. */
export function readSettings(store: SettingsStore): Settings {
  return readJson(store, KEY, storedSchema) ?? DEFAULTS;
}

export function changeSettings(store: SettingsStore, change: ArgumentOf<'settings.set'>): Settings {
  return store.atomically(() => {
    const settings = readSettings(store);
    const changed: Settings = {
      theme: change.theme ?? settings.theme,
      threads: change.threads ?? settings.threads,
    };
    store.set(KEY, JSON.stringify(changed));
    return changed;
  });
}

/** A setting as parsed JSON, or null where it is not there or not of that shape. */
export function readJson<Value>(store: SettingsStore, key: string, schema: z.ZodType<Value>): Value | null {
  return schema.safeParse(parsedJson(store.get(key) ?? '')).data ?? null;
}
