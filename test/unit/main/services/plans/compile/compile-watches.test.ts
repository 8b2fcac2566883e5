import { describe, expect, it } from 'vitest';
import { failureText } from '../../../../../../src/contract/failure.ts';
import { printWatchSource, type Watch } from '../../../../../../src/contract/watch.ts';
import { resolveWatches } from '../../../../../../src/main/services/plans/inputs/resolve-watches.ts';
import { readPlan } from '../../../../../../src/main/services/plans/text/parse-plan.ts';
import { planText, refusalOf, runOf } from '../support.ts';

const CLASSES = `  user: { service: api, tasks: { home: { get: / } } }
  buyer: { service: shop, tasks: { buy: { post: /orders } } }`;
/** Services api and shop; db is written and called by nobody. */
const withWatch = (watch: string, more = '') =>
  planText({ classes: CLASSES, more: `watch: ${watch}\n${more}` }).replace(
    'services: {',
    'services: { shop: { url: "http://127.0.0.1:8081" }, db: { url: "http://127.0.0.1:8082" },',
  );
const told = (watches: readonly Watch[] | undefined) =>
  watches?.map(({ label, service, source }) => [label, service, printWatchSource(source)]);
const watchesOf = (...asked: Parameters<typeof runOf>) => told(runOf(...asked).watches);
const problemsOf = (text: string) => {
  const read = readPlan(text);
  return read.ok
    ? []
    : read.problems.map(({ line, path, message }) => `${line} ${path.join('.')}: ${message}`);
};

