import { createStore } from 'zustand/vanilla';
import type { PresetRow } from '../../contract/wire.ts';
import type { Host } from '../host/host.ts';
import { LOADING, type Loadable, settle } from './loadable.ts';

export interface PresetsState {
  readonly presets: Loadable<readonly PresetRow[]>;
  load(): Promise<void>;
}

export function createPresetsStore(host: Host) {
  return createStore<PresetsState>()((set, get) => ({
    presets: LOADING,
    load: async () => {
      const result = await host.call('presets.list', {});
      set({ presets: settle<readonly PresetRow[]>(result, get().presets) });
    },
  }));
}
