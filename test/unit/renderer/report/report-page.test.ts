import { describe, expect, test } from 'vitest';
import { searchedRun } from '../../../support/made-capacity.ts';
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

describe('the report of a search for capacity', () => {
  const text = reportText(searchedRun());

  test('says the answer once, on its first page, and what fails first before all else', () => {
    const [front = ''] = text.split('What happens as load rises');
    expect(front.split('588 req/s (567–610) meets p95<20 ms and errors<1%.')).toHaveLength(2);
    expect(front).toContain('p95<20ms fails first, at 594 req/s');
  });

  test('has every step with what decided it, failure modes with their shares, knee, law and recovery', () => {
    expect(lineWith(text, 'the queue grows')).toContain('800 req/s missed 91 ms 6.4% 741/s 2,400');
    expect(lineWith(text, '503 Service Unavailable 3.1%')).toContain('0:26');
    expect(text).toContain('Latency turns upwards at 566 req/s (400 to 594).');
    expect(text).toContain('Throughput peaks at 21 users with 760/s; beyond them it falls.');
    expect(text).toContain('Recovered 2.1 s (±0.13 s) after the load fell back to 294 req/s.');
    expect(text).toContain('1,930 http.503');
  });

  test('of one that found nothing says so, and draws nothing over load', () => {
    const none = reportText(searchedRun('none'));
    expect(none).toContain('Missed even with one user: p95 31 ms after 30 s.');
    expect(none).not.toContain('What happens as load rises');
  });

  test('is not there where nothing was searched', () => {
    expect(reportText(estimatedRun())).not.toMatch(/^Capacity/m);
  });
});
