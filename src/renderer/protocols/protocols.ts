import type { Protocol } from '../../contract/protocols/protocols.ts';
import { http } from './http.ts';
import type { ShownProtocol, ShownStream } from './shown-protocol.ts';
import { sse } from './sse.ts';
import { websocket } from './websocket.ts';

/** What the window shows of each protocol, one line each. */
const ALL: Readonly<Record<Protocol, ShownProtocol>> = {
  http,
  websocket,
  sse,
};
export const PROTOCOLS: readonly ShownProtocol[] = Object.values(ALL);

/** Those whose connections stay, in the order they are shown. */
export const STREAMS: readonly ShownStream[] = PROTOCOLS.flatMap(({ stream }) => stream ?? []);

type Written = Readonly<Record<string, unknown>>;

/** The protocol of a class as it is written: the one whose block it has. */
export function protocolOfClass(spec: Written): ShownProtocol {
  return PROTOCOLS.find(({ name }) => typeof spec[name] === 'object' && spec[name] !== null) ?? http;
}

/** The protocol of a step as it is written, and the key under which its path stands. */
export function protocolOfStep(spec: Written): { readonly protocol: ShownProtocol; readonly key: string } {
  for (const protocol of PROTOCOLS) {
    const key = protocol.step.keys.find((one) => Object.hasOwn(spec, one));
    if (key !== undefined) return { protocol, key };
  }
  return { protocol: http, key: 'get' };
}
