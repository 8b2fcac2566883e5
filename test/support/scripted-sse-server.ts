/** An event-stream server that follows a script and logs every event it sent, in a process of its own. */
import { startHosted } from './hosted.ts';
import type { ScriptedSse, ScriptedSseCounts, ScriptedSseOptions, SseStreamLog } from './scripted-sse.ts';

export interface ScriptedSseServer {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  counts(): Promise<ScriptedSseCounts>;
  /** One entry per stream, in order of arrival. Truth of the first event: `eventsUs[0] - requestedUs`. */
  log(): Promise<readonly SseStreamLog[]>;
  close(): Promise<void>;
}

export async function startScriptedSseServer(options: ScriptedSseOptions = {}): Promise<ScriptedSseServer> {
  const entry = new URL('./scripted-sse-process.ts', import.meta.url);
  const hosted = await startHosted<ScriptedSse>(entry, options);
  return {
    url: String(hosted.facts.url),
    port: Number(hosted.facts.port),
    pid: hosted.pid,
    counts: () => hosted.remote.counts(),
    log: () => hosted.remote.log(),
    close: () => hosted.close(),
  };
}
