import type { Trust } from './summary.ts';

/** True where the load generator was disturbed so much that its verdict has to be read beside the figures. */
export function isDoubted(verdict: Trust['verdict']): boolean {
  return verdict === 'degraded' || verdict === 'untrustworthy';
}
