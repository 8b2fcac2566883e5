import { printDuration } from './duration.ts';
import { keysOf } from './keys.ts';
import type { Overrides } from './plan.ts';
import { LEFT_OUT } from './watch.ts';

const WORDS: Readonly<Partial<Record<keyof Overrides, string>>> = {
  sse: 'Event streams',
  precision: 'Precision',
  users: 'Users',
  spawnRate: 'Spawn rate, per s',
  rate: 'Rate, per s',
  arrivals: 'Arrivals',
  connections: 'Connections',
  messageRate: 'Messages per connection, per s',
  message: 'Message',
  reply: 'Reply',
  confirm: 'Confirm',
  subscribe: 'Subscribe',
  durationMs: 'Duration',
  requests: 'Requests',
  warmupMs: 'Warm-up',
  timeoutMs: 'Timeout',
  threads: 'Load threads',
  only: 'Only',
  targets: 'Targets',
  values: 'Values',
  size: 'Size',
  seed: 'Seed',
  strictHttp: 'Strict HTTP',
  requireTrust: 'Trust required',
  stopWhen: 'Stop when',
  capacity: 'Capacity search',
  watch: 'Watch',
};

type Capacity = NonNullable<Overrides['capacity']>;

/** What a search is asked in one line; what is not said is as the plan has it. */
function searchText({ objectives, by, from, to, thoroughness, maxMs, ladder, recovery }: Capacity): string {
  const parts = [
    objectives === null ? 'objectives from the thresholds' : objectives?.join(', '),
    by === null ? 'by what the load counts' : by && `by ${by}`,
    from === null ? 'no first load' : from && `from ${from}`,
    to === null ? 'no highest load' : to && `to ${to}`,
    thoroughness,
    maxMs === null ? 'the usual time' : maxMs && `at most ${printDuration(maxMs)}`,
    ladder === undefined ? undefined : ladder ? 'with a ladder' : 'no ladder',
    recovery && RECOVERY_WORDS[recovery],
  ];
  return parts.filter((part) => part !== undefined).join(', ') || 'as the plan has it';
}

const RECOVERY_WORDS: Readonly<Record<NonNullable<Capacity['recovery']>, string>> = {
  after: 'recovery afterwards',
  alone: 'recovery alone',
  none: 'no recovery',
};

/** What was changed for a run beside its plan as written, as names and texts; maps become one line per entry. */
export function overrideRows(overrides: Overrides): (readonly [name: string, text: string])[] {
  return keysOf(overrides).flatMap((key): [string, string][] => {
    const name = WORDS[key] ?? key;
    if (key === 'targets' || key === 'values') {
      return Object.entries(overrides[key] ?? {}).map(([entry, text]) => [`${name}: ${entry}`, text]);
    }
    if (key === 'stopWhen') return [[name, (overrides[key] ?? []).join('; ')]];
    if (key === 'watch')
      return (overrides[key] ?? []).map(({ of, source }) => [
        `${name}: ${of}`,
        source === LEFT_OUT ? 'left out' : source,
      ]);
    const { capacity } = overrides;
    if (key === 'capacity') return capacity === undefined ? [] : [[name, searchText(capacity)]];
    const value = overrides[key];
    if (key.endsWith('Ms') && typeof value === 'number') return [[name, printDuration(value)]];
    return [[name, typeof value === 'object' ? JSON.stringify(value) : String(value)]];
  });
}
