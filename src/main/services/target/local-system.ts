import type { Result } from '../../../contract/failure.ts';
import type { Millis } from '../../../contract/units.ts';
import { EngineApi } from '../../../workers/target-watch/containers/engine-api.ts';
import { listContainers } from '../../../workers/target-watch/containers/find-container.ts';
import type { ProcessSource } from '../../../workers/target-watch/processes/process-source.ts';
import { systemProcesses } from '../../../workers/target-watch/processes/system-processes.ts';

/** What this machine is asked about what runs on it. */
export interface LocalSystem {
  /** Null: there is no way to read processes here. */
  processes(): ProcessSource | null;
  /** Those of the container engine; a failure where there is none. */
  containers(): Promise<Result<readonly PublishedContainer[]>>;
}

/** A container, and the ports of this machine that lead to it. */
export interface PublishedContainer {
  readonly name: string;
  /** `running`, `exited` … */
  readonly state: string;
  readonly publishedPorts: readonly number[];
}

/** Somebody waits for it, and an engine that runs answers in milliseconds. */
const ENGINE_TIMEOUT_MS: Millis = 800;

let processes: ProcessSource | null | undefined;

export const LOCAL_SYSTEM: LocalSystem = {
  processes: () => {
    processes ??= systemProcesses();
    return processes;
  },
  containers: async () => {
    const engine = new EngineApi({ timeoutMs: ENGINE_TIMEOUT_MS });
    try {
      return await listContainers(engine);
    } finally {
      engine.close();
    }
  },
};
