import { expect, test } from 'vitest';
import type { CapacityOverride } from '../../../../../src/contract/capacity-schema.ts';
import type { Failure } from '../../../../../src/contract/failure.ts';
import { compilePlan } from '../../../../../src/main/services/plans/compile/compile-plan.ts';
import {
  fieldOf,
  inFormWords,
  sentenceOf,
} from '../../../../../src/renderer/screens/capacity/capacity-refusal.ts';
import { planOf, planText } from '../../../main/services/plans/support.ts';

const ASKED = { objectives: ['p95<200ms', 'errors<1%'] };
const HTTP = planText({ load: '{ rate: 5 }' });
const USERS = planText({ load: '{ users: 5 }' });
const SOCKET = planText({ classes: '  feed: { service: api, websocket: { path: /ws, connections: 4 } }' });
const CAPPED = planText({ load: '{ rate: 5 }', more: 'limits: { maxRate: 60 }\n' });

/** As the compiler refuses a search, so that the codes here are its own. */
function refusalOf(text: string, capacity: CapacityOverride): Failure {
  const compiled = compilePlan(planOf(text), { capacity });
  if (compiled.ok) throw new Error('it is refused');
  return compiled.failure;
}

test.each<[what: string, refusal: Failure, field: string | null, hint: string]>([
  ['no objective', refusalOf(HTTP, {}), 'objectives', 'Add an objective.'],
  [
    'two limits of one metric',
    refusalOf(HTTP, { objectives: ['p95<1s', 'p95<2s'] }),
    'objective.2',
    'Leave one of them out.',
  ],
  [
    'a limit beyond the timeout',
    refusalOf(HTTP, { objectives: ['p95<20s'] }),
    'objective.3',
    'Set a shorter time, or raise the timeout in the limits of the plan.',
  ],
  ['no such class', refusalOf(SOCKET, { ...ASKED, by: 'rate' }), 'by', 'Choose another unit.'],
  [
    'a first load beyond the last',
    refusalOf(HTTP, { ...ASKED, from: 9, to: 5 }),
    'from',
    'Lower it, or raise “No more than”.',
  ],
  [
    'a first load beyond a limit',
    refusalOf(CAPPED, { ...ASKED, from: 90 }),
    'from',
    'Lower it, or raise the limit in the plan.',
  ],
  [
    'a last load beyond a limit',
    refusalOf(CAPPED, { ...ASKED, to: 90 }),
    'to',
    'Lower it, or raise the limit in the plan.',
  ],
  ['a last load in halves', refusalOf(USERS, { ...ASKED, to: 2.5 }), 'to', 'Write 3, say.'],
  ['a first load in halves', refusalOf(USERS, { ...ASKED, from: 2.5 }), 'from', 'Write 3, say.'],
  [
    'a limit too small to search with',
    refusalOf(planText({ load: '{ rate: 5 }', more: 'limits: { maxRate: 1 }\n' }), ASKED),
    null,
    'Raise the limit in the plan.',
  ],
  [
    'no time for a recovery',
    refusalOf(HTTP, { ...ASKED, recovery: 'alone', from: 50, maxMs: 60_000 }),
    'maxTime',
    'Give it more time.',
  ],
  ['no time', refusalOf(HTTP, { ...ASKED, maxMs: 5_000 }), 'maxTime', 'Give it a minute or more.'],
  [
    'a recovery of an unknown load',
    refusalOf(HTTP, { ...ASKED, recovery: 'alone' }),
    'from',
    'Enter it: half of it is applied, one and a half times as much, and half again.',
  ],
  [
    'a ladder of connections',
    refusalOf(SOCKET, { ...ASKED, ladder: true }),
    null,
    'Switch off the measurement of 1, 2, 4, … 64 users.',
  ],
])('%s is refused where it was typed, in words of the form', (_, refusal, field, hint) => {
  const objectives = ['p95<1s', 'p95 < 2s', 'p95<20s'].map((text, at) => ({ key: at + 1, text }));
  expect(fieldOf(refusal, { objectives })).toBe(field);
  const said = inFormWords(refusal);
  expect(said.hint).toBe(hint);
  expect(sentenceOf(said)).not.toContain('--');
});

test('what is not of a search keeps its own way out, below the form', () => {
  const down: Failure = {
    code: 'target.unreachable',
    side: 'target',
    message: 'nobody there',
    hint: 'Start it.',
  };
  expect([fieldOf(down, { objectives: [] }), inFormWords(down)]).toEqual([null, down]);
  expect(sentenceOf(down)).toBe('Nobody there. Start it.');
});
