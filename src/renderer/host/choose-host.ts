import { electronHost } from './electron-host.ts';
import type { Host } from './host.ts';
import { browserParts, webHost } from './web-host.ts';

/** The host this page lives in. The build made for design work and screen tests carries demo data instead. */
export async function chooseHost(): Promise<Host> {
  if (import.meta.env.MODE === 'fake') {
    const [{ fakeHost }, { scenarioOf }] = await Promise.all([
      import('./fake/fake-host.ts'),
      import('./fake/scenario.ts'),
    ]);
    return fakeHost(scenarioOf(new URLSearchParams(location.search)));
  }
  return window.plimsoll === undefined ? webHost(browserParts()) : electronHost(window.plimsoll);
}
