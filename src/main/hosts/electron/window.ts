import { BrowserWindow, type BrowserWindowConstructorOptions, nativeTheme } from 'electron';
import type { AppDoor } from '../../services/app-port.ts';
import { sendEvents } from './ipc.ts';
import { START_URL } from './origin.ts';

/** Everything a page could misuse is off; stated even where it is the default, so that a test can read it. */
export const WEB_PREFERENCES = {
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  contextIsolation: true,
  sandbox: true,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  spellcheck: false,
} as const satisfies NonNullable<BrowserWindowConstructorOptions['webPreferences']>;

/** Opens the workbench; shown only when painted, on the theme's background, so nothing flashes. */
export function openWindow(app: AppDoor, preloadFile: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    minWidth: 960,
    minHeight: 600,
    show: false,
    title: 'Plimsoll',
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#11151a' : '#f7f8f9',
    webPreferences: { ...WEB_PREFERENCES, preload: preloadFile },
  });
  sendEvents(app, window.webContents);
  window.once('ready-to-show', () => window.show());
  void window.loadURL(START_URL);
  return window;
}
