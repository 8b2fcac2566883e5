/** A WebSocket server that follows a script, keeps exact counts and logs every message, in a process of its own. */
import type { ArrivalRecord } from './arrival-log.ts';
import { startHosted } from './hosted.ts';
import type { ScriptedWebSocket } from './scripted-websocket.ts';
import type { ScriptedWebSocketCounts, ScriptedWebSocketOptions } from './scripted-websocket-options.ts';

export interface ScriptedWebSocketServer {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  counts(): Promise<ScriptedWebSocketCounts>;
  /** Arrival and release of every message that gets a reply, monotonic µs. Truth of a round trip: the difference. */
  log(): Promise<ArrivalRecord>;
  close(): Promise<void>;
}

export async function startScriptedWebSocketServer(
  options: ScriptedWebSocketOptions = {},
): Promise<ScriptedWebSocketServer> {
  const entry = new URL('./scripted-websocket-process.ts', import.meta.url);
  const hosted = await startHosted<ScriptedWebSocket>(entry, options);
  return {
    url: String(hosted.facts.url),
    port: Number(hosted.facts.port),
    pid: hosted.pid,
    counts: () => hosted.remote.counts(),
    log: () => hosted.remote.log(),
    close: () => hosted.close(),
  };
}
