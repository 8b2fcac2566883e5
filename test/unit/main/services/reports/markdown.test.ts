import { describe, expect, test } from 'vitest';
import { analyseStored } from '../../../../../src/main/services/analysis/analysis.ts';
import { markdownReport } from '../../../../../src/main/services/reports/markdown.ts';
import { HOSTILE, hostileSummary } from '../../../../support/hostile-run.ts';
import { searchedRun } from '../../../../support/made-capacity.ts';
import { makePlan } from '../../../../support/made-plan.ts';
import { COMPLETED, makeRun, makeSecond, makeSeriesSecond } from '../../../../support/made-seconds.ts';

/** One endpoint of a plan without thresholds always fails. */
function failingRun() {
  const counts = { errors: 40, targetErrors: 40 };
  return analyseStored(
    makeRun(makePlan()),
    [makeSecond(0, [makeSeriesSecond(0, [], { counts })])],
    COMPLETED,
  );
}

test('findings stand in the page: the first three, each with what to do', () => {
  const summary = failingRun();
  const [first] = summary.findings;
  expect(markdownReport(summary)).toContain(
    `## Findings\n\n- **${first?.title}.** ${first?.suggestion.replaceAll('_', '\\_')}`,
  );
});

test('the books balance on the page', () => {
  expect(markdownReport(failingRun())).toContain(
    'sent 40 \\= ok 0 + errors 40 + open at stop 0'.replace('\\', ''),
  );
});

describe('the page of Markdown', () => {
  const plan = makePlan({
    name: 'nightly',
    thresholds: [
      {
        service: 'gateway',
        endpoint: 'instruments',
        metric: 'latency',
        excellent: 50,
        good: 100,
        acceptable: 200,
      },
    ],
  });
  const seconds = [
    makeSecond(0, [
      makeSeriesSecond(
        0,
        Array.from({ length: 400 }, () => 20),
      ),
    ]),
  ];
  const text = markdownReport(analyseStored(makeRun(plan), seconds, COMPLETED));

  test('begins with the grade and the three sentences', () => {
    expect(text.split('\n\n').slice(0, 4)).toEqual([
      '# nightly: Passed (Excellent)',
      'The one grade is Excellent.',
      'In 1 s, 400 requests went to one service; none failed; 95% of the responses took at most 20 ms.',
      'The load generator stayed on schedule in every second.',
    ]);
  });

  test('names the version and the run as they are', () => {
    const run = { ...makeRun(plan), environment: { ...makeRun(plan).environment, plimsoll: '0.1.0' } };
    expect(markdownReport(analyseStored(run, seconds, COMPLETED))).toContain('<sub>Plimsoll 0.1.0, run ');
    const listed = makeRun(makePlan({ name: '1. spring' }));
    expect(markdownReport(analyseStored({ ...listed, name: '1. spring' }, seconds, COMPLETED))).toMatch(
      /^# 1\\. spring: /,
    );
  });

  test('has the numbers of the summary, formatted as everywhere', () => {
    expect(text).toContain(
      '| gateway | instruments | latency p95 | 20 ms | Excellent | 30 ms | Service time. |',
    );
    expect(text).toContain(
      '| gateway | instruments | service | 400 | 400/s | 0 | 20 ms | 20 ms | 20 ms | \\~20 ms | 20 ms |',
    );
  });
});

test('hostile text stays one cell of one line', () => {
  const text = markdownReport(hostileSummary());
  const rows = text.split('\n').filter((line) => line.startsWith('|'));
  const columns = (line: string) => [...line.matchAll(/(?<!\\)\|/g)].length;
  const tables = text.split('\n\n').filter((block) => block.startsWith('|'));
  for (const table of tables) {
    const counts = new Set(table.split('\n').map(columns));
    expect([...counts]).toHaveLength(1);
  }
  expect(rows.length).toBeGreaterThan(HOSTILE.length * 3);
  expect(text.replace('<sub>', '').replace('</sub>', '')).not.toMatch(/<[a-z!/]/i);
  expect(['\r', '\u0000', '\u2028', '\u2029'].filter((one) => text.includes(one))).toEqual([]);
  expect(text).toContain('\\[link\\](http://evil.example)');
  expect(text).not.toMatch(/(?<!\\)\[link(?<!\\)\]/);
});

test('what turns the direction of text is shown, not obeyed', () => {
  const turned = 'a\u202eb\u2066c\u200fd';
  const report = markdownReport(
    analyseStored({ ...makeRun(makePlan({})), name: turned }, [makeSecond(0, [])], COMPLETED),
  );
  expect(report).toContain('a\ufffdb\ufffdc\ufffdd');
  expect(report).not.toMatch(/\p{Bidi_Control}/u);
});

describe('the page of a search of capacity', () => {
  const text = markdownReport(searchedRun('found'));

  test('is headed by what became of it, and tells the answer, what failed first, and each step', () => {
    expect(text).toMatch(/^# short: Found\n/);
    expect(text).toMatch(/^# short: Found\n\n588 req\/s \(567–610\) meets p95&lt;20 ms and errors&lt;1%\.\n/);
    expect(text).toContain('## Capacity\n\n- One user alone has a p95 of 15.1 ms.');
    expect(text.split('588 req/s (567–610) meets')).toHaveLength(2);
    expect(text).toContain(
      '- **First miss:** p95&lt;20ms fails first, at 594 req/s: 5.3% took longer, where 5% may.',
    );
    expect(text).toContain(
      '| 4 | climb | 800 req/s | 0:24–0:29 | missed | 2,400 | 741/s | 68 ms | 91 ms | 6.4% | the queue grows by 22 requests per second |',
    );
    expect(text).toContain('### Ladder of users');
    expect(text).toContain('| 16 | ');
  });

  test('leaves out what it did not measure', () => {
    const none = markdownReport(searchedRun('none'));
    expect(none).not.toContain('Recovery');
    expect(none).not.toContain('### Ladder');
    expect(markdownReport(failingRun())).not.toContain('## Capacity');
  });
});
