import { protocol } from 'electron';
import { CONTENT_SECURITY_POLICY } from '../content-policy.ts';
import { readManifest } from '../web/files.ts';
import { APP_SCHEME, isOurUrl } from './origin.ts';

/** Must run before the app is ready, once. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: APP_SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);
}

/**
 * Serves the built screens under `app://`. Paths are looked up in a fixed list read once, never joined to a folder.
 * @throws Error where the screens are not built
 */
export function serveScheme(rendererDir: string): void {
  const files = readManifest(rendererDir);
  protocol.handle(APP_SCHEME, (request) => {
    const headers = {
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    };
    const url = URL.parse(request.url);
    const file =
      url !== null && isOurUrl(request.url) && request.method === 'GET' ? files.get(url.pathname) : undefined;
    if (file === undefined) return new Response('Not found.', { status: 404, headers });
    return new Response(new Uint8Array(file.bytes), { headers: { ...headers, 'content-type': file.type } });
  });
}