describe('watches of a run', () => {
  it('are those of the plan, by service or by what they are of, the later ones of a name called by their source', () => {
    const text = withWatch(`{ shop: [port:8081, docker:shop-1], cache: pid:4711,
  database: [docker:db, { prometheus: "http://localhost:9187/metrics", metrics: [pg_up, 'a{b="c"}'] },
    { prometheus: "http://localhost:9187/other" }, { prometheus: "http://localhost:9090", queries: { busy: sum(up) } }] }`);
    expect(watchesOf(text)).toEqual([
      ['shop', 'shop', 'port:8081'],
      ['shop docker:shop-1', 'shop', 'docker:shop-1'],
      ['cache', null, 'pid:4711'],
      ['database', null, 'docker:db'],
      ['database prometheus:localhost:9187', null, 'prometheus:http://localhost:9187/metrics#pg_up,a{b="c"}'],
      ['database prometheus:localhost:9187/other', null, 'prometheus:http://localhost:9187/other'],
      [
        'database prometheus:localhost:9090',
        null,
        'prometheus:http://localhost:9090?query=sum(up)&name=busy',
      ],
    ]);
  });

  it('are absent where nothing is watched', () => {
    expect(runOf(planText())).not.toHaveProperty('watches');
    expect(runOf(withWatch('{}'))).not.toHaveProperty('watches');
  });

  it('are replaced by those of the same name that a run is started with, and joined by others', () => {
    const text = withWatch('{ shop: [port:8081, docker:shop-1], api: port:8080 }');
    const watch = [
      { of: 'shop', source: 'pid:7' },
      { of: 'queue', source: 'docker:queue' },
      { of: 'shop', source: 'pid:8' },
    ];
    expect(watchesOf(text, { watch })).toEqual([
      ['api', 'api', 'port:8080'],
      ['shop', 'shop', 'pid:7'],
      ['queue', null, 'docker:queue'],
      ['shop pid:8', 'shop', 'pid:8'],
    ]);
  });

  it('leave out services that were not selected, and keep what is of no service or was asked for by name', () => {
    const text = withWatch('{ shop: port:8081, api: port:8080, db: port:8082, cache: pid:4711 }');
    expect(watchesOf(text)).toContainEqual(['db', null, 'port:8082']);
    expect(watchesOf(text, { only: ['api'] })).toEqual([
      ['api', 'api', 'port:8080'],
      ['cache', null, 'pid:4711'],
    ]);
    const watch = [{ of: 'shop', source: 'port:8081' }];
    expect(watchesOf(text, { only: ['api'], watch })).toContainEqual(['shop', null, 'port:8081']);
  });

  it('are left out by name, whatever else the plan watches', () => {
    const text = withWatch('{ shop: [port:8081, docker:shop-1], api: port:8080, cache: pid:4711 }');
    const without = (...names: string[]) => names.map((of) => ({ of, source: 'none' }));
    expect(watchesOf(text, { watch: without('SHOP', 'cache') })).toEqual([['api', 'api', 'port:8080']]);
    expect(watchesOf(text, { watch: without('shop', 'api', 'cache', 'db') })).toBeUndefined();
    // Of services that are not selected, and of samples that the run does not go to, there is nothing to leave out.
    expect(watchesOf(text, { only: ['api'], watch: without('shop', 'sample services', 'cache') })).toEqual([
      ['api', 'api', 'port:8080'],
    ]);
  });

  it.each([
    [
      [{ of: 'cahce', source: 'none' }],
      '--watch cahce cannot be used here: nothing of that name is watched; did you mean "cache"?',
    ],
    [
      [
        { of: 'cache', source: 'none' },
        { of: 'cache', source: 'pid:1' },
      ],
      '--watch cache cannot be used here: it is both left out and watched',
    ],
  ])('are left out where there are some, and not watched at once: %j', (watch, why) => {
    expect(refusalOf(withWatch('{ cache: pid:4711 }'), { watch })).toContain(why);
  });

  it('belong to the service of their name, however it is spelled', () => {
    const watch = [{ of: 'SHOP', source: 'pid:7' }];
    expect(watchesOf(withWatch('{ Api: port:8080, shop: port:8081 }'), { watch })).toEqual([
      ['api', 'api', 'port:8080'],
      ['shop', 'shop', 'pid:7'],
    ]);
    expect(watchesOf(withWatch('{ Shop: port:8081 }'), { only: ['api'] })).toBeUndefined();
  });

  it('may read one address with several headers', () => {
    const tenant = (name: string) => `{ prometheus: "http://h/m", headers: { X-Scope-OrgID: ${name} } }`;
    expect(watchesOf(withWatch(`{ db: [${tenant('a')}, ${tenant('b')}] }`))?.map(([label]) => label)).toEqual(
      ['db', 'db prometheus:h'],
    );
  });

  it('have labels of their own even where a name is what another would be called', () => {
    const text = withWatch('{ "shop port:8082": pid:1, shop: [port:8081, port:8082], constructor: pid:2 }');
    expect(watchesOf(text)).toEqual([
      ['shop port:8082', null, 'pid:1'],
      ['shop', 'shop', 'port:8081'],
      ['shop port:8082 2', 'shop', 'port:8082'],
      ['constructor', null, 'pid:2'],
    ]);
  });

  it('keep references, and the values that these name', () => {
    const text = withWatch(
      '{ db: { prometheus: "http://mon:{{ pw }}@{{ host }}/m?k={{ env.K }}", headers: { X-Key: "a {{ secret.k }}" } } }',
      'values: { pw: { env: PW }, host: "{{ name }}:{{ env.PORT }}", name: localhost, unused: 1 }\n',
    );
    const run = runOf(text);
    expect(run.watches?.[0]?.source).toEqual({
      kind: 'metrics',
      url: 'http://mon:{{ pw }}@{{ host }}/m?k={{ env.K }}',
      headers: { 'X-Key': 'a {{ secret.k }}' },
    });
    expect(Object.keys(run.values)).toEqual(['env.K', 'env.PORT', 'host', 'name', 'pw', 'secret.k']);
    const secrets = { pw: 'p@ss/1', 'env.PORT': '9187', 'env.K': 'a&b', 'secret.k': 'ö' };
    expect(resolveWatches(run, { secrets })[0]?.source).toEqual({
      kind: 'metrics',
      url: 'http://mon:p%40ss%2F1@localhost:9187/m?k=a%26b',
      headers: { 'X-Key': 'a ö' },
    });
  });
});

