import type { WebSocket } from 'ws';
import { z } from 'zod';
import { parsedJson } from '../../../contract/plan-data.ts';
import { EVENT_NAMES } from '../../../contract/wire.ts';
import type { AppDoor } from '../../services/app-port.ts';

const helloSchema = z.strictObject({ type: z.literal('hello'), token: z.string().max(200) });
const requestSchema = z.strictObject({
  id: z.number().int(),
  name: z.string().max(100),
  argument: z.unknown(),
});

const HELLO_WITHIN_MS = 5_000;
/** A page that stops reading must not make us hold its events for ever. */
const MAX_BUFFERED_BYTES = 16 * 1024 * 1024;
const CLOSE_UNAUTHORISED = 4401;
const CLOSE_BAD_MESSAGE = 4400;

/** Speaks the wire with one page: a token first, then numbered commands; events flow the other way. */
export function serveSocket(socket: WebSocket, app: AppDoor, isValid: (token: string) => boolean): void {
  let listening: (() => void)[] | null = null;
  const stopListening = () => {
    for (const stop of listening ?? []) stop();
    listening = [];
  };
  const timer = setTimeout(() => socket.close(CLOSE_UNAUTHORISED, 'no token'), HELLO_WITHIN_MS);
  socket.on('message', (data) => {
    const message = parsedJson(String(data));
    if (listening === null) {
      const hello = helloSchema.safeParse(message);
      if (!hello.success || !isValid(hello.data.token)) {
        socket.close(CLOSE_UNAUTHORISED, 'token not accepted');
        return;
      }
      clearTimeout(timer);
      listening = EVENT_NAMES.map((event) =>
        app.on(event, (payload) => send(socket, { event, data: payload })),
      );
      send(socket, { type: 'welcome' });
      return;
    }
    const request = requestSchema.safeParse(message);
    if (!request.success) {
      stopListening();
      socket.close(CLOSE_BAD_MESSAGE, 'not a command');
      return;
    }
    const { id, name, argument } = request.data;
    void app.dispatch(name, argument).then((result) => send(socket, { id, result }, true));
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    clearTimeout(timer);
    stopListening();
  });
}

/** Answers are always sent; events are dropped for a page that has stopped reading (it asks again when it wakes). */
function send(socket: WebSocket, message: object, always = false): void {
  if (socket.readyState !== socket.OPEN) return;
  if (!always && socket.bufferedAmount > MAX_BUFFERED_BYTES) return;
  socket.send(JSON.stringify(message));
}
