import { expect, it } from 'vitest';
import { EncodedRun } from '../../../../../../src/main/services/analysis/reading/encoded-run.ts';
import { scopeSeconds } from '../../../../../../src/main/services/analysis/reading/scope-seconds.ts';
import { requestsPlan } from '../../../../../support/made-requests.ts';
import { makeFailure, makeSecond, makeSeriesSecond } from '../../../../../support/made-seconds.ts';

it('counts failures of a second by codes that are named like what objects have', () => {
  const codes = ['constructor', '__proto__', 'http.5xx'];
  const failures = codes.map((code, nth) => ({
    series: 0,
    failure: { ...makeFailure('http.5xx'), code },
    count: nth + 1,
    firstUs: 0,
    lastUs: 0,
  }));
  const run = new EncodedRun({ plan: requestsPlan({ endpoints: 2, seconds: 1 }), precision: 'tick' });
  run.add(makeSecond(0, [makeSeriesSecond(0, [])], { failures }));
  const { seconds } = scopeSeconds(run, { service: null, endpoint: null, clock: 'intended' }, 0);
  expect(Object.entries(seconds[0]?.errorsByCode ?? {})).toEqual([
    ['constructor', 1],
    ['__proto__', 2],
    ['http.5xx', 3],
  ]);
});