describe('watches that nobody could read', () => {
  const page = (url: string, more = '') => `{ db: { prometheus: ${JSON.stringify(url)}${more} } }`;

  it.each([
    ['{ db: port:0 }', '"0" is not a port (1 to 65535); write port:8000, pid:4711'],
    ['{ db: port:8000x }', '"8000x" is not a port'],
    ['{ db: "docker:a b" }', '"a b" is not the name of a container'],
    ['{ db: files:/etc }', '"files:/etc" is not a source Plimsoll can watch'],
    ['{ db: "prometheus:http://u:hunter2@h" }', '"http://…@h" holds a user name or password'],
    ['{ db: "prometheus:ftp://u:hunter2@h" }', '"ftp://…@h" is not an address'],
    [page('http://localhost:99999/m'), 'is not an address; write one such as http://localhost:9187/metrics'],
    [page('http://token@h/m'), 'holds a user name or password'],
    [page('http://me:x{{ env.P }}@h/m'), 'holds a user name or password'],
    [page('http://h/{{ id }}'), '{{ id }} is drawn anew while the test runs'],
    [page('http://h/{{ made }}'), '{{ made }} is drawn anew while the test runs'],
    [page('http://h/{{ rows }}'), '{{ rows }} is drawn anew while the test runs'],
    [page('http://h/{{ idd }}'), '{{ idd }} is undefined: no value has that name; did you mean "id"?'],
    [page('http://h/{{ constructor }}'), '{{ constructor }} is undefined'],
    [page('http://h/m', ', headers: { X-A: "{{ 1 }}" }'), 'is not a placeholder'],
    [page('http://h/m', ', headers: { "a b": x }'), '"a b" cannot be the name of a header'],
    [page('http://h/m', ', headers: { Host: x }'), 'header Host is written by the engine'],
    [page('http://h/m', ', headers: { X-A: "a\\nb" }'), 'header X-A holds a line break'],
    [
      page('http://h/m', ', headers: { X-A: "b {{ more }}" }'),
      'header X-A would hold a line break: {{ lines }} has one',
    ],
    [
      page('http://h/m', ', headers: { X-A: "{{ fallback }}" }'),
      'header X-A would hold a line break: {{ fallback }} has one',
    ],
    [page('http://h/m', ', metrics: [up, "{x}"]'), '"{x}" is not a metric'],
    [page('http://h/m', ', metrics: [up, up]'), 'the metric up is listed twice'],
    [page('http://h/m', ', metrics: [up], queries: { a: up }'), 'a watch has one of them'],
    [page('http://h/m#up', ', metrics: [up]'), 'leave one of them out'],
    [page('http://h/m', ', secret: x'), '"secret" is not a key of a plan here'],
    ['{ db: [pid:1, pid:1] }', 'pid:1 is watched twice as db; leave one out'],
    ['{ db: [] }', '"db" has 0 items, but must have at least 1'],
    ['{ "__proto__": pid:1 }', '__proto__'],
    ['{ db: pid:1, db: pid:2 }', 'map keys must be unique'],
    [
      `{ a: [${Array.from({ length: 20 }, (_, at) => `pid:${at + 1}`).join(', ')}], b: pid:21 }`,
      '21 watches are too many: a run has at most 20; leave some out',
    ],
  ])('of a plan: %s', (watch, sentence) => {
    const values =
      'values: { id: { range: [1, 9] }, made: "a{{ id }}", lines: "a\\nb", more: "{{ lines }}", fallback: { env: NONE, default: "a\\r" }, rows: { feed: users.csv, column: name } }\n';
    const [first, ...more] = problemsOf(withWatch(watch, values));
    expect(first).toContain(sentence);
    expect(first).not.toContain('hunter2');
    expect(more).toEqual([]);
  });

  it('of names and addresses of ten thousand characters, in a sentence of a few', () => {
    const long = 'd'.repeat(10_000);
    for (const watch of [
      `{ ${long}: pid:1 }`,
      `{ db: "docker:${long}" }`,
      `{ db: "prometheus:http://${long}" }`,
    ]) {
      const read = readPlan(withWatch(watch));
      const messages = read.ok ? [] : read.problems.map(({ message }) => message);
      expect(messages).toHaveLength(1);
      expect(messages[0]?.length).toBeLessThan(300);
    }
  });

  it('are said where they stand', () => {
    const text = withWatch(`
  api: port:8080
  db:
    - docker:db
    - prometheus: http://h/m
      headers:
        X-A: "{{ nothing }}"`);
    expect(problemsOf(text)).toEqual([
      '13 watch.db.1.headers.X-A: {{ nothing }} is undefined: no value has that name',
    ]);
  });

  it.each([
    [[['db', 'port:x']], 'plan.override: --watch db cannot be used here: "x" is not a port (1 to 65535)'],
    [
      [['db', 'prometheus:http://h/{{ x }}']],
      'plan.override: --watch db cannot be used here: {{ x }} is undefined: no value has that name',
    ],
    [
      [['db', 'prometheus:http://u:p@h/']],
      'plan.override: --watch db cannot be used here: "http://…@h/" holds',
    ],
    [
      [
        ['db', 'pid:1'],
        ['db', 'pid:1'],
      ],
      'plan.override: --watch db cannot be used here: pid:1 is given twice',
    ],
    [
      Array.from({ length: 20 }, (_, at) => ['db', `pid:${at + 1}`]),
      'plan.override: --watch cannot be used here: 21 watches are too many',
    ],
  ])('of an option: %j', (asked, refusal) => {
    const watch = asked.map(([of = '', source = '']) => ({ of, source }));
    expect(refusalOf(withWatch('{ api: port:8080 }'), { watch })).toContain(refusal);
  });
});

it('tells what is wrong with a source in one sentence with a way out', () => {
  const read = readPlan(withWatch('{ db: "port:" }'));
  const [problem] = read.ok ? [] : read.problems;
  expect(failureText({ message: problem?.message ?? '', hint: '' })).toBe(
    '"port:" is not a source Plimsoll can watch; write port:8000, pid:4711, docker:NAME, or prometheus:http://localhost:9187/metrics.',
  );
});
