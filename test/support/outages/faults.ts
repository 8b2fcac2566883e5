import { contradictionsIn } from '../contradictions.ts';
import { misjudgements } from './hold-verdict.ts';
import type { Outage } from './outage.ts';
import type { Said } from './said.ts';

/** All that is wrong with what a run says: what a person would not say, and what contradicts itself. */
export function faultsOf(said: Said, outage: Outage): string[] {
  return [
    ...misjudgements(said, outage.says),
    ...contradictionsIn(said).map(({ rule, text }) => `${rule}: ${text}`),
  ];
}
