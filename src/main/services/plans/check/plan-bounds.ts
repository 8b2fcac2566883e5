import { type CapacityUnit, givenTo } from '../../../../contract/capacity-search.ts';
import { printDuration } from '../../../../contract/duration.ts';
import { type Failure, testFailure } from '../../../../contract/failure.ts';
import { formatNumber } from '../../../../contract/format.ts';
import { type Profile, profilePeak } from '../../../../contract/profile.ts';
import { messageRateOf } from '../../../../contract/protocols/protocols.ts';
import { type RunPlan, type Scenario, stepsOf } from '../../../../contract/run-plan.ts';

/**
 * The most one machine is asked for. None of these can be reached in earnest; what this machine can really bear is
 * checked before the run. They keep a slip of the finger from becoming a flood.
 */
const MOST = {
  users: 100_000,
  ratePerSecond: 200_000,
  messagesPerSecond: 500_000,
  durationMs: 7 * 24 * 3_600_000,
  timeoutMs: 3_600_000,
} as const;
const SPREAD = 'Spread them over several machines.';
const SPREAD_USERS = 'Spread them over several machines, or use a rate.';
const FEWER_MESSAGES = 'Use fewer connections or a lower message rate.';

/** The first number of a run that makes no sense, as a sentence with a way out; null: all do. */
export function checkBounds(run: RunPlan): Failure | null {
  const { scenarios, limits } = run;
  if (scenarios.length === 0) {
    return refuse(
      'there is no load: no class has a user, connection or arrival',
      'Give users, a rate or connections.',
    );
  }
  if (!(run.durationMs >= 1_000)) {
    return refuse(`a run of ${run.durationMs} ms ends before it starts`, 'Run it for a second or more.');
  }
  if (run.durationMs > MOST.durationMs) {
    return refuse(`a run of ${printDuration(run.durationMs)} is longer than a week`, 'Split it.');
  }
  const messages = scenarios.reduce(
    (sum, one) => sum + (one.kind === 'http' ? 0 : profilePeak(one.profile) * (messageRateOf(one) ?? 0)),
    0,
  );
  const asked = [
    [
      peakOf(scenarios, 'closed') + boundOf(run, ['users', 'connections']),
      MOST.users,
      'users and connections',
      'handle',
      SPREAD_USERS,
    ],
    [
      peakOf(scenarios, 'open') + boundOf(run, ['rate']),
      MOST.ratePerSecond,
      'requests per second',
      'send',
      SPREAD,
    ],
    [messages, MOST.messagesPerSecond, 'messages per second', 'send', FEWER_MESSAGES],
  ] as const;
  for (const [value, most, what, verb, hint] of asked) {
    if (!(value > most)) continue;
    const message = `${formatNumber(value)} ${what} are more than one machine can ${verb}, at most ${formatNumber(most)}`;
    return refuse(message, hint);
  }
  const timeouts = [
    limits.requestTimeoutMs,
    limits.connectTimeoutMs,
    ...scenarios.flatMap(stepsOf).map(({ timeoutMs }) => timeoutMs),
  ];
  const wrong = timeouts.find((timeout) => !isTimeout(timeout));
  if (wrong === undefined) return null;
  return refuse(`a timeout of ${wrong} ms is out of range`, 'Choose between 1 ms and 1 h.');
}

/** Whether a timeout in ms is one that can be kept to. */
export function isTimeout(ms: number): boolean {
  return ms >= 1 && ms <= MOST.timeoutMs;
}

/** The highest load that a search is told of by somebody, where it is of one of these. */
function boundOf({ capacity }: RunPlan, units: readonly CapacityUnit[]): number {
  if (capacity === undefined || !units.includes(capacity.by)) return 0;
  return Math.max(capacity.from ?? 0, givenTo(capacity) ?? 0);
}

function peakOf(scenarios: readonly Scenario[], model: Profile['model']): number {
  return scenarios.reduce(
    (sum, { profile }) => sum + (profile.model === model ? profilePeak(profile) : 0),
    0,
  );
}

function refuse(message: string, hint: string): Failure {
  return testFailure('plan.absurd', message, hint);
}
