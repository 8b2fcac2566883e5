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
      'prometheus:http://h:9090?query=sum(rate(x[1m]))+%2F+2&name=busy',
      { kind: 'promql', url: 'http://h:9090', queries: { busy: 'sum(rate(x[1m])) / 2' } },
      'prometheus:h:9090',
    ],
  ])('%s', (text, source, short) => {
    expect(read(text)).toEqual(source);
    const parsed = parseWatchSource(text);
    if (!parsed.ok) return;
    expect(read(printWatchSource(parsed.value))).toEqual(source);
    expect(shortWatchSource(parsed.value)).toBe(short);
  });

  it.each([
    ['', '"" says nothing that can be watched.'],
    ['port', '"port" says nothing that can be watched.'],
    ['port:65536', '"65536" is not a port (1 to 65535).'],
    ['pid:-1', '"-1" is not a pid (1 to 4194304).'],
    ['docker:-rm', '"-rm" is not the name of a container.'],
    ['prometheus:localhost:9187', '"localhost:9187" is not an address.'],
    ['prometheus:http://h/m#{a="b"}', '"{a="b"}" is not a metric.'],
    ['prometheus:http://h/m#a{b="c"', '"a{b="c"" is not a metric.'],
    ['prometheus:http://u:hunter2@h x', '"http://…@h x" is not an address.'],
  ])('refuses %s with a way out', (text, why) => {
    const way = 'Write port:8000, pid:4711, docker:NAME, or prometheus:http://localhost:9187/metrics.';
    expect(read(text)).toBe(`${why} ${way}`);
  });

  it.each(['{', '{"', 'a{b="', 'a{b="c",', ',', '{{', '{a="\\"', '@', '?query='])(
    'of four thousand characters is read in one pass: %s',
    (piece) => {
      const text = piece.repeat(4_000 / piece.length);
      for (const head of ['prometheus:http://h/m#', 'prometheus:http://', 'prometheus:']) {
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
