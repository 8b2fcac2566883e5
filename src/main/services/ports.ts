import { setTimeout } from 'node:timers/promises';
import type { MachineLimits } from '../../contract/machine.ts';
import type { EpochMillis, Millis } from '../../contract/units.ts';
import { startCrew } from '../../workers/threads/crew.ts';
import type { StartCrew } from '../../workers/threads/crew-port.ts';
import { readMachineLimits } from '../../workers/threads/machine-limits.ts';
import { openStorage } from '../storage/storage.ts';
import type { SpawnProcess } from './app-port.ts';
import { spawnNode } from './target/child-program.ts';
import { LOCAL_SYSTEM, type LocalSystem } from './target/local-system.ts';

/** What the services need of the world; passed in, so that a test can be the world. */
export interface Ports {
  readonly openStorage: typeof openStorage;
  readonly startCrew: StartCrew;
  readonly spawnProcess: SpawnProcess;
  /** What this machine has of what a run needs. */
  readonly readMachineLimits: () => Promise<MachineLimits>;
  /** Processes and containers of this machine. */
  readonly localSystem: LocalSystem;
  now(): EpochMillis;
  /** Resolves after so long, or at once where the signal is given. */
  wait(ms: Millis, signal: AbortSignal): Promise<void>;
  /** Uniform in [0, 1). */
  random(): number;
  /** Where references to secrets are looked up. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** For whoever runs the program: one line on standard error. */
  log(line: string): void;
}

export const REAL_PORTS: Ports = {
  openStorage,
  startCrew,
  spawnProcess: spawnNode,
  readMachineLimits,
  localSystem: LOCAL_SYSTEM,
  now: Date.now,
  wait: (ms, signal) => setTimeout(ms, undefined, { signal }).catch(() => undefined),
  random: Math.random,
  env: process.env,
  log: (line) => void process.stderr.write(`plimsoll: ${line}\n`),
};
