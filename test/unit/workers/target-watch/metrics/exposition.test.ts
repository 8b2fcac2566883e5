import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { labelsOf } from '../../../../../src/workers/target-watch/metrics/exposition-labels.ts';
import { parseExposition } from '../../../../support/read-exposition.ts';

const all = () => true;
const samplesOf = (text: string, isWanted: (name: string) => boolean = all) =>
  [...parseExposition(text, isWanted).samples].flatMap(([name, samples]) =>
    samples.map(({ labels, value, atMs }) => [name, Object.fromEntries(labelsOf(labels)), value, atMs]),
  );
const fixture = (name: string) =>
  readFileSync(new URL(`../../../../fixtures/expositions/${name}.txt`, import.meta.url), 'utf8');

describe('a page of metrics', () => {
  it('is read in the text format of Prometheus', () => {
    const text = [
      '# HELP http_requests_total Requests, by "code" {of all}.',
      '# TYPE http_requests_total counter',
      'http_requests_total{method="post",code="200"} 1027 1395066363000',
      'http_requests_total{method="post",code="400",}    3',
      '',
      '  up 1',
      '\tdown\t0',
      'bare{} 2',
      'spaced { a = "1" } 3',
      'a:b_c9 -1.5e3',
    ].join('\n');
    expect(samplesOf(text)).toEqual([
      ['http_requests_total', { method: 'post', code: '200' }, 1027, 1_395_066_363_000],
      ['http_requests_total', { method: 'post', code: '400' }, 3, null],
      ['up', {}, 1, null],
      ['down', {}, 0, null],
      ['bare', {}, 2, null],
      ['spaced', { a: '1' }, 3, null],
      ['a:b_c9', {}, -1500, null],
    ]);
    expect(parseExposition(text, all).types.get('http_requests_total')).toBe('counter');
  });

  it('may begin with a byte-order mark', () => {
    expect(samplesOf('\ufeffup 1\ndown 0')).toEqual([
      ['up', {}, 1, null],
      ['down', {}, 0, null],
    ]);
    expect(parseExposition('\ufeff# TYPE up gauge\nup 1', all).types.get('up')).toBe('gauge');
  });

  it.each(['0x10', '0b1', '0o7', '1_000', '1e', '.', '+', 'infinit', '١'])('has no number %s', (number) => {
    const { samples, unreadable } = parseExposition(`x ${number}\ny 1 ${number}`, all);
    expect(samples.get('x')).toEqual([]);
    expect(unreadable).toBe(1);
    expect(samples.get('y')).toEqual([{ labels: '', value: 1, atMs: null }]);
  });

  it.each([
    ['.5', 0.5],
    ['5.', 5],
    ['+1E+2', 100],
    ['-Inf', Number.NEGATIVE_INFINITY],
    ['Infinity', Number.POSITIVE_INFINITY],
  ])('has the number %s', (number, value) => {
    expect(samplesOf(`x ${number}`)).toEqual([['x', {}, value, null]]);
  });

  it('is read in OpenMetrics: units, moments in seconds, exemplars, and nothing behind its end', () => {
    const text = [
      '# TYPE spent_seconds counter',
      '# UNIT spent_seconds seconds',
      'spent_seconds_total{a="x"} 7.5 1520879607.789 # {trace_id="KOO5S4vxi0o"} 0.67 1520879607.7',
      'spent_seconds_created{a="x"} 1.5e9',
      '# TYPE sizes histogram',
      'sizes_bucket{le="0.01"} 0 # {trace_id="a} b"} 0.004',
      'sizes_bucket{le="+Inf"} 2',
      '# EOF',
      'after 1',
    ].join('\n');
    const page = parseExposition(text, all);
    expect(samplesOf(text)).toEqual([
      ['spent_seconds_total', { a: 'x' }, 7.5, 1_520_879_607_789],
      ['spent_seconds_created', { a: 'x' }, 1.5e9, null],
      ['sizes_bucket', { le: '0.01' }, 0, null],
      ['sizes_bucket', { le: '+Inf' }, 2, null],
    ]);
    expect(page.units.get('spent_seconds')).toBe('seconds');
    expect(page.types.get('sizes')).toBe('histogram');
  });

  it('may have names in quotes', () => {
    const text = '# TYPE "a.b" counter\n{"a.b",zone="eu"} 3\n{"a.b","label.x"="y"} 4\n{"only"} 5';
    expect(samplesOf(text)).toEqual([
      ['a.b', { zone: 'eu' }, 3, null],
      ['a.b', { 'label.x': 'y' }, 4, null],
      ['only', {}, 5, null],
    ]);
    expect(parseExposition(text, all).types.get('a.b')).toBe('counter');
  });

  it.each([
    ['a backslash, a quote and a line end', 'x{p="C:\\\\D\\"E\\nF"} 1', 'C:\\D"E\nF'],
    ['a brace and a comma', 'x{p="},{"} 1', '},{'],
    ['a hash', 'x{p="# EOF"} 1', '# EOF'],
    ['a backslash before any other letter', 'x{p="\\d"} 1', '\\d'],
    ['letters beyond ASCII', 'x{p="käse 🧀"} 1', 'käse 🧀'],
  ])('may have %s in a label', (_what, text, value) => {
    expect(samplesOf(text)).toEqual([['x', { p: value }, 1, null]]);
  });

  it.each([
    ['NaN', Number.NaN],
    ['nan', Number.NaN],
    ['+Inf', Number.POSITIVE_INFINITY],
    ['-Inf', Number.NEGATIVE_INFINITY],
    ['Inf', Number.POSITIVE_INFINITY],
    ['1e+06', 1_000_000],
    ['+5', 5],
  ])('has %s for a value', (text, value) => {
    expect(samplesOf(`x ${text}`)).toEqual([['x', {}, value, null]]);
  });

  it('skips lines that are none of it, and counts them', () => {
    const text = 'good 1\n%%%\nx{a="b 1\nno_value\nworded one\n{} 4\n{noquotes} 5\r\ngood 2\r\n';
    const page = parseExposition(text, all);
    expect(samplesOf(text)).toEqual([
      ['good', {}, 1, null],
      ['good', {}, 2, null],
    ]);
    expect([page.lines, page.unreadable]).toEqual([5, 6]);
  });

  // Read in quadratic time, each of these takes a minute or more.
  it.each([
    ['a name that is no label', `x{${'a'.repeat(200_000)}} 1`, {}],
    ['names without end', `x{${'a="'.repeat(60_001)}} 1`, null],
    ['quotes', `x{${'"\\"'.repeat(60_000)}"} 1`, {}],
    ['equals signs', `x{${'a='.repeat(100_000)}"1"} 1`, { a: '1' }],
    ['blanks', `x{${'a '.repeat(100_000)}=${' '.repeat(100_000)}"1"} 1`, { a: '1' }],
    ['a long text', `x{a="${'\\\\'.repeat(60_000)}"} 1`, { a: '\\'.repeat(60_000) }],
    ['digits', `x ${'1'.repeat(200_000)}x`, null],
    ['a moment of digits', `x 1 ${'1'.repeat(200_000)}x`, {}],
  ])('of one long line is read in time that grows with it: %s', (_, line, labels) => {
    expect(samplesOf(line)).toEqual(labels === null ? [] : [['x', labels, 1, null]]);
  });

  it('has labels as they are written, those that are none left out', () => {
    const read = (text: string) => Object.fromEntries(labelsOf(text));
    expect(read('a="1", b = "2",,"c.d"="\\n\\x",e=f,g="h\u2028",=,"i","j="k",l="')).toEqual({
      a: '1',
      b: '2',
      'c.d': '\n\\x',
      g: 'h\u2028',
    });
  });

  it('is read for the names that are wanted, and for no others', () => {
    const asked: string[] = [];
    const text = 'a{x="1"} 1\na{x="2"} 2\nab 3\nb 4\na{x="3"} 5';
    const wanted = (name: string) => {
      asked.push(name);
      return name === 'a';
    };
    expect(samplesOf(text, wanted).map(([, , value]) => value)).toEqual([1, 2, 5]);
    expect(asked).toEqual(['a', 'ab', 'b']);
  });

  // Counted by prometheus_client 0.26.0; a test with it compares every sample.
  it.each([
    ['node-exporter-1.5.0', { families: 283, samples: 514, notNumbers: 0 }],
    ['postgres-exporter-0.11.1', { families: 341, samples: 501, notNumbers: 13 }],
  ])('of %s is read whole', (name, expected) => {
    const page = parseExposition(fixture(name), all);
    const samples = [...page.samples.values()].flat();
    expect(page.unreadable).toBe(0);
    expect({
      families: page.types.size,
      samples: samples.length,
      notNumbers: samples.filter(({ value }) => Number.isNaN(value)).length,
    }).toEqual(expected);
  });
});
