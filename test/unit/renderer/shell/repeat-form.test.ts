import { describe, expect, it } from 'vitest';
import { NO_REPEAT, repeatAsked } from '../../../../src/renderer/shell/repeat-form.ts';

const asked = (change: Partial<typeof NO_REPEAT>) => repeatAsked({ ...NO_REPEAT, ...change }, { users: 10 });

describe('the fields that make a series of a run', () => {
  it('ask for one run while they are empty', () => {
    expect(asked({})).toEqual({ asked: null, errors: {} });
  });

  it('ask for runs of one side, with pauses and warm-up runs', () => {
    expect(asked({ runs: '3', pause: '5s', discard: '1' }).asked).toEqual({
      runsPerSide: 3,
      pauseMs: 5_000,
      discard: 1,
      looks: 'open',
    });
  });

  it('put the other target, plan or load on side B, over what side A has', () => {
    expect(asked({ runs: '4', against: 'target', service: 'api', url: 'http://b:1' }).asked?.b).toEqual({
      label: 'http://b:1',
      overrides: { users: 10, targets: { api: 'http://b:1' } },
    });
    expect(asked({ runs: '4', against: 'plan', plan: 'preset:smoke' }).asked?.b).toEqual({
      label: 'smoke',
      plan: { kind: 'preset', name: 'smoke' },
      overrides: { users: 10 },
    });
    expect(asked({ runs: '4', against: 'load', load: '20' }).asked?.b?.overrides).toEqual({ users: 20 });
  });

  it('say what is wrong with them', () => {
    expect(asked({ runs: '1' }).errors).toEqual({ runs: 'A whole number from 2 to 100' });
    expect(asked({ against: 'load', load: '20' }).errors).toEqual({ runs: 'How many of each, such as 4' });
    expect(asked({ runs: '4', against: 'load', load: 'x', pause: 'soon' }).errors).toEqual({
      pause: 'Such as 5s',
      load: 'A number above 0',
    });
  });
});
