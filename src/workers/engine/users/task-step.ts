import type { HttpStep } from '../../../contract/run-plan.ts';
import { CompiledStep, type StepBase } from '../../protocols/http/http-step.ts';
import { CompiledSseStep } from '../../protocols/sse/sse-step.ts';
import { CompiledWebSocketStep } from '../../protocols/websocket/websocket-step.ts';
import type { StreamStep } from '../streams/step-port.ts';
import type { HttpLane } from './thread-context.ts';

/** What a task is made of: requests, and streams that are opened, used and closed. */
export type TaskStep = CompiledStep | StreamStep;

/** Compiles a step of a task for a thread. */
export function compileTaskStep(step: HttpStep, base: StepBase, lane: HttpLane): TaskStep {
  const { stream } = step;
  if (stream === undefined) return new CompiledStep(step, base, lane.values, lane.credentials);
  const world = lane.streamSteps;
  world.drivers.want(stream.kind);
  return stream.kind === 'websocket'
    ? new CompiledWebSocketStep({ ...step, stream }, base, world)
    : new CompiledSseStep({ ...step, stream }, base, world);
}
