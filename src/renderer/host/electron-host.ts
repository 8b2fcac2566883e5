import type { Host } from './host.ts';

/** What the preload script puts on `window`: values only, no Electron object. */
type PlimsollBridge = Pick<Host, 'call' | 'on'>;

declare global {
  interface Window {
    readonly plimsoll?: PlimsollBridge;
  }
}

/** The desktop window: the bridge is there from the first script on and never goes away. */
export function electronHost(bridge: PlimsollBridge): Host {
  return {
    call: (name, argument) => bridge.call(name, argument),
    on: (name, listener) => bridge.on(name, listener),
    connection: () => 'connected',
    onConnection: () => () => {},
  };
}
