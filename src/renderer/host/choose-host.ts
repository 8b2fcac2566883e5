import { electronHost } from './electron-host.ts';
import type { Host } from './host.ts';
import { browserParts, webHost } from './web-host.ts';

/** The host this page lives in. */
export function chooseHost(): Host {
  return window.plimsoll === undefined ? webHost(browserParts()) : electronHost(window.plimsoll);
}
