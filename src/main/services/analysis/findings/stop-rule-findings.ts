import { conditionText } from '../../../../contract/stop-rule.ts';
import type { TraceSecond } from '../seconds/load-trace.ts';
import { type Facts, type Rule, rule } from './finding.ts';

/**
 * Stop rules that were never judged although the run was long enough: whoever wrote them would take their silence for a good
 * sign. A disturbed second breaks a window, so of the seconds in a row that were not, there were never enough.
 */
export const RULES_UNJUDGED: Rule = rule(
  { code: 'stop-rules.unjudged', kind: 'hint', claim: 'fact' },
  ({ stopRules, seconds, plannedMs }: Facts) => {
    const whole = seconds.filter(
      ({ second, lengthMs }) => lengthMs === 1_000 && (second + 1) * 1_000 <= plannedMs,
    );
    const longest = longestTrusted(whole);
    const unjudged = stopRules.filter(
      ({ forMs }) => forMs > longest * 1_000 && forMs <= whole.length * 1_000,
    );
    if (unjudged.length === 0) return null;
    const names = unjudged.map(conditionText).join('; ');
    const many = unjudged.length === 1 ? 'A stop rule was' : `${unjudged.length} stop rules were`;
    return {
      title: `${many} never judged`,
      evidence: `The load generator was disturbed too often: at most ${longest} seconds in a row were to be believed, too few for ${names}.`,
      suggestion: 'Run it on a machine that does nothing else, or watch shorter windows.',
    };
  },
);

/** How many seconds in a row were undisturbed, at most. */
function longestTrusted(seconds: readonly TraceSecond[]): number {
  let [longest, here, before] = [0, 0, -1];
  for (const { second, trusted } of seconds) {
    here = trusted ? (second === before + 1 ? here + 1 : 1) : 0;
    before = second;
    longest = Math.max(longest, here);
  }
  return longest;
}
