import { printDuration } from './duration.ts';
import { keysOf } from './keys.ts';
import type { Overrides } from './plan.ts';

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
};

/** What was changed for a run beside its plan as written, as names and texts; maps become one line per entry. */
export function overrideRows(overrides: Overrides): (readonly [name: string, text: string])[] {
  return keysOf(overrides).flatMap((key): [string, string][] => {
    const name = WORDS[key] ?? key;
    if (key === 'targets' || key === 'values') {
      return Object.entries(overrides[key] ?? {}).map(([entry, text]) => [`${name}: ${entry}`, text]);
    }
    if (key === 'stopWhen') return [[name, (overrides[key] ?? []).join('; ')]];
    const value = overrides[key];
    if (key.endsWith('Ms') && typeof value === 'number') return [[name, printDuration(value)]];
    return [[name, typeof value === 'object' ? JSON.stringify(value) : String(value)]];
  });
}
