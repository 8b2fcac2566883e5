import type { Socket } from 'node:net';
import type { Bytes } from '../../../contract/units.ts';

/** Bodies up to this size are copied behind their head, to go out in one write. */
export const ONE_WRITE_BYTES: Bytes = 16_384;

/** Hands a request to its socket in as few writes as can be. */
export function writeRequest(
  socket: Socket,
  head: string,
  body: { readonly content: string | Uint8Array | null; readonly bytes: Bytes },
): void {
  const { content } = body;
  if (content === null || body.bytes === 0) socket.write(head, 'latin1');
  else if (body.bytes <= ONE_WRITE_BYTES) {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    socket.write(Buffer.concat([Buffer.from(head, 'latin1'), bytes]));
  } else {
    socket.cork();
    socket.write(head, 'latin1');
    socket.write(content);
    socket.uncork();
  }
}
