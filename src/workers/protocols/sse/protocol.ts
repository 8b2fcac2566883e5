import type { DialContext } from '../../engine/drivers/dial.ts';
import type { Protocol } from '../../engine/users/thread-context.ts';
import { createSseDriver } from './sse-on-demand.ts';
import type { SseDriver } from './sse-port.ts';
import { CompiledSseStep } from './sse-step.ts';
import { createSseRunner } from './sse-user.ts';

/** Event streams to the engine. @param createDriver what opens them; the driver on undici where none is given */
export function sseProtocol(createDriver: (context: DialContext) => SseDriver = createSseDriver): Protocol {
  return (thread) => {
    let made: SseDriver | null = null;
    const driver = () => {
      made ??= createDriver(thread.dial);
      return made;
    };
    return {
      warmUp: async () => made?.warmUp(),
      compileStep({ stream, ...step }, base) {
        if (stream?.kind !== 'sse') return null;
        return new CompiledSseStep({ ...step, stream }, base, { thread, driver: driver() });
      },
      createRunner: (scenario) =>
        scenario.kind === 'sse' ? createSseRunner(scenario, { thread, driver: driver() }) : null,
    };
  };
}
