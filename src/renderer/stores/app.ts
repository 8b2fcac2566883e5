import { createStore } from 'zustand/vanilla';
import type { AppInfo } from '../../contract/wire.ts';
import type { ConnectionState, Host } from '../host/host.ts';
import { LOADING, type Loadable, settle } from './loadable.ts';

interface AppState {
  readonly info: Loadable<AppInfo>;
  readonly connection: ConnectionState;
  load(): Promise<void>;
}

/** What program the page talks to, and whether it is there. */
export function createAppStore(host: Host) {
  const store = createStore<AppState>()((set, get) => ({
    info: LOADING,
    connection: host.connection(),
    load: async () => set({ info: settle(await host.call('app.info', {}), get().info) }),
  }));
  host.onConnection((connection) => store.setState({ connection }));
  return store;
}
