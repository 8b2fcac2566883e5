import type { Protocols } from '../engine/users/thread-context.ts';
import { createHttpDriver } from '../protocols/http/http.ts';
import { httpProtocol } from '../protocols/http/protocol.ts';
import { sseProtocol } from '../protocols/sse/protocol.ts';
import { webSocketProtocol } from '../protocols/websocket/protocol.ts';

/** All protocols there are: one line each. */
export const PROTOCOLS: Protocols = {
  requests: createHttpDriver,
  all: [httpProtocol, webSocketProtocol(), sseProtocol()],
};
