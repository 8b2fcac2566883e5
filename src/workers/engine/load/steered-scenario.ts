import type { LoadSegment } from '../../../contract/applied-load.ts';
import { messageRateOf, withMessageRate } from '../../../contract/protocols/protocols.ts';
import type { Scenario } from '../../../contract/run-plan.ts';
import { wholeLevel } from './connection-times.ts';

/**
 * A class that has these segments as its profile, and the most messages that any of them sends: what it needs is read
 * from it as from a plan. Pure.
 */
export function steeredScenario(scenario: Scenario, segments: readonly LoadSegment[]): Scenario {
  const { profile } = scenario;
  if (scenario.kind === 'http' && profile.model === 'open')
    return { ...scenario, profile: { ...profile, segments } };
  const whole = segments.map((one) => ({ ...one, from: wholeLevel(one.from), to: wholeLevel(one.to) }));
  const loaded = { ...scenario, profile: { ...profile, segments: whole } };
  if (loaded.kind === 'http' || segments.length === 0) return loaded;
  const planned = messageRateOf(loaded);
  if (planned === null) return loaded;
  const rates = segments.map(({ messagesPerSecond }) => messagesPerSecond ?? planned);
  return withMessageRate(loaded, Math.max(...rates));
}
