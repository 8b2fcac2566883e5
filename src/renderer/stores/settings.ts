import { createStore } from 'zustand/vanilla';
import type { Result } from '../../contract/failure.ts';
import type { ArgumentOf, Settings } from '../../contract/wire.ts';
import type { Host } from '../host/host.ts';
import { LOADING, type Loadable, settle } from './loadable.ts';

interface SettingsState {
  readonly settings: Loadable<Settings>;
  load(): Promise<void>;
  change(change: ArgumentOf<'settings.set'>): Promise<Result<Settings>>;
}

export function createSettingsStore(host: Host) {
  return createStore<SettingsState>()((set, get) => ({
    settings: LOADING,
    load: async () => set({ settings: settle(await host.call('settings.get', {}), get().settings) }),
    change: async (change) => {
      const result = await host.call('settings.set', change);
      set({ settings: settle(result, get().settings) });
      return result;
    },
  }));
}
