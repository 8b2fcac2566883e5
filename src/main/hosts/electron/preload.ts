import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import { CALL_CHANNEL, EVENT_CHANNEL } from './channel.ts';

/**
 * The bridge: two functions that carry values. No Electron object, event or callback argument passes through, and what
 * may be called is decided on the other side, where names and arguments are checked against the wire.
 */
const listeners = new Map<string, Set<(data: unknown) => void>>();

ipcRenderer.on(EVENT_CHANNEL, (_event: IpcRendererEvent, name: unknown, data: unknown) => {
  for (const listener of listeners.get(String(name)) ?? []) listener(data);
});

contextBridge.exposeInMainWorld('plimsoll', {
  call: (name: string, argument: unknown): Promise<unknown> =>
    ipcRenderer.invoke(CALL_CHANNEL, name, argument),
  on: (name: string, listener: (data: unknown) => void): (() => void) => {
    const known = listeners.get(name) ?? new Set();
    listeners.set(name, known.add(listener));
    return () => {
      known.delete(listener);
    };
  },
});
