import { expect, test } from 'vitest';
import { analyseStored } from '../../../../../src/main/services/analysis/analysis.ts';
import { overallOfSearch } from '../../../../../src/main/services/analysis/capacity/running/search-overall.ts';
import { junitXml } from '../../../../../src/main/services/reports/junit.ts';
import { hostileSummary } from '../../../../support/hostile-run.ts';
import { searchedRun } from '../../../../support/made-capacity.ts';
import { streamRun, ungradableRun } from '../../../../support/made-outcomes.ts';
import { makePlan } from '../../../../support/made-plan.ts';
import { COMPLETED, makeRun, makeSecond, makeSeriesSecond } from '../../../../support/made-seconds.ts';

const seconds = [
  makeSecond(0, [
    makeSeriesSecond(
      0,
      Array.from({ length: 5 }, () => 120),
    ),
  ]),
];
const plan = makePlan({
  name: 'before the release',
  thresholds: [
    {
      service: 'gateway',
      endpoint: 'instruments',
      metric: 'latency',
      excellent: 50,
      good: 100,
      acceptable: 119,
    },
    { service: 'gateway', metric: 'errorRate', acceptable: 1 },
    { service: 'gateway', metric: 'throughput', excellent: 200, good: 100, acceptable: 50 },
  ],
  expectations: [{ statement: 'fast', condition: { metric: 'latency', below: 200 } }],
});

test('a grade below the gate is a failure, one that does not apply is skipped', () => {
  const xml = junitXml(analyseStored(makeRun(plan), seconds, COMPLETED));
  expect(xml.split('\n').slice(0, 3)).toEqual([
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites name="before the release" tests="4" failures="2" errors="0" skipped="1" time="1">',
    '  <testsuite name="gateway" tests="3" failures="1" errors="0" skipped="1" timestamp="2026-11-23T15:52:01" hostname="bench">',
  ]);
  expect(xml).toContain(
    '<testcase classname="gateway" name="instruments: latency p95">\n      <failure type="threshold" message="Poor at 120 ms; the gate is Acceptable">Service time.</failure>',
  );
  expect(xml).toContain(
    'name="whole service: throughput">\n      <skipped message="Not applicable: offered 15/s',
  );
  expect(xml).toContain('<property name="outcome" value="failed"/>');
  expect(xml).toContain(
    '<testcase classname="expectations" name="fast">\n      <failure type="expectation" message="not met: Overall: the p95 is 120 ms; inconclusive at n=5: too few to bound it. The run as a whole failed.">',
  );
  expect(xml).toContain(
    '<property name="trust reason" value="The load generator stayed on schedule in every second."/>',
  );
});

test('an open gate fails nothing', () => {
  const open = junitXml(analyseStored(makeRun({ ...plan, gate: 'none' }), seconds, COMPLETED));
  expect(open).toContain('tests="4" failures="0"');
  expect(open).toContain('<property name="outcome" value="passed"/>');
  expect(open).not.toContain('<failure');
  expect(open).toContain('<system-out>Poor at 120 ms. The plan has no gate. Service time.</system-out>');
});

test('a run that was stopped is green nowhere: a build fails where the exit code does', () => {
  const good = { ...plan, thresholds: plan.thresholds.slice(0, 0), expectations: [] };
  const stopped = { ...COMPLETED, state: 'stopped', durationMs: 1_000 } as const;
  for (const gate of ['acceptable', 'none'] as const) {
    const xml = junitXml(analyseStored(makeRun({ ...good, gate, durationMs: 9_000 }), seconds, stopped));
    expect(xml).toContain('<property name="outcome" value="not gradable"/>');
    expect(xml).toContain(
      '<failure type="run" message="Not gradable: Not graded: no threshold applies to this plan. The run was stopped after 1 s of 9 s.">',
    );
  }
});

test('a run that does not pass although its grades do is a failure of its own', () => {
  const failing = makeSecond(0, [
    makeSeriesSecond(0, Array(4).fill(5), { counts: { errors: 6, targetErrors: 6 } }),
  ]);
  const few = {
    ...plan,
    thresholds: plan.thresholds.filter(({ metric }) => metric !== 'errorRate'),
    expectations: [],
  };
  const xml = junitXml(analyseStored(makeRun(few), [failing], COMPLETED));
  expect(xml.split('\n')[1]).toBe(
    '<testsuites name="before the release" tests="3" failures="1" errors="0" skipped="1" time="1">',
  );
  expect(xml.split('\n').slice(-7)).toEqual([
    '    </properties>',
    '    <testcase classname="whole run" name="passes">',
    expect.stringMatching(
      /^ {6}<failure type="run" message="Failed: 6 of 10 failed: a run in which most requests fail does not pass\."><\/failure>$/,
    ),
    '    </testcase>',
    '  </testsuite>',
    '</testsuites>',
    '',
  ]);
});

test('what could not be graded fails under a gate, and what could not be measured is skipped', () => {
  const xml = junitXml(ungradableRun());
  expect(xml.split('\n')[1]).toBe(
    '<testsuites name="rejected" tests="3" failures="2" errors="0" skipped="1" time="1">',
  );
  expect(xml).toContain('<property name="outcome" value="not gradable"/>');
  expect(xml).toContain('<property name="error rate" value="14.3%"/>');
  expect(xml).toContain('<property name="left out" value="40 (36.4%)"/>');
  expect(xml).toContain('message="Not gradable at 14.3%; the gate is Acceptable"');
  expect(xml).toContain('name="fast">\n      <skipped message="not measurable: Overall: 36.4% failed');
  expect(xml).not.toMatch(/Excellent|Good/);
});

