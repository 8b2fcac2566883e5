import type { StepSpec } from '../../../../contract/plan-steps.ts';
import type { HttpStep, SseStep, WebSocketStep } from '../../../../contract/run-plan.ts';
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
  const { connect, connectIntended } = DEFINITIONS;
  const series = addFirst(frame, 'websocket', frame.isOpen ? connectIntended : connect);
  const roundTrip = step.until === undefined ? null : add(frame, names.reply, DEFINITIONS.stepReply);
  const session = add(frame, names.session, DEFINITIONS.stepSession);
  return {
    series,
    stream: {
      kind: 'websocket',
      send: frames.map(frameText),
      until: step.until ?? null,
      holdMs: step.hold ?? 0,
      closeTimeoutMs,
      maxMessageBytes,
      series: { roundTrip, session },
    },
  };
}

function sseStep(step: StepSpec, frame: StreamStepFrame): { series: number; stream: SseStep } {
  const { endpoint } = frame;
  const names = streamStepNames(endpoint);
  const { firstEvent, firstEventIntended } = DEFINITIONS;
  const series = addFirst(frame, 'sse', frame.isOpen ? firstEventIntended : firstEvent);
  const headers = add(frame, names.headers, DEFINITIONS.headers, 'sse');
  const session = readsOn(step) ? add(frame, names.session, DEFINITIONS.stepReading, 'sse') : null;
  return {
    series,
    stream: {
      kind: 'sse',
      events: step.events ?? (step.hold === undefined ? 1 : null),
      holdMs: step.hold ?? null,
      series: { headers, session },
    },
  };
}

function addFirst(
  { series, service, endpoint, isOpen }: StreamStepFrame,
  protocol: 'websocket' | 'sse',
  definition: string,
): number {
  const clock = isOpen ? 'intended' : 'actual';
  return series.add({ service, endpoint, protocol, clock, definition }, isOpen ? 'open' : 'step');
}

function add(
  { series, service }: StreamStepFrame,
  endpoint: string,
  definition: string,
  protocol: 'websocket' | 'sse' = 'websocket',
): number {
  return series.add({ service, endpoint, protocol, clock: 'actual', definition }, 'step');
}
