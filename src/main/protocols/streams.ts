import type { ClassSpec } from '../../contract/plan.ts';
import type { StepSpec } from '../../contract/plan-steps.ts';
import type { StreamKind, StreamProtocol } from './protocol.ts';
import { sse } from './sse.ts';
import { websocket } from './websocket.ts';

/** The protocols whose classes are streams, one line each. */
export const STREAMS = [websocket, sse] as const;

/** A class that is a stream, with the protocol that knows it. */
export interface StreamClass {
  readonly protocol: StreamProtocol;
  readonly spec: NonNullable<ClassSpec[StreamKind]>;
}

/** What a class is a stream of; null: it sends requests. */
export function streamOfClass(spec: ClassSpec): StreamClass | null {
  for (const protocol of STREAMS) {
    const own = spec[protocol.kind];
    // Each protocol is only ever given what stands under its own key.
    if (own !== undefined) return { protocol: protocol as StreamProtocol, spec: own };
  }
  return null;
}

/** The protocol that knows a step; null: it is a request. */
export function streamOfStep(step: StepSpec): StreamProtocol | null {
  return (STREAMS.find(({ kind }) => step[kind] !== undefined) as StreamProtocol | undefined) ?? null;
}

/** The protocol of a scenario or step of a run; null: requests. */
export function streamOfKind(kind: string): StreamProtocol | null {
  return (STREAMS.find((one) => one.kind === kind) as StreamProtocol | undefined) ?? null;
}
