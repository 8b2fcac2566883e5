import type { RecognisedTarget } from '../../../contract/recognised-target.ts';

/** Which local processes listen at addresses, a row for each; the addresses of one process stand together. */
export function recogniseTargets(_urls: readonly string[]): RecognisedTarget[] {
  return [];
}
