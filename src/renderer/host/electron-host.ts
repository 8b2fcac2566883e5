import type { Call, EventName, Events } from '../../contract/wire.ts';
import type { Host } from './host.ts';

/** What the preload script puts on `window`: values only, no Electron object. */
interface PlimsollBridge {
  readonly call: Call;
  on<Name extends EventName>(name: Name, listener: (event: Events[Name]) => void): () => void;
}

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
