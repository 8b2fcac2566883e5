import { type ForeignCalls, loadForeignCalls } from './foreign-calls.ts';
import { LinuxProcesses } from './linux-processes.ts';
import { MacProcesses } from './mac-processes.ts';
import type { ProcessSource } from './process-source.ts';
import { PsProcesses } from './ps-processes.ts';
import { WindowsProcesses } from './windows-processes.ts';

/**
 * The processes of the system that this runs on; null: there is no way to read them.
 * @param platform as Node names it
 * @param load called on systems alone that have no files for it
 */
export function systemProcesses(
  platform: string = process.platform,
  load: () => ForeignCalls | null = loadForeignCalls,
): ProcessSource | null {
  switch (platform) {
    case 'linux':
      return new LinuxProcesses();
    case 'darwin':
      return throughCalls(load, (calls) => new MacProcesses(calls)) ?? new PsProcesses();
    case 'win32':
      return throughCalls(load, (calls) => new WindowsProcesses(calls));
    default:
      return null;
  }
}

/** Why there are none, in a sentence. */
export function whyNoProcesses(platform: string = process.platform): string {
  return platform === 'win32'
    ? 'Processes cannot be watched: koffi, by which Windows is asked, could not be loaded; install it again, optional packages too.'
    : 'Processes cannot be watched on this system.';
}

/** Null: there is no way to call functions of the system, or one of them is not there. */
function throughCalls(
  load: () => ForeignCalls | null,
  create: (calls: ForeignCalls) => ProcessSource,
): ProcessSource | null {
  const calls = load();
  if (calls === null) return null;
  try {
    return create(calls);
  } catch {
    return null;
  }
}
