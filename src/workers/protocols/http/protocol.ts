import { createTaskRunner } from '../../engine/users/task-runner.ts';
import type { Protocol } from '../../engine/users/thread-context.ts';
import { CompiledStep } from './http-step.ts';

/** HTTP to the engine: requests, and classes of users or arrivals that have tasks. */
export const httpProtocol: Protocol = (thread) => ({
  // Its driver is the thread's own: see `Protocols.requests`.
  warmUp: async () => {},
  compileStep: (step, base) => (step.stream === undefined ? new CompiledStep(step, base, thread) : null),
  createRunner: (scenario) => (scenario.kind === 'http' ? createTaskRunner(thread, scenario) : null),
});
