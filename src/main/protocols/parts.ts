import type { PartKey } from '../../contract/protocols/document-part.ts';
import type { ClassProtocol } from '../../contract/protocols/protocols.ts';
import type { Summary } from '../../contract/summary.ts';
import type { Lane, SecondStreams } from '../../contract/summary-streams.ts';
import type { ProtocolRun, ProtocolSecond } from '../services/analysis/streams/protocol-figures.ts';
import { sseSecond, sseSummary } from './sse-part.ts';
import { webSocketSecond, webSocketSummary } from './websocket-part.ts';

type Parts = Pick<Summary, PartKey>;

/** The parts of a document about connections that are held. @param of a protocol; null: the plan has no such class */
export function summaryParts(of: (kind: ClassProtocol) => ProtocolRun | null): Parts {
  return {
    webSocket: made(of('websocket'), webSocketSummary),
    sse: made(of('sse'), sseSummary),
  };
}

/** The same of a second. */
export function secondParts(of: (kind: ClassProtocol) => ProtocolSecond | null): SecondStreams {
  return {
    webSocket: made(of('websocket'), webSocketSecond),
    sse: made(of('sse'), sseSecond),
  };
}

/** With the connections that were followed one by one: they cover the whole run, whatever part of it the figures do. */
export function withLanes({ webSocket, sse }: Parts, of: (kind: ClassProtocol) => Lane[]): Parts {
  return {
    webSocket: made(webSocket, (part) => ({ ...part, lanes: of('websocket') })),
    sse: made(sse, (part) => ({ ...part, lanes: of('sse') })),
  };
}

function made<From, Made>(from: From | null, make: (from: From) => Made): Made | null {
  return from === null ? null : make(from);
}
