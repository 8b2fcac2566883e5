import type { Protocol as ProtocolName } from '../../contract/protocols/protocols.ts';
import type { Protocol, Protocols } from '../engine/users/thread-context.ts';
import { createHttpDriver } from '../protocols/http/http.ts';
import { httpProtocol } from '../protocols/http/protocol.ts';
import { sseProtocol } from '../protocols/sse/protocol.ts';
import { webSocketProtocol } from '../protocols/websocket/protocol.ts';

/** One line each. */
const ALL: Readonly<Record<ProtocolName, Protocol>> = {
  http: httpProtocol,
  websocket: webSocketProtocol(),
  sse: sseProtocol(),
};

/** All protocols there are. */
export const PROTOCOLS: Protocols = { requests: createHttpDriver, all: Object.values(ALL) };
