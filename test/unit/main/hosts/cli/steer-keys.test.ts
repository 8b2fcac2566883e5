import { describe, expect, test } from 'vitest';
import { fail, succeed, testFailure } from '../../../../../src/contract/failure.ts';
import type { LiveLoad } from '../../../../../src/contract/live-load.ts';
import type { SteerAct } from '../../../../../src/contract/steering.ts';
import type { Handlers } from '../../../../../src/contract/wire.ts';
import { actsOf, KEYS_HINT, meaningOf, SteerKeys } from '../../../../../src/main/hosts/cli/steer-keys.ts';

const level = (unit: LiveLoad['levels'][number]['unit'], now: number, planned = now) => ({
  unit,
  level: now,
  planned,
  peak: 40,
});
const LOAD: LiveLoad = {
  levels: [level('users', 20), level('connections', 5), level('messages', 2)],
  isSteered: false,
  refusal: '',
};

describe('the keys of a run', () => {
  test.each([
    ['+', 'more'],
    ['=', 'more'],
    ['-', 'less'],
    ['_', 'less'],
    ['h', 'hold'],
    ['H', 'hold'],
    ['s', 'spike'],
    ['p', 'back'],
    ['?', 'help'],
    ['q', null],
    [' ', null],
    ['constructor', null],
  ])('%s means %s', (key, meaning) => {
    expect(meaningOf(key)).toBe(meaning);
  });

  test('change every unit but messages', () => {
    expect(actsOf('more', LOAD)).toEqual([
      { kind: 'scale', unit: 'users', factor: 1.1 },
      { kind: 'scale', unit: 'connections', factor: 1.1 },
    ]);
    expect(actsOf('less', LOAD).map((act) => 'factor' in act && act.factor)).toEqual([0.9, 0.9]);
    expect(actsOf('hold', LOAD)).toEqual([{ kind: 'hold' }]);
    expect(actsOf('back', LOAD)).toEqual([{ kind: 'back' }]);
  });

  test('spike to twice what there is; where there is nothing, to twice the plan', () => {
    const levels = [level('users', 20), level('rate', 0, 12.5), level('connections', 0)];
    expect(actsOf('spike', { levels })).toEqual([
      { kind: 'spike', unit: 'users', level: 40, seconds: 10 },
      { kind: 'spike', unit: 'rate', level: 25, seconds: 10 },
      { kind: 'spike', unit: 'connections', level: 80, seconds: 10 },
    ]);
  });
});

/** Keys of a run that steers as told: what was asked of it, and what was said. */
function keysOf(steer: (act: SteerAct) => ReturnType<typeof answered>) {
  const asked: SteerAct[] = [];
  const said: string[] = [];
  const handlers = {
    'runs.steer': async ({ act }: { act: SteerAct }) => {
      asked.push(act);
      return steer(act);
    },
  } as unknown as Handlers;
  const keys = new SteerKeys({ app: { handlers }, runId: 'r', note: (sentence) => void said.push(sentence) });
  return { keys, asked, said };
}

const answered = (act: SteerAct, sentence: string) =>
  succeed({ atMs: 1_000, act, by: 'hand' as const, sentence });
/** What is done with a key is done after it; it takes a few turns for each act. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a key', () => {
  test('is told of once the load is known, and says what was done', async () => {
    const { keys, asked, said } = keysOf((act) => answered(act, `Did ${act.kind}.`));
    keys.press('+');
    expect(said).toEqual(['The load can be changed once the first second is over.']);
    keys.see(undefined);
    keys.see(LOAD);
    keys.see(LOAD);
    expect(said.slice(1)).toEqual([KEYS_HINT]);
    keys.press('+');
    keys.press('h');
    await settled();
    expect(asked.map(({ kind }) => kind)).toEqual(['scale', 'scale', 'hold']);
    expect(said.slice(2)).toEqual(['Did scale.', 'Did scale.', 'Did hold.']);
  });

  test('that is refused says why, and the other units stay as they are', async () => {
    const { keys, asked, said } = keysOf(() =>
      fail(testFailure('steer.cap', 'This load needs 60 requests; the limit is 50.', 'Raise maxRate.')),
    );
    keys.see(LOAD);
    keys.press('+');
    await settled();
    expect(asked).toHaveLength(1);
    expect(said.at(-1)).toBe('This load needs 60 requests; the limit is 50. Raise maxRate.');
  });

  test('changes nothing where nobody may steer, and no key is told of', () => {
    const { keys, asked, said } = keysOf((act) => answered(act, ''));
    keys.see({ ...LOAD, refusal: 'A capacity search orders the load of this run itself.' });
    expect(said).toEqual([]);
    keys.press('s');
    expect([asked, said]).toEqual([[], ['A capacity search orders the load of this run itself.']]);
  });

  test('that means nothing says nothing, and ? says what all do and what is applied', () => {
    const { keys, said } = keysOf((act) => answered(act, ''));
    keys.see(LOAD);
    keys.press('x');
    keys.press('?');
    expect(said).toHaveLength(2);
    expect(said[1]).toMatch(/^Keys: \+ 10% more load.*Now: 20 users · 5 connections · 2 messages\/s each\.$/);
  });
});
