import type { Micros } from '../../contract/units.ts';

/** Processor time that this thread has used since it began. */
export function threadCpuUs(): Micros {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}
