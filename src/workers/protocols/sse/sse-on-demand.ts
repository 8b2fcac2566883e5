import type { DialContext } from '../../engine/drivers/dial.ts';
import type { SseDriver } from './sse-port.ts';

/**
 * The driver of event streams, loaded when it is warmed up, for a plan that has such streams. undici is a quarter of what
 * a load thread has on its heap, and a thread with a smaller heap is held up less and more rarely by its collection.
 */
export function createSseDriver(context: DialContext): SseDriver {
  let driver: SseDriver | null = null;
  return {
    open(request, events) {
      if (driver === null) throw new Error('the driver of event streams is opened before it was warmed up');
      return driver.open(request, events);
    },
    async warmUp() {
      const { createUndiciSseDriver } = await import('./sse.ts');
      driver ??= createUndiciSseDriver(context);
      await driver.warmUp();
    },
  };
}
