import type { App } from '../../services/app-port.ts';
import { isForeground } from './foreground.ts';
import { type KeyOwner, listenToKeys } from './key-input.ts';
import type { Progress } from './progress.ts';
import { SteerKeys } from './steer-keys.ts';
import type { Terminal } from './terminal.ts';

interface RunKeysParts {
  readonly terminal: Pick<Terminal, 'openKeys'>;
  readonly app: Pick<App, 'handlers' | 'on'>;
  readonly runId: string;
  readonly note: Progress['note'];
  /** Who wants to hear nothing of the run does not steer it. */
  readonly isQuiet: boolean;
  /** Ctrl-C. */
  readonly onInterrupt: () => void;
}

/** Lets the keys of the terminal steer a run, where there is one to read them from. @returns gives the terminal back */
export function startRunKeys(parts: RunKeysParts, owner: KeyOwner = OWNER): () => void {
  const { terminal, app, runId, isQuiet, onInterrupt } = parts;
  const source = isQuiet ? null : (terminal.openKeys?.() ?? null);
  if (source === null || !owner.isForeground()) return () => undefined;
  const keys = new SteerKeys(parts);
  const stopSeeing = app.on('run.second', (live) => {
    if (live.runId === runId) keys.see(live.load);
  });
  const release = listenToKeys(source, { onKey: (key) => keys.press(key), onInterrupt }, owner);
  return () => {
    stopSeeing();
    release();
  };
}

const OWNER: KeyOwner = {
  pid: process.pid,
  platform: process.platform,
  on: (event, listener) => process.on(event, listener),
  off: (event, listener) => process.off(event, listener),
  kill: (pid, signal) => process.kill(pid, signal),
  isForeground,
};
