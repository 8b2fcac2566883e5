import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { CONTENT_SECURITY_POLICY } from '../../src/main/hosts/content-policy.ts';
import { readManifest } from '../../src/main/hosts/web/files.ts';

const CONFIG = fileURLToPath(new URL('renderer-fake.vite.config.ts', import.meta.url));
const BUILT = fileURLToPath(new URL('../../out/fake', import.meta.url));

export interface FakeScreens {
  /** Address of a scenario of the demo host, at a place inside the workbench. */
  at(scenario: string, place: string, speed?: number): string;
  close(): Promise<void>;
}

/** Builds the screens over demo data and serves them on loopback under the real content security policy. */
export async function startFakeScreens(): Promise<FakeScreens> {
  await build({ configFile: CONFIG, mode: 'fake', logLevel: 'error' });
  const files = readManifest(BUILT);
  const server = createServer((request, response) => {
    const file = files.get((request.url ?? '').split('?')[0] ?? '');
    response.writeHead(file === undefined ? 404 : 200, {
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'content-type': file?.type ?? 'text/plain',
    });
    response.end(file?.bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    at: (scenario, place, speed = 1) =>
      `http://127.0.0.1:${port}/?scenario=${scenario}&speed=${speed}#${place}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
