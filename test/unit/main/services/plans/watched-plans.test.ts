import { describe, expect, it } from 'vitest';
import { overrideRows } from '../../../../../src/contract/override-rows.ts';
import { hideInAddresses } from '../../../../../src/contract/token-shape.ts';
import { compilePlan } from '../../../../../src/main/services/plans/compile/compile-plan.ts';
import { describePlan } from '../../../../../src/main/services/plans/describe/describe-plan.ts';
import { savedPlan } from '../../../../../src/main/services/plans/export/saved-plan.ts';
import { resolveWatches } from '../../../../../src/main/services/plans/inputs/resolve-watches.ts';
import { secretsOfRun } from '../../../../../src/main/services/plans/inputs/run-secrets.ts';
import { takeWatchCredentials } from '../../../../../src/main/services/plans/inputs/watch-secrets.ts';
import { planOf, planText, runOf } from './support.ts';

const watching = (watch: string, more = '') => planText({ more: `watch: ${watch}\n${more}` });
const PAGE = 'prometheus:http://localhost:9187/metrics';

describe('what is said of watches before a run', () => {
  const sentence = (text: string, overrides: Parameters<typeof runOf>[1] = {}) => {
    const source = planOf(text);
    const made = compilePlan(source, overrides);
    if (!made.ok) throw new Error(made.failure.message);
    const { run: plan, load } = made.value;
    return describePlan({ plan, source, load, overrides }).sentences.filter((one) =>
      one.startsWith('Watches'),
    );
  };

  it('is one sentence', () => {
    expect(
      sentence(
        watching(
          '{ api: port:8000, database: [docker:shop-db, pid:7], page: "prometheus:http://u:{{ secret.p }}@h:1/m" }',
        ),
      ),
    ).toEqual([
      'Watches api (port 8000), database (docker:shop-db), database pid:7 and page (h:1/m), once a second.',
    ]);
    expect(sentence(planText())).toEqual([]);
  });

  it('is said of a search too', () => {
    const objectives = ['p95<1s'];
    expect(sentence(watching('{ api: port:8000 }'), { capacity: { objectives } })).toEqual([
      'Watches api (port 8000), once a second.',
    ]);
  });
});

it('names what a run was told to watch, a row each', () => {
  const watch = [
    { of: 'gateway', source: 'port:8000' },
    { of: 'database', source: PAGE },
    { of: 'cache', source: 'none' },
  ];
  expect(overrideRows({ watch })).toEqual([
    ['Watch: gateway', 'port:8000'],
    ['Watch: database', PAGE],
    ['Watch: cache', 'left out'],
  ]);
});

describe('a plan that is saved', () => {
  const address = { kind: 'url', url: 'http://127.0.0.1:1/' } as const;

  it('watches what its options said, by references to their credentials', () => {
    const watch = [
      { of: 'target', source: 'port:8000' },
      { of: 'db', source: 'docker:db' },
      { of: 'db', source: 'prometheus:http://mon:p%40ss@localhost:9187/metrics?api_key=k1&page=2#pg_up' },
    ];
    const saved = savedPlan(address, { watch });
    if (!saved.ok) throw new Error(saved.failure.message);
    const { text, needs, left } = saved.value;
    expect(planOf(text).watch).toEqual({
      target: { kind: 'port', port: 8000 },
      db: [
        { kind: 'docker', container: 'db' },
        {
          kind: 'metrics',
          url: 'http://mon:{{ secret.watch-db-password }}@localhost:9187/metrics?api_key={{ secret.watch-db-api-key }}&page=2',
          metrics: [{ name: 'pg_up', labels: {} }],
        },
      ],
    });
    expect(needs.map(({ variable }) => variable)).toEqual([
      'PLIMSOLL_SECRET_WATCH_DB_PASSWORD',
      'PLIMSOLL_SECRET_WATCH_DB_API_KEY',
    ]);
    expect(left).toEqual([]);
    expect(text).not.toMatch(/p%40ss|p@ss|k1/);
  });

  it('does not watch what its options left out', () => {
    const watch = [
      { of: 'target', source: 'none' },
      { of: 'db', source: 'docker:db' },
    ];
    const saved = (asked: typeof watch) => {
      const made = savedPlan(address, { watch: asked });
      return made.ok ? planOf(made.value.text).watch : made.failure;
    };
    expect(saved(watch)).toEqual({ db: { kind: 'docker', container: 'db' } });
    expect(saved(watch.slice(0, 1))).toBeUndefined();
  });
});

