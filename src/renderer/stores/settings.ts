import { combine } from 'zustand/middleware';
import { createStore } from 'zustand/vanilla';
import type { ArgumentOf, Settings } from '../../contract/wire.ts';
import type { Host } from '../host/host.ts';
import { loading, settle } from './loadable.ts';

export function createSettingsStore(host: Host) {
  return createStore(
    combine({ settings: loading<Settings>() }, (set, get) => ({
      load: async () => set({ settings: settle(await host.call('settings.get', {}), get().settings) }),
      change: async (change: ArgumentOf<'settings.set'>) => {
        const result = await host.call('settings.set', change);
        set({ settings: settle(result, get().settings) });
        return result;
      },
    })),
  );
}