test('a run that passes without a threshold or an expectation has proved nothing: it is skipped', () => {
  const xml = junitXml(streamRun());
  expect(xml).toContain('<testsuites name="streams" tests="1" failures="0" errors="0" skipped="1"');
  expect(xml).toContain(
    'classname="whole run" name="passes">\n      <skipped message="Passed: Not graded: no threshold applies to this plan."/>',
  );
});

test('a met expectation passes', () => {
  const met = { ...plan, thresholds: plan.thresholds.slice(1, 2) };
  const xml = junitXml(analyseStored(makeRun(met), seconds, COMPLETED));
  expect(xml).toContain('<testsuite name="expectations" tests="1" failures="0"');
  expect(xml).toContain('name="fast">\n      <system-out>met. ');
});

test('hostile text is text: no markup of its own, no character XML forbids', () => {
  const xml = junitXml(hostileSummary());
  const tags = new Set([...xml.matchAll(/<\/?([A-Za-z!?[-]+)/g)].map((match) => match[1]));
  expect([...tags].sort()).toEqual([
    '?xml',
    'failure',
    'properties',
    'property',
    'system-out',
    'testcase',
    'testsuite',
    'testsuites',
  ]);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters XML forbids
  expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
  expect(xml.isWellFormed()).toBe(true);
  // Line ends inside attributes would be read back as spaces.
  expect(xml).toContain('name="two&#13;&#10;lines, &quot;quoted&quot;; and, commas"');
});

test('a stop rule that fails the run fails a case of its own; what another did is said in one that is skipped', () => {
  const rule = (action: 'fail' | 'stop' | 'hold', atSecond: number) => ({
    rule: `max>0ms for 1s then ${action}`,
    action,
    service: null,
    endpoint: null,
    figure: 120,
    unit: 'ms' as const,
    fromSecond: 0,
    atSecond,
    sentence: `What ${action} did.`,
  });
  const of = (...firedRules: ReturnType<typeof rule>[]) =>
    junitXml(
      analyseStored(makeRun(makePlan()), [{ ...makeSecond(0, [makeSeriesSecond(0, [5])]), firedRules }], {
        ...COMPLETED,
        state: 'stopped',
      }),
    );
  const failed = of(rule('hold', 1), rule('fail', 1));
  expect(failed).toContain(
    '<testcase classname="stop rules" name="max&gt;0ms for 1s then hold">\n      <skipped message="What hold did."/>',
  );
  expect(failed).toContain(
    '<testcase classname="stop rules" name="max&gt;0ms for 1s then fail">\n      <failure type="run" message="What fail did.">',
  );
  expect(failed).toContain('tests="2" failures="1" errors="0" skipped="1"');
  expect(of(rule('stop', 1))).toContain('<skipped message="What stop did."/>');
});

test('of a search each objective is a case, in place of grades', () => {
  const found = junitXml(searchedRun('found'));
  expect(found).toContain('<testsuite name="capacity" tests="2" failures="0" errors="0" skipped="0"');
  expect(found).toContain(
    '<testcase classname="capacity" name="errors&lt;1%">\n      <system-out>588 req/s (567–610) meets p95&lt;20 ms and errors&lt;1%.</system-out>',
  );
  expect(found).not.toContain('classname="gateway"');
});

test('of a search that found no load the objective that failed first fails, and what was not decided is skipped', () => {
  const none = junitXml(searchedRun('none'));
  expect(none).toContain('tests="2" failures="1" errors="0" skipped="1"');
  expect(none).toContain(
    '<testcase classname="capacity" name="p95&lt;20ms">\n      <failure type="objective" message="Missed even with one user: p95 31 ms after 30 s.">p95&lt;20ms fails with one user: 31% took longer, where 5% may.</failure>',
  );
  expect(none).toContain('name="errors&lt;1%">\n      <skipped message="not decided"/>');
});

// As the exit code does.
test.each(['limited', 'partial', 'unmeasured'] as const)('a search that came out %s fails', (outcome) => {
  expect(junitXml(searchedRun(outcome, { firstFailing: null }))).toContain('tests="2" failures="2"');
});

test('of a search with an answer that does not pass there is a case for that', () => {
  const summary = searchedRun('found');
  const { capacity } = summary;
  if (capacity === undefined) throw new Error('no search');
  const sentence = 'The run required a trusted load generator.';
  const overall = overallOfSearch(capacity, [{ outcome: 'not gradable', sentence }]);
  const xml = junitXml({ ...summary, overall });
  expect(xml).toContain('<testsuite name="capacity" tests="2" failures="0"');
  expect(xml).toContain('<testsuite name="whole run" tests="1" failures="1"');
});

test('of a recovery alone the recovery is the one case', () => {
  expect(junitXml(searchedRun('recovered'))).toContain('<testsuite name="recovery" tests="1" failures="0"');
  expect(junitXml(searchedRun('not returned'))).toContain(
    '<testsuite name="recovery" tests="1" failures="1"',
  );
});
