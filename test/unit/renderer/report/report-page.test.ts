import { describe, expect, test } from 'vitest';
import { estimatedRun, streamRun, ungradableRun } from '../../../support/made-outcomes.ts';
import { reportText } from '../../../support/report-text.tsx';

/** The first line that has this in it. */
const lineWith = (text: string, part: string) => text.split('\n').find((line) => line.includes(part)) ?? '';

describe('the report of a short run', () => {
  const text = reportText(estimatedRun());

  test('prints the one set of rates on its front page and in its tables', () => {
    expect(text).toContain('Throughput\n174/s');
    expect(text).toContain('Error rate\n4.13%');
    expect(lineWith(text, 'gateway historical 30')).toBe(
      '– gateway historical 30 15/s 15 (33.3%) 900 ms 900 ms ~900 ms ~900 ms – – 900 ms',
    );
    expect(lineWith(text, 'Overall ')).toContain(' 348 174/s 15 (4.13%) ');
    expect(text).not.toMatch(/finished, good or bad/);
  });

  test('names the worst endpoint and what drained', () => {
    expect(text).toContain(
      'Worst endpoint: gateway historical, 33.3% failed; slowest: gateway historical, p95 ~900 ms.',
    );
    expect(text).toContain("After the plan's end: 3 failed in 0.5 s.");
  });

  test('prints what a grade rests on with its word, and one legend', () => {
    expect(lineWith(text, 'auth users')).toContain(' users 18 9/s 0 30 ms ~30 ms ~30 ms ~30 ms – – 30 ms');
    expect(lineWith(text, 'All of auth')).toContain(' ~30 ms ~30 ms ~30 ms – ');
    expect(text.split('~ estimate: fewer than ten samples beyond it')).toHaveLength(2);
  });
});

test('a run that cannot be graded begins with that, and shows what is left out beside the rate', () => {
  const text = reportText(ungradableRun());
  expect(text).toContain('Error rate\n14.3%\nleft out: 40 (36.4%)');
  expect(text).toMatch(/^Not gradable/m);
  expect(text).toContain('10 (14.3%) 40 (36.4%)');
  const [heading = ''] = text.split('Grades by service');
  expect(heading).not.toMatch(/^(Excellent|Good|Passed|Failed)\b/m);
});

test('a run of streams alone has tiles of connections, messages and events', () => {
  const text = reportText(streamRun());
  expect(text).toContain('Connections opened\n10\nof 10');
  expect(text).toContain('Events received\n1,060');
  expect(text).toContain('Round trip p95\n~12 ms');
  expect(text).not.toMatch(/^Requests$/m);
});
