import { FIGURE_RULES } from './contradictions/figure-rules.ts';
import { FINDING_RULES } from './contradictions/finding-rules.ts';
import { RATE_RULES } from './contradictions/rate-rules.ts';
import type { Rule } from './contradictions/rule.ts';
import { VERDICT_RULES } from './contradictions/verdict-rules.ts';
import type { Said } from './outages/said.ts';

export interface Contradiction {
  readonly rule: string;
  /** What stands against what. */
  readonly text: string;
}

export const RULES: readonly Rule[] = [...VERDICT_RULES, ...RATE_RULES, ...FINDING_RULES, ...FIGURE_RULES];

/** Where a run says one thing here and another there, over document, terminal, Markdown, JUnit, report, list and exit code. */
export function contradictionsIn(said: Said): Contradiction[] {
  return RULES.flatMap(({ name, look }) => look(said).map((text) => ({ rule: name, text })));
}
