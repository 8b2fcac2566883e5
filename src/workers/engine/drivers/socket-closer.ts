import type { Socket } from 'node:net';

/**
 * Closes sockets once all that this turn of the event loop has to read is read. Closing one costs more than reading an
 * answer (50 to 100 µs); done in between, it would be part of the latency of every answer that lies ready behind it:
 * 17 ms for the last of 100 that arrive at once. One list for all drivers of a thread.
 */
let sockets: Socket[] = [];

export function closeSoon(socket: Socket): void {
  sockets.push(socket);
  // The check phase comes right after the reads.
  if (sockets.length === 1) setImmediate(closeNow);
}

/** Closes those that wait, before another is opened: they count for the caps on connections and descriptors. */
export function closeNow(): void {
  if (sockets.length === 0) return;
  const waiting = sockets;
  sockets = [];
  for (const socket of waiting) socket.destroy();
}
