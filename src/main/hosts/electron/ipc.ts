import { type IpcMainInvokeEvent, ipcMain, type WebContents } from 'electron';
import { type Failure, fail } from '../../../contract/failure.ts';
import { EVENT_NAMES } from '../../../contract/wire.ts';
import type { AppDoor } from '../../services/app-port.ts';
import { CALL_CHANNEL, EVENT_CHANNEL } from './channel.ts';
import { isOurUrl } from './origin.ts';

const REFUSED: Failure = {
  code: 'ipc.refused',
  side: 'guard',
  message: 'This page is not authorized.',
  hint: '',
};

/** Answers commands from the main frame of our own pages, and from nothing else. */
export function serveIpc(app: AppDoor): void {
  ipcMain.handle(CALL_CHANNEL, (event: IpcMainInvokeEvent, name: unknown, argument: unknown) => {
    if (!isFromOurMainFrame(event) || typeof name !== 'string') return fail(REFUSED);
    return app.dispatch(name, argument);
  });
}

/** Sends the app's events to a window until it is gone. */
export function sendEvents(app: AppDoor, contents: WebContents): void {
  const stops = EVENT_NAMES.map((name) =>
    app.on(name, (data) => {
      if (!contents.isDestroyed()) contents.send(EVENT_CHANNEL, name, data);
    }),
  );
  contents.once('destroyed', () => {
    for (const stop of stops) stop();
  });
}

function isFromOurMainFrame(event: IpcMainInvokeEvent): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame.parent === null && frame === event.sender.mainFrame && isOurUrl(frame.url);
}