describe('credentials typed into a watch', () => {
  const taken = (source: string) => {
    const { overrides, secrets } = takeWatchCredentials({ users: 2, watch: [{ of: 'db', source }] });
    return { source: overrides.watch?.[0]?.source, secrets };
  };

  it.each([
    [
      'prometheus:http://mon:hunter2@h:1/m',
      'prometheus:http://mon:{{ secret.watch-db-password }}@h:1/m',
      ['hunter2'],
    ],
    ['prometheus:http://t0ken@h/m', 'prometheus:http://{{ secret.watch-db-token }}@h/m', ['t0ken']],
    ['prometheus:http://a:b@c:d@h/m', 'prometheus:http://a:{{ secret.watch-db-password }}@h/m', ['b@c:d']],
    ['prometheus:http://a:b+c%2B@h', 'prometheus:http://a:{{ secret.watch-db-password }}@h', ['b+c+']],
    ['prometheus:http://@h/m', 'prometheus:http://h/m', []],
    [
      'prometheus:http://u:p@h:9090?query=sum(up)&name=up',
      'prometheus:http://u:{{ secret.watch-db-password }}@h:9090?query=sum(up)&name=up',
      ['p'],
    ],
    [
      'prometheus:http://h/m?token=abc%20d&x=1&y=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl',
      'prometheus:http://h/m?token={{ secret.watch-db-token }}&x=1&y={{ secret.watch-db-y }}',
      ['abc d', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl'],
    ],
    [
      'prometheus:http://h?query=sum(up{apikey="q s",job="a"})',
      `prometheus:http://h?query=${encodeURIComponent('sum(up{apikey="{{ secret.watch-db-apikey }}",job="a"})')}`,
      ['q s'],
    ],
    [
      'prometheus:http://h?query=up{token%3D"x"}&name=ups',
      `prometheus:http://h?query=${encodeURIComponent('up{token="{{ secret.watch-db-token }}"}')}&name=ups`,
      ['x'],
    ],
    [
      'prometheus:http://h/m#up,pg_up{token="t,1",db="a"},pg_up{token="t2"}',
      'prometheus:http://h/m#up,pg_up{token="{{ secret.watch-db-token }}",db="a"},pg_up{token="{{ secret.watch-db-token-2 }}"}',
      ['t,1', 't2'],
    ],
  ])('are references in what is stored: %s', (typed, stored, texts) => {
    const { source, secrets } = taken(typed);
    expect(source).toBe(stored);
    expect(Object.values(secrets)).toEqual(texts);
    expect(taken(stored)).toEqual({ source: stored, secrets: {} });
  });

  it.each([PAGE, 'port:8000', 'docker:db', 'prometheus:http://u:{{pw}}@h/m?token={{ env.T }}', 'nonsense'])(
    'are not seen where there are none: %s',
    (source) => expect(taken(source)).toEqual({ source, secrets: {} }),
  );

  it('are kept apart where two watches have them', () => {
    const watch = ['one', 'two'].map((password) => ({
      of: 'db',
      source: `prometheus:http://u:${password}@h/m`,
    }));
    expect(takeWatchCredentials({ watch }).secrets).toEqual({
      PLIMSOLL_SECRET_WATCH_DB_PASSWORD: 'one',
      PLIMSOLL_SECRET_WATCH_DB_PASSWORD_2: 'two',
    });
  });

  it('leave a reference readable in what is stored', () => {
    for (const kept of [
      'http://u:{{ secret.p }}@h/m',
      'http://u:{{secret.p}}@h/m',
      'http://u:{{p|url}}@h/m?token={{ t }}',
    ])
      expect(hideInAddresses(kept)).toBe(kept);
    expect(hideInAddresses('http://u:x{{p}}@h/m')).toBe('http://…@h/m');
  });
});

it('puts values into queries and labels for whoever reads them, and leaves the names of gauges', () => {
  const text = watching(
    `{ db: { prometheus: "http://h", queries: { ups: 'up{apikey="{{ env.T }}"}' } }, page: { prometheus: "http://h/m", metrics: ['up{token="{{ env.T }}"}'] } }`,
  );
  const sources = resolveWatches(runOf(text), { secrets: { 'env.T': 'a b' } }).map(({ source }) => source);
  expect(sources).toEqual([
    { kind: 'promql', url: 'http://h', queries: { ups: 'up{apikey="a b"}' } },
    {
      kind: 'metrics',
      url: 'http://h/m',
      metrics: [{ name: 'up', labels: { token: 'a b' }, shownLabels: { token: '{{ env.T }}' } }],
    },
  ]);
});

describe('the secrets of a run', () => {
  const secretsOf = (text: string, secrets: Record<string, string> = {}) => {
    const source = planOf(text);
    const plan = runOf(text);
    const known = secretsOfRun({ plan, source, overrides: {}, inputs: { secrets } });
    return [...new Set(known.map(([, secret]) => secret))];
  };

  it('are those of the headers and addresses of its watches, wherever they come from', () => {
    const text = watching(
      `{ db: { prometheus: "http://mon:{{ pw }}@h/m?api_key=in-plan-1", headers: { Authorization: "Bearer in-plan-2", X-Scope: team, Cookie: "sid={{ env.SID }}" } },
         page: { prometheus: "http://h/m", headers: { X-Api-Key: "k-{{ part }}" } } }`,
      'values: { pw: in-plan-3, part: in-plan-4 }\n',
    );
    const known = secretsOf(text, { 'env.SID': 'from-env-5' });
    expect(known).toEqual(
      expect.arrayContaining(['in-plan-1', 'in-plan-2', 'in-plan-3', 'k-in-plan-4', 'from-env-5']),
    );
    expect(known).not.toContain('team');
  });

  it('are those of the labels that its queries and metrics select by', () => {
    const text = watching(
      `{ db: { prometheus: "http://h", queries: { one: 'up{apikey="in-plan-1",job="shop"}', two: 'up{token="{{ env.T }}"}', three: 'up{password="in\\"plan"}' } },
         page: { prometheus: "http://h/m", metrics: ['up{token="in-plan-4"}'] } }`,
    );
    const known = secretsOf(text, { 'env.T': 'from-env-2' });
    expect(known.toSorted()).toEqual(['from-env-2', 'in"plan', 'in-plan-1', 'in-plan-4', 'in\\"plan']);
  });

  it('are those of watches that do not run, too, for the text of the plan is stored', () => {
    const text = watching('{ api: { prometheus: "http://h/m?token=hidden-1" } }');
    const source = planOf(text);
    const plan = { values: {} };
    expect(secretsOfRun({ plan, source, overrides: {}, inputs: { secrets: {} } })).toEqual([
      ['token', 'hidden-1'],
    ]);
  });
});
