import type { Socket } from 'node:net';
import type { Bytes } from '../../../contract/units.ts';

/**
 * Of what a socket counts as written: what the system has not taken yet. Node counts a body as written when it is
 * handed over; of 20 MB to a service that does not read, the system takes 4. Node tells the rest only by its handle,
 * which is not documented: where that is missing, nothing is taken for unsent. Nor is it under TLS, whose queue keeps
 * counting what has left.
 */
export function unsentBytes(socket: Socket): Bytes {
  const unfinished = socket.writableLength;
  if (unfinished === 0 || 'encrypted' in socket) return 0;
  const handle: unknown = Reflect.get(socket, '_handle');
  const queued: unknown =
    typeof handle === 'object' && handle !== null ? Reflect.get(handle, 'writeQueueSize') : 0;
  return typeof queued === 'number' ? Math.min(queued, unfinished) : 0;
}
