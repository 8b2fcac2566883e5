import type { DialContext } from '../../engine/drivers/dial.ts';
import type { Protocol } from '../../engine/users/thread-context.ts';
import { createWebSocketDriver } from './websocket.ts';
import type { WebSocketDriver } from './websocket-port.ts';
import { CompiledWebSocketStep } from './websocket-step.ts';
import { createWebSocketRunner } from './websocket-user.ts';

/** WebSocket to the engine. @param createDriver what opens connections; the driver on ws where none is given */
export function webSocketProtocol(
  createDriver: (context: DialContext) => WebSocketDriver = createWebSocketDriver,
): Protocol {
  return (thread) => {
    let made: WebSocketDriver | null = null;
    const driver = () => {
      made ??= createDriver(thread.dial);
      return made;
    };
    return {
      warmUp: async () => made?.warmUp(),
      compileStep({ stream, ...step }, base) {
        if (stream?.kind !== 'websocket') return null;
        return new CompiledWebSocketStep({ ...step, stream }, base, { thread, driver: driver() });
      },
      createRunner: (scenario) =>
        scenario.kind === 'websocket' ? createWebSocketRunner(scenario, { thread, driver: driver() }) : null,
    };
  };
}
