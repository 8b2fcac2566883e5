import type { Socket } from 'node:net';
import type { Bytes } from '../../../contract/units.ts';
import { ONE_WRITE_BYTES } from '../../engine/measure/sample.ts';

/**
 * Hands a request to its socket in as few writes as can be: a small body is copied behind its head.
 * @param body `written`: the last byte has been given to the system; called only of more than ONE_WRITE_BYTES
 */
export function writeRequest(
  socket: Socket,
  head: string,
  body: {
    readonly content: string | Uint8Array | null;
    readonly bytes: Bytes;
    readonly written: (() => void) | null;
  },
): void {
  const { content, written } = body;
  if (content === null || body.bytes === 0) socket.write(head, 'latin1');
  else if (body.bytes <= ONE_WRITE_BYTES) {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    socket.write(Buffer.concat([Buffer.from(head, 'latin1'), bytes]));
  } else {
    socket.cork();
    socket.write(head, 'latin1');
    socket.write(content, (error) => {
      if (!error) written?.();
    });
    socket.uncork();
  }
}
