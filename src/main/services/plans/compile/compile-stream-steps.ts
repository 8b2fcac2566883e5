import type { StepSpec } from '../../../../contract/plan-steps.ts';
import type { HttpStep, SseStep, WebSocketStep } from '../../../../contract/run-plan.ts';
import type { SeriesRole } from '../../../../contract/series.ts';
import type { Bytes, Millis } from '../../../../contract/units.ts';
import { frameText } from '../inputs/frame-text.ts';
import { isStreamStep } from '../text/template-sites.ts';
import { readsOn, streamStepNames } from './endpoints.ts';
import { DEFINITIONS, type SeriesList } from './series-list.ts';

export interface StreamStepFrame {
  readonly service: string;
  /** Name of the step: of what is graded of it. */
  readonly endpoint: string;
  readonly series: SeriesList;
  /** In an open plan what the step waits for first counts from when the plan wanted the step to begin. */
  readonly isOpen: boolean;
  readonly closeTimeoutMs: Millis;
  readonly maxMessageBytes: Bytes;
}

/** The stream part of a step with every default filled in and its series numbered; null for a request. */
export function compileStreamStep(
  step: StepSpec,
  frame: StreamStepFrame,
): Required<Pick<HttpStep, 'series' | 'stream'>> | null {
  if (!isStreamStep(step)) return null;
  return step.sse === undefined ? webSocketStep(step, frame) : sseStep(step, frame);
}

function webSocketStep(step: StepSpec, frame: StreamStepFrame): { series: number; stream: WebSocketStep } {
  const { endpoint, closeTimeoutMs, maxMessageBytes } = frame;
  const names = streamStepNames(endpoint);
  const frames = step.send === undefined ? [] : Array.isArray(step.send) ? step.send : [step.send];
  const { connect, connectIntended, stepReply, stepSession } = DEFINITIONS;
  const add = adderFor(frame, 'websocket');
  const holdMs = step.hold ?? 0;
  const series = add(endpoint, 'connect', frame.isOpen ? connectIntended : connect, { isFirst: true });
  return {
    series,
    stream: {
      kind: 'websocket',
      send: frames.map(frameText),
      until: step.until ?? null,
      holdMs,
      closeTimeoutMs,
      maxMessageBytes,
      series: {
        // One answer is waited for on each of these connections.
        roundTrip: step.until === undefined ? null : add(names.reply, 'round-trip', stepReply),
        session: add(names.session, 'held', stepSession, { inTotals: holdMs > 0 }),
      },
    },
  };
}

function sseStep(step: StepSpec, frame: StreamStepFrame): { series: number; stream: SseStep } {
  const { endpoint } = frame;
  const names = streamStepNames(endpoint);
  const { firstEvent, firstEventIntended, stepReading } = DEFINITIONS;
  const add = adderFor(frame, 'sse');
  const definition = frame.isOpen ? firstEventIntended : firstEvent;
  const series = add(endpoint, 'first-event', definition, { isFirst: true });
  return {
    series,
    stream: {
      kind: 'sse',
      events: step.events ?? (step.hold === undefined ? 1 : null),
      holdMs: step.hold ?? null,
      series: {
        headers: add(names.headers, 'headers', DEFINITIONS.headers, { inTotals: false }),
        session: readsOn(step) ? add(names.session, 'held', stepReading) : null,
      },
    },
  };
}

type Adder = (
  endpoint: string,
  role: SeriesRole,
  definition: string,
  change?: { readonly inTotals?: boolean; readonly isFirst?: boolean },
) => number;

/** Of the series of a step, all of which happen once per connection. */
function adderFor({ series, service, isOpen }: StreamStepFrame, protocol: 'websocket' | 'sse'): Adder {
  const rest = { service, protocol, source: 'task', once: true } as const;
  return (endpoint, role, definition, { inTotals = true, isFirst = false } = {}) => {
    const isDue = isFirst && isOpen;
    const clock = isDue ? 'intended' : 'actual';
    return series.add({ ...rest, endpoint, role, definition, inTotals, clock }, isDue ? 'open' : 'step');
  };
}
