import { LinuxProcesses } from './linux-processes.ts';
import type { ProcessSource } from './process-source.ts';

/** The processes of the system that this runs on; null: there is no way to read them. */
export function systemProcesses(): ProcessSource | null {
  switch (process.platform) {
    case 'linux':
      return new LinuxProcesses();
    default:
      return null;
  }
}
