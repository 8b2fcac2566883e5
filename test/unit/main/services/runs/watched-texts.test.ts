import { expect, it } from 'vitest';
import type { WatchedSecond } from '../../../../../src/contract/watch.ts';
import { hideInSecond } from '../../../../../src/main/services/runs/stored-texts.ts';
import { createRunRedactor } from '../../../../../src/main/services/secrets/run-redactor.ts';
import { makeSecond } from '../../../../support/made-seconds.ts';

const TOKEN = 'tok-8fYq2Lm9Wd';

function hidden(watched: readonly WatchedSecond[]) {
  return hideInSecond(makeSecond(0, [], { watched }), createRunRedactor([['page', TOKEN]], { scenarios: [] }))
    .watched;
}

it('hides secrets in all that a watch says, names of metrics too, and leaves its figures', () => {
  const gauges = [
    { name: `jobs{key="${TOKEN}"}`, unit: 'count', value: 7 },
    { name: 'target_cpu_usage_cores', unit: 'cores', value: 0.5 },
  ] as const;
  const told = hidden([
    {
      second: 3,
      watch: 1,
      gauges,
      gap: `Cannot read http://u:${TOKEN}@host/.`,
      found: TOKEN,
      remarks: [TOKEN],
    },
  ]);
  expect(JSON.stringify(told)).not.toContain(TOKEN);
  expect(told?.[0]).toMatchObject({ second: 3, watch: 1, gauges: [{ unit: 'count', value: 7 }, gauges[1]] });
});

it('hands on the same readings where there is nothing to hide', () => {
  const watched = [{ second: 3, watch: 0, gauges: [{ name: 'jobs', unit: 'count', value: 7 }] as const }];
  expect(hidden(watched)?.[0]?.gauges).toBe(watched[0]?.gauges);
});
