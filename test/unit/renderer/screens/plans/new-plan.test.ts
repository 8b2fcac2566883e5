import { describe, expect, it } from 'vitest';
import type { VisualEdit } from '../../../../../src/contract/plan-editing.ts';
import { importCurl } from '../../../../../src/main/services/plans/import/import-curl.ts';
import { importHar } from '../../../../../src/main/services/plans/import/import-har.ts';
import { editPlan, planData } from '../../../../../src/main/services/plans/text/edit-plan.ts';
import { readPlan } from '../../../../../src/main/services/plans/text/parse-plan.ts';
import {
  emptyPlan,
  kindOf,
  TEMPLATES,
  templateText,
  withoutAnswers,
} from '../../../../../src/renderer/screens/plans/list/new-plan.ts';
import { mergeEdits } from '../../../../../src/renderer/screens/plans/requests/merge-import.ts';

describe('what a pasted text is', () => {
  it.each([
    ["curl 'http://h/a' -H 'x: y'", 'curl'],
    ['$ curl http://h', 'curl'],
    ['  /usr/bin/curl -s http://h', 'curl'],
    ['C:\\tools\\curl.exe ^"http://h^"', 'curl'],
    ['{"log": {"version": "1.2", "entries": []}}', 'har'],
    ['{\n "log" : { "creator": {}, "entries" : [] } }', 'har'],
    ['openapi: 3.0.0\ninfo: {}', 'openapi'],
    ['{ "swagger": "2.0" }', 'openapi'],
    ['# mine\nplimsoll: 1\nname: x', 'plan'],
    ['{"plimsoll": 1}', 'plan'],
    ['{"info":{"title":"x"},"paths":{},"swagger":"2.0"}', 'openapi'],
    [`{"paths":{"/a":{"get":{"summary":"${'x'.repeat(40_000)}"}}},"openapi":"3.1.0"}`, 'openapi'],
    ['{"info":{"openapi":"3.0.0"}}', null],
    [`info:\n  title: ${'x'.repeat(40_000)}\nswagger: "2.0"\n`, 'openapi'],
    ['# get the items\ncurl http://h/items', 'curl'],
    ['sudo curl http://h', 'curl'],
    ['TOKEN=abc\ncurl -H "Authorization: Bearer $TOKEN" http://h', 'curl'],
    ['PS C:\\Users\\me> curl.exe http://h', 'curl'],
    ['me@host:~$ curl http://h', 'curl'],
    ['hello', null],
    ['', null],
    ['wget http://h', null],
  ])('%j: %s', (text, kind) => {
    expect(kindOf(text)).toBe(kind);
  });
});

describe('a template', () => {
  it.each(TEMPLATES.map((template) => [template.purpose, template] as const))(
    '%s is a plan that runs as it is, with a word about what to change',
    (purpose, template) => {
      const text = templateText(template, new URL('http://localhost:3000/items?q="a b"#x'));
      const reading = readPlan(text);
      if (!reading.ok) throw new Error(reading.problems[0]?.message);
      expect(reading.plan.purpose).toBe(purpose);
      expect(reading.plan.classes.user?.tasks?.first?.get).toBe('/items?q=%22a%20b%22');
      expect(reading.plan.thresholds?.length).toBe(2);
      expect(text).toContain('# What is good enough');
    },
  );
});

describe('a recording', () => {
  const entry = { request: { method: 'GET', url: 'http://h/a', headers: [] }, time: 5 };
  const har = (content: object) =>
    JSON.stringify({
      log: { version: '1.2', entries: [{ ...entry, response: { status: 200, headers: [1], content } }] },
    });

  it('is sent without its answers, and makes the same plan', () => {
    const whole = har({ mimeType: 'application/json', text: 'x'.repeat(100_000) });
    const sent = withoutAnswers(whole);
    expect(sent.length).toBeLessThan(300);
    expect(importHar(sent)).toEqual(importHar(whole));
  });

  it('that is none is left alone', () => {
    expect(withoutAnswers('{"log":')).toBe('{"log":');
    expect(withoutAnswers('{"log":1}')).toBe('{"log":1}');
  });
});

describe('bringing an import into a plan', () => {
  const dataOf = (text: string): unknown => {
    const data = planData(text);
    return data.ok ? data.value : null;
  };
  const merged = (text: string, ...commands: string[]): string =>
    commands.reduce((before, command) => {
      const imported = importCurl(command);
      if (!imported.ok) throw new Error(imported.failure.message);
      const edits: VisualEdit[] = mergeEdits(dataOf(before), dataOf(imported.value.text));
      const edited = editPlan(before, edits);
      if (!edited.ok) throw new Error(edited.failure.message);
      return edited.value;
    }, text);

  it('an empty one becomes a whole one, its name kept', () => {
    const text = merged(emptyPlan('Mine'), 'curl http://h:1/a');
    const reading = readPlan(text);
    if (!reading.ok) throw new Error(reading.problems[0]?.message);
    expect([reading.plan.name, reading.plan.load?.users, reading.plan.thresholds?.length]).toEqual([
      'Mine',
      5,
      1,
    ]);
  });

  it('a second request of the same service joins the first; of another service it comes with bounds of its own', () => {
    const text = merged(
      emptyPlan('Mine'),
      'curl http://h:1/a',
      'curl -X POST http://h:1/a',
      'curl http://h:1/a',
      'curl https://other/x -k',
    );
    const reading = readPlan(text);
    if (!reading.ok) throw new Error(reading.problems[0]?.message);
    const { plan } = reading;
    expect(Object.keys(plan.services)).toEqual(['h:1', 'other']);
    expect(
      Object.entries(plan.classes).map(([name, spec]) => [name, spec.service, Object.keys(spec.tasks ?? {})]),
    ).toEqual([
      ['user', 'h:1', ['GET /a', 'POST /a', 'GET /a 2']],
      ['user 2', 'other', ['GET /x']],
    ]);
    expect(plan.thresholds?.map(({ service, metric, scope }) => `${service} ${metric} ${scope}`)).toEqual([
      'h:1 errorRate every-endpoint',
      'other errorRate every-endpoint',
    ]);
    expect(plan.limits?.verifyTls).toBe(false);
  });

  it('leaves load, bounds, names and comments of the plan alone', () => {
    const text = `plimsoll: 1
name: Mine
services:
  shop: { url: "http://h:1/" } # ours
classes:
  user: { service: shop, tasks: { home: { get: / } } } # one
load: { users: 3 }
thresholds: [{ service: shop, metric: latency, acceptable: 5 }]
`;
    const after = merged(text, 'curl http://h:1/a');
    const reading = readPlan(after);
    if (!reading.ok) throw new Error(reading.problems[0]?.message);
    expect([reading.plan.load?.users, reading.plan.thresholds?.length]).toEqual([3, 1]);
    expect(Object.keys(reading.plan.services)).toEqual(['shop']);
    expect(after).toContain('# ours');
    expect(after).toContain('# one');
    expect(Object.keys(reading.plan.classes.user?.tasks ?? {})).toEqual(['home', 'GET /a']);
  });
});
