import { combine } from 'zustand/middleware';
import { createStore } from 'zustand/vanilla';
import type { AppInfo } from '../../contract/app-info.ts';
import type { Host } from '../host/host.ts';
import { loading, settle } from './loadable.ts';

/** What program the page talks to, and whether it is there. */
export function createAppStore(host: Host) {
  const initial = { info: loading<AppInfo>(), connection: host.connection() };
  const store = createStore(
    combine(initial, (set, get) => ({
      load: async () => set({ info: settle(await host.call('app.info', {}), get().info) }),
    })),
  );
  host.onConnection((connection) => store.setState({ connection }));
  return store;
}
