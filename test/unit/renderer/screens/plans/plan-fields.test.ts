import { Text } from '@codemirror/state';
import { describe, expect, it } from 'vitest';
import {
  isEmptyPlan,
  placeWords,
  tabOfProblem,
} from '../../../../../src/renderer/screens/plans/editor/problem-words.ts';
import { startRequestOf } from '../../../../../src/renderer/screens/plans/editor/start-plan.ts';
import { differenceOf } from '../../../../../src/renderer/screens/plans/editor/yaml-view.ts';
import {
  durationReader,
  jsonReader,
  numberReader,
  plainReader,
  printThink,
  type Reader,
  statusReader,
  thinkReader,
} from '../../../../../src/renderer/screens/plans/fields/field-readers.ts';
import {
  appendEdits,
  dropEdits,
  freeName,
  putEdits,
} from '../../../../../src/renderer/screens/plans/fields/plan-data.ts';
import {
  CHECK_KINDS,
  EXTRACT_KINDS,
  kindOfItem,
} from '../../../../../src/renderer/screens/plans/requests/check-kinds.ts';
import {
  measuredOf,
  suiteThresholds,
  usualEdits,
} from '../../../../../src/renderer/screens/plans/thresholds/thresholds.ts';
import {
  isPlainList,
  listReader,
  printList,
  rangeReader,
} from '../../../../../src/renderer/screens/plans/values/value-words.ts';

describe('what a field makes of what is typed', () => {
  const whole = numberReader(1, 1_000, true);
  it.each<[Reader, string, unknown]>([
    [whole, ' 1,000 ', { value: 1_000 }],
    [whole, '', { value: undefined }],
    [whole, '2.5', { error: 'A whole number' }],
    [whole, '0', { error: '1 or more' }],
    [whole, '1001', { error: '1,000 or less' }],
    [whole, 'many', { error: 'A number' }],
    [numberReader(Number.MIN_VALUE), '0', { error: 'Above 0' }],
    [durationReader, '90', { value: '1m30s' }],
    [durationReader, '90s', { value: '90s' }],
    [durationReader, 'soon', { error: 'Such as 30s, 5m or 1h30m' }],
    [thinkReader, 'none', { value: 'none' }],
    [thinkReader, '2s', { value: '2s' }],
    [thinkReader, '1s to 3s', { value: { between: ['1s', '3s'] } }],
    [thinkReader, '1 – 3', { value: { between: ['1s', '3s'] } }],
    [thinkReader, '1s to 2s to 3s', { error: 'Such as none, 2s or 1s to 3s' }],
    [thinkReader, 'a while', { error: 'Such as none, 2s or 1s to 3s' }],
    [jsonReader, '{"a":1}', { value: { a: 1 } }],
    [jsonReader, '{a}', { error: 'JSON, such as { "name": "{{ user }}" }' }],
    [plainReader, 'true', { value: true }],
    [plainReader, '12', { value: 12 }],
    [plainReader, '012', { value: '012' }],
    [statusReader, '200', { value: 200 }],
    [statusReader, '200, 404', { value: [200, 404] }],
    [statusReader, '20', { error: 'Statuses such as 200 or 200, 404' }],
    [rangeReader, '1 to 9', { value: [1, 9] }],
    [rangeReader, '-5..5', { value: [-5, 5] }],
    [rangeReader, '9 to 1', { error: 'Such as 1 to 100' }],
    [listReader, 'a, 2, true', { value: ['a', 2, true] }],
    [listReader, ' ', { error: 'At least one' }],
  ])('%# %s: %j', (read, typed, reading) => {
    expect(read(typed)).toEqual(reading);
  });

  it('a think time is printed as it is read', () => {
    expect([printThink({ between: ['1s', '3s'] }), printThink('none'), printThink(undefined)]).toEqual([
      '1s to 3s',
      'none',
      '',
    ]);
  });

  it('only lists that come back as they were are typed in a field', () => {
    expect([['a', 'b'], [1, true], ['a,b'], [{ a: 1 }], ['1']].map(isPlainList)).toEqual([
      true,
      true,
      false,
      true,
      false,
    ]);
    expect(printList(['a', 2])).toBe('a, 2');
  });
});

describe('edits of data', () => {
  const data = { a: { b: 1, c: { d: 2 } }, list: [1] };
  it('say nothing where nothing changes', () => {
    expect([putEdits(data, ['a', 'b'], 1), putEdits(data, ['x'], undefined)]).toEqual([[], []]);
    expect(putEdits(data, ['a', 'b'], undefined)).toEqual([{ op: 'remove', path: ['a', 'b'] }]);
  });
  it('take away the blocks that would be left empty, and no more', () => {
    expect(dropEdits(data, ['a', 'c', 'd'])).toEqual([{ op: 'remove', path: ['a', 'c'] }]);
    expect(dropEdits({ a: { c: { d: 2 } } }, ['a', 'c', 'd'], 0)).toEqual([{ op: 'remove', path: ['a'] }]);
    expect(dropEdits(data, ['nothing'])).toEqual([]);
  });
  it('add behind the last, or begin the list', () => {
    expect(appendEdits(data, ['list'], 2)).toEqual([{ op: 'insert', path: ['list', 1], value: 2 }]);
    expect(appendEdits(data, ['new'], 2)).toEqual([{ op: 'set', path: ['new'], value: [2] }]);
  });
  it('find a free name', () => {
    expect(freeName('a', [])).toBe('a');
    expect(freeName('a', ['a', 'a 2'])).toBe('a 3');
    expect(freeName('value', ['value', 'value_2'], '_')).toBe('value_3');
  });
});

