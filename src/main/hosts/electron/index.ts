import { app, BrowserWindow, dialog, session } from 'electron';
import { createApp } from '../../services/app.ts';
import type { App } from '../../services/app-port.ts';
import { chooseDataDir, findPlaces } from '../places.ts';
import { serveIpc } from './ipc.ts';
import { lockDown, lockDownSession } from './lockdown.ts';
import { installMenu } from './menu.ts';
import { notify } from './notify.ts';
import { declareScheme, serveScheme } from './protocol.ts';
import { spawnUtility } from './utility-program.ts';
import { openWindow } from './window.ts';

const places = findPlaces(import.meta.url);

declareScheme();
lockDown();
// Not awaited at top level: Electron waits for this module before it becomes ready.
void app.whenReady().then(start);

async function start(): Promise<void> {
  lockDownSession(session.defaultSession);
  serveScheme(places.rendererDir);
  installMenu({ isMac: process.platform === 'darwin', isPackaged: app.isPackaged });
  const opened = await createApp({
    ...places,
    dataDir: chooseDataDir(undefined, process.env),
    host: 'electron',
    capabilities: {
      saveToDisk: { able: false, reason: 'The window saves through its download dialog.' },
      openExternal: { able: false, reason: 'Plimsoll opens no web pages.' },
      quit: { able: true },
    },
    allowHosts: [],
    spawnProcess: spawnUtility,
    notify,
  });
  if (opened.ok) show(opened.value);
  else {
    dialog.showErrorBox('Plimsoll cannot start', `${opened.failure.message}\n${opened.failure.hint}`);
    app.exit(1);
  }
}

/** The window is a view: closing it on a Mac, or losing it, ends no run; quitting does, and keeps what it measured. */
function show(plimsoll: App): void {
  serveIpc(plimsoll);
  openWindow(plimsoll, places.preloadFile);
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) openWindow(plimsoll, places.preloadFile);
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  let isClosed = false;
  app.on('before-quit', (event) => {
    if (isClosed) return;
    event.preventDefault();
    void plimsoll.close().finally(() => {
      isClosed = true;
      app.quit();
    });
  });
}
