/** Where a service of the workspace speaks WebSocket. */
const SOCKET_PATHS: Readonly<Record<string, string>> = { streaming: '/ws/stream' };

/** The WebSocket address of a service; null where it has none. */
export function socketUrlOf(service: string, url: string): string | null {
  const path = SOCKET_PATHS[service];
  return path === undefined ? null : `${url.replace(/^http/, 'ws')}${path}`;
}
