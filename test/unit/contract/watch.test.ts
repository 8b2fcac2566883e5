import { describe, expect, it } from 'vitest';
import { failureText } from '../../../src/contract/failure.ts';
import {
  parseMetric,
  parseWatchSource,
  printWatchSource,
  shortWatchSource,
} from '../../../src/contract/watch.ts';

const read = (text: string) => {
  const source = parseWatchSource(text);
  return source.ok ? source.value : failureText(source.failure);
};

const asks = (queries: Record<string, string>, url = 'http://h') => ({ kind: 'promql', url, queries });

describe('a source in a line', () => {
  it.each([
    ['port:8000', { kind: 'port', port: 8000 }, 'port:8000'],
    [' pid : 4711 ', { kind: 'pid', pid: 4711 }, 'pid:4711'],
    ['docker:shop-db.1', { kind: 'docker', container: 'shop-db.1' }, 'docker:shop-db.1'],
    ['prometheus:http://h:1/m', { kind: 'metrics', url: 'http://h:1/m' }, 'prometheus:h:1'],
    [
      'prometheus:https://u:{{ p }}@h/m?a=b',
      { kind: 'metrics', url: 'https://u:{{ p }}@h/m?a=b' },
      'prometheus:h',
    ],
    [
      'prometheus:http://h/m#up,a{b="c,d}",e="f\\"}"}, g ,',
      {
        kind: 'metrics',
        url: 'http://h/m',
        metrics: [
          { name: 'up', labels: {} },
          { name: 'a', labels: { b: 'c,d}', e: 'f"}' } },
          { name: 'g', labels: {} },
        ],
      },
      'prometheus:h',
    ],
    [
      'prometheus:http://h:9090?query=sum(rate(x[1m])) %2F 2&name=busy',
      { kind: 'promql', url: 'http://h:9090', queries: { busy: 'sum(rate(x[1m])) / 2' } },
      'prometheus:h:9090',
    ],
    ['prometheus:http://h?query=a+b&name=c+d', asks({ 'c+d': 'a+b' }), 'prometheus:h'],
    ['prometheus:http://h?token=T&query=up&x=1', asks({ up: 'up' }, 'http://h?token=T&x=1'), 'prometheus:h'],
    ['prometheus:http://h?name=x&query=up', asks({ up: 'up' }, 'http://h?name=x'), 'prometheus:h'],
    [
      'prometheus:http://h?query=a{b="c&d#e"} + sum(x{y=~\'}&#\'}[1m])&t=1',
      asks(
        { 'a{b="c&d#e"} + sum(x{y=~\'}&#\'}[1m])': 'a{b="c&d#e"} + sum(x{y=~\'}&#\'}[1m])' },
        'http://h?t=1',
      ),
      'prometheus:h',
    ],
    ['prometheus:http://h?query=a{b="\\"&"}#x', asks({ 'a{b="\\"&"}': 'a{b="\\"&"}' }), 'prometheus:h'],
    [
      'prometheus:http://h?query=a{b=`\\`}&t',
      asks({ 'a{b=`\\`}': 'a{b=`\\`}' }, 'http://h?t'),
      'prometheus:h',
    ],
    ['prometheus:http://h?query=a%7Bb="c&d"%7D', asks({ 'a{b="c&d"}': 'a{b="c&d"}' }), 'prometheus:h'],
    ['prometheus:http://h?query=a%20%25%20b%zz%2', asks({ 'a % b%zz%2': 'a % b%zz%2' }), 'prometheus:h'],
    ['prometheus:http://h?query=f(a,"(")', asks({ 'f(a,"(")': 'f(a,"(")' }), 'prometheus:h'],
    ['prometheus:http://h?query=a&name=x&query=b&name=y', asks({ x: 'a', y: 'b' }), 'prometheus:h'],
    [
      'prometheus:http://h/api/v1/query?query=up',
      asks({ up: 'up' }, 'http://h/api/v1/query'),
      'prometheus:h',
    ],
  ])('%s', (text, source, short) => {
    expect(read(text)).toEqual(source);
    const parsed = parseWatchSource(text);
    if (!parsed.ok) return;
    expect(read(printWatchSource(parsed.value))).toEqual(source);
    expect(shortWatchSource(parsed.value)).toBe(short);
  });

  it.each([
    ['', '"" is not a source Plimsoll can watch.'],
    ['port', '"port" is not a source Plimsoll can watch.'],
    ['port:65536', '"65536" is not a port (1 to 65535).'],
    ['pid:-1', '"-1" is not a pid (1 to 4194304).'],
    ['docker:-rm', '"-rm" is not the name of a container.'],
    ['prometheus:localhost:9187', '"localhost:9187" is not an address.'],
    ['prometheus:http://h/m#{a="b"}', '"{a="b"}" is not a metric.'],
    ['prometheus:http://h/m#a{b="c"', '"a{b="c"" is not a metric.'],
    ['prometheus:http://h?query=sum(up', 'the quotes or brackets of "sum(up" do not match.'],
    ['prometheus:http://h?query=a{b="c}', 'the quotes or brackets of "a{b="c}" do not match.'],
    ["prometheus:http://h?query='\\", 'the quotes or brackets of "\'\\" do not match.'],
    ['prometheus:http://h?query=a[1)]&t=1', 'the quotes or brackets of "a[1)]&t=1" do not match.'],
    ['prometheus:http://h?query=a&query=a', 'two queries have one name; write &name= behind each.'],
    ['prometheus:http://u:hunter2@h x', '"http://…@h x" is not an address.'],
  ])('refuses %s with a way out', (text, why) => {
    const way = 'Write port:8000, pid:4711, docker:NAME, or prometheus:http://localhost:9187/metrics.';
    expect(read(text)).toBe(`${why} ${way}`);
  });

  it.each(['{', '{"', 'a{b="', 'a{b="c",', ',', '{{', '{a="\\"', '@', '?query=', '?query=(', '&query=%22'])(
    'of four thousand characters is read in one pass: %s',
    (piece) => {
      const text = piece.repeat(4_000 / piece.length);
      for (const head of [
        'prometheus:http://h/m#',
        'prometheus:http://h/m?',
        'prometheus:http://h/m?query=(',
        'prometheus:http://',
        'prometheus:',
      ]) {
        const answer = read(head + text);
        expect(typeof answer === 'string' ? answer.length : 0).toBeLessThan(300);
      }
    },
  );
});

it.each([
  ['up', { name: 'up', labels: {} }],
  ['a:b{c = "d" , e="f",}', { name: 'a:b', labels: { c: 'd', e: 'f' } }],
  ['1up', null],
  ['a{b=c}', null],
  ['a{b="\\x"}', null],
  ['{"http.requests"}', { name: 'http.requests', labels: {} }],
  ['{ "a \\"b\\"" , zone="eu" }', { name: 'a "b"', labels: { zone: 'eu' } }],
  ['{"",zone="eu"}', null],
  ['{zone="eu"}', null],
  ['http.requests', null],
])('reads the metric %s', (text, metric) => expect(parseMetric(text)).toEqual(metric));

it.each(['up', 'a{b="c"}', '{"a.b"}', '{"a,b{c",d="e"}'])('writes and reads %s as one of several', (text) => {
  const metric = parseMetric(text);
  expect(metric).not.toBeNull();
  const line = `prometheus:http://localhost/metrics#up,${text},z`;
  const source = parseWatchSource(line);
  if (!source.ok) throw new Error(source.failure.message);
  expect(source.value).toMatchObject({ metrics: [{ name: 'up' }, metric, { name: 'z' }] });
  expect(printWatchSource(source.value)).toBe(line);
});