describe('the kind of an item', () => {
  it.each([
    [{ status: 404 }, 'status is'],
    [{ json: '/a', equals: 1 }, 'JSON at … is'],
    [{ json: '/a' }, 'JSON has'],
    [{ header: 'etag' }, 'header is there'],
    [{ header: 'a', contains: 'b' }, 'header … contains'],
    [{ contains: 'b' }, 'body contains'],
    [{ other: 1 }, undefined],
  ])('%o is %s', (item, kind) => {
    expect(kindOfItem(CHECK_KINDS, item)?.text).toBe(kind);
  });

  it('needs no key that may be left out', () => {
    expect(kindOfItem(EXTRACT_KINDS, { to: 'id', regex: 'x' })?.text).toBe('pattern');
  });

  it.each([...CHECK_KINDS, ...EXTRACT_KINDS])('a fresh $text is one of its kind', (kind) => {
    expect(kindOfItem(EXTRACT_KINDS.includes(kind) ? EXTRACT_KINDS : CHECK_KINDS, kind.fresh)).toBe(kind);
  });
});

describe('bounds', () => {
  const endpoints = [{ service: 'auth', endpoint: 'verify_token', protocol: 'http', sharePercent: 100 }];
  it('can be set for what the plan measures and for what it names', () => {
    const data = { thresholds: [{ service: 'shop', endpoint: 'gone' }, 'nonsense'] };
    expect(measuredOf(endpoints, data).map(({ service, endpoint }) => [service, endpoint])).toEqual([
      ['auth', null],
      ['shop', null],
      ['auth', 'verify_token'],
      ['shop', 'gone'],
    ]);
  });
  it('that are in force and not written here come with a suite', () => {
    const own = { service: 'auth', endpoint: 'verify_token', metric: 'latency', acceptable: 5 } as const;
    const each = { service: 'auth', scope: 'every-endpoint', metric: 'errorRate', acceptable: 1 } as const;
    const { scope: _, ...whole } = each;
    const inForce = [
      own,
      { ...whole, endpoint: 'verify_token' },
      whole,
      { service: 'auth', metric: 'throughput', acceptable: 100 } as const,
    ];
    const named = (rows: readonly unknown[]) =>
      suiteThresholds(inForce, rows).map(({ metric, endpoint }) => [metric, endpoint]);
    expect(named([own, each])).toEqual([
      ['errorRate', undefined],
      ['throughput', undefined],
    ]);
    expect(named([own, each, whole, 'nonsense'])).toEqual([['throughput', undefined]]);
    expect(suiteThresholds([], [])).toEqual([]);
  });
  it('to begin with are added for services that have none', () => {
    const measured = measuredOf(endpoints, {});
    const [edit] = usualEdits({}, measured);
    expect(edit).toMatchObject({
      op: 'set',
      path: ['thresholds'],
      value: [
        { service: 'auth', scope: 'every-endpoint', metric: 'latency' },
        { service: 'auth', scope: 'every-endpoint', metric: 'errorRate' },
      ],
    });
    expect(usualEdits({ thresholds: [{ service: 'auth' }] }, measured)).toEqual([]);
  });
});

describe('a problem', () => {
  const problem = (path: (string | number)[], code = 'plan.invalid') => ({
    line: 3,
    column: 1,
    path,
    code,
    message: 'no',
  });
  it('is told with its place', () => {
    expect(placeWords(problem(['classes', 'user', 'tasks', 'a', 'checks', 0]))).toBe(
      'Line 3, classes › user › tasks › a › checks[1]',
    );
    expect(placeWords(problem([]))).toBe('Line 3');
  });
  it('stands in the part of the form where it can be mended', () => {
    const keys = ['classes', 'watch', 'load', 'thresholds', 'values', 'limits'];
    expect(keys.map((key) => tabOfProblem([key]))).toEqual([
      'requests',
      'requests',
      'load',
      'bounds',
      'values',
      'about',
    ]);
    expect(tabOfProblem([])).toBe(null);
  });
  it('of a plan that asks nothing yet is none', () => {
    expect(isEmptyPlan([problem(['classes'], 'plan.empty')])).toBe(true);
    expect(isEmptyPlan([problem(['classes', 'a', 'tasks'], 'plan.empty')])).toBe(false);
  });
});

describe('starting a plan', () => {
  const preview = {
    name: 'Shop',
    sentences: [],
    warnings: [],
    durationMs: 1_000,
    load: { connections: 5 },
    endpoints: [],
    targets: [],
    thresholds: [],
    ungraded: [],
  };
  it('starts what is stored, so that its files are found; else the preset, else the text', () => {
    const where = { planId: 'p', presetName: null, text: 't' };
    expect(startRequestOf(preview, where, ['shop'])).toMatchObject({
      plan: { kind: 'stored', planId: 'p' },
      title: 'Shop',
      streams: true,
      canUseSamples: false,
    });
    expect(startRequestOf(preview, { ...where, planId: null }, ['auth']).plan).toEqual({
      kind: 'text',
      text: 't',
    });
    const preset = startRequestOf(preview, { planId: null, presetName: 'smoke', text: '' }, [
      'auth',
      'metrics',
    ]);
    expect([preset.plan, preset.canUseSamples]).toEqual([{ kind: 'preset', name: 'smoke' }, true]);
  });
});

describe('the difference between two texts', () => {
  const doc = Text.of(['one', 'two', 'three']);
  it.each([
    ['one\ntwo\nthree', null],
    ['one\r\ntwo\r\nthree', null],
    ['one\n2\nthree', { from: 4, to: 7, insert: '2' }],
    ['one\ntwo\ntwo\nthree', { from: 9, to: 9, insert: 'wo\nt' }],
    ['', { from: 0, to: 13, insert: '' }],
  ])('%j', (text, change) => {
    expect(differenceOf(doc, text)).toEqual(change);
  });
});
