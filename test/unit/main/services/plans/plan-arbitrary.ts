import fc from 'fast-check';
import type { PlanInput } from '../../../../../src/contract/plan.ts';

const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9 _.-]{0,15}$/).map((text) => text.trim());
const valueName = fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/);
const text = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.constantFrom(
    'yes',
    'null',
    '1.5',
    '- x',
    'a: b',
    '# c',
    '"q"',
    "it's",
    ' pad ',
    'two\nlines',
    '{{ token }}',
    '!tag',
    '&a',
    '*a',
    '2024-01-01',
    '',
    '|',
    '{a}',
    '[b]',
    '%',
    '@x',
    '`',
  ),
);
const duration = fc.oneof(fc.constantFrom('250ms', '30s', '5m', '1h30m'), fc.integer({ min: 1, max: 900 }));
const level = fc.integer({ min: 0, max: 5_000 });
const headers = fc.dictionary(fc.constantFrom('Authorization', 'X-Trace', 'Accept'), text, {
  maxKeys: 2,
  noNullPrototype: true,
});
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

/** Keys that mean something to YAML where they stand without quotes. */
const oddKey = fc.constantFrom(
  ...'<<|=|?|~|null|true|1|1e3|-|- a|*a|&a|!a|#a|a #b|a: b|%|@|`|||>|[|{|"'.split('|'),
);
/** Any JSON but for the one key that plans refuse. */
const json = (maxDepth: number) =>
  fc
    .oneof(
      { weight: 3, arbitrary: fc.jsonValue({ maxDepth }) },
      {
        weight: 1,
        arbitrary: fc.dictionary(oddKey, fc.jsonValue({ maxDepth: 1 }), { noNullPrototype: true }),
      },
    )
    .filter((made) => !JSON.stringify(made).includes('"__proto__"'));

const value = fc.oneof(
  text,
  fc.integer(),
  fc.boolean(),
  fc.record({ oneOf: fc.array(json(2), { minLength: 1, maxLength: 4 }) }),
  fc.record({ range: fc.tuple(fc.integer({ min: 0, max: 10 }), fc.integer({ min: 10, max: 99 })) }),
  fc.constant({ uuid: true as const }),
  fc.record({ env: fc.constantFrom('TOKEN', 'KEY'), default: text }),
  fc.record({
    object: fc.dictionary(valueName, json(1), { maxKeys: 3, noNullPrototype: true }),
  }),
);

const body = fc.oneof(
  fc.record({ json: json(3) }),
  fc.record({ text, type: fc.constantFrom('text/plain', 'text/xml') }),
  fc.record({ form: fc.dictionary(valueName, text, { maxKeys: 3, noNullPrototype: true }) }),
);
const check = fc.oneof(
  fc.record({ status: fc.integer({ min: 100, max: 599 }) }),
  fc.record({ json: fc.constantFrom('/a', '/a/0', '') }),
  fc.record({ contains: fc.string({ minLength: 1, maxLength: 9 }) }),
);
const frame = fc.oneof(text, fc.dictionary(valueName, json(2), { maxKeys: 3, noNullPrototype: true }));
const streamTask = fc.oneof(
  fc.record({
    websocket: fc.constantFrom('/ws', '/ws?token={{ token }}'),
    weight: optional(fc.integer({ min: 1, max: 9 })),
    send: optional(fc.oneof(frame, fc.array(frame, { minLength: 1, maxLength: 3 }))),
    until: optional(
      fc.record({ pointer: fc.constantFrom('', '/type'), value: fc.oneof(text, fc.integer()) }),
    ),
    hold: optional(duration),
  }),
  fc.record({
    sse: fc.constantFrom('/events', '/events/{{ token }}'),
    headers: optional(headers),
    events: optional(fc.integer({ min: 1, max: 9 })),
    hold: optional(duration),
    timeout: optional(duration),
  }),
);
const request = fc
  .record({
    weight: optional(fc.integer({ min: 1, max: 9 })),
    method: fc.constantFrom('get', 'post', 'put', 'delete'),
    path: fc.constantFrom('/', '/items', '/items/{{ token }}?a=b#c'.split('#')[0] as string),
    headers: optional(headers),
    body: optional(body),
    checks: optional(fc.array(check, { maxLength: 2 })),
    timeout: optional(duration),
  })
  .map(({ method, path, ...rest }) => clean({ ...rest, [method]: path }));
const task = fc.oneof(
  { weight: 3, arbitrary: request },
  { weight: 1, arbitrary: streamTask.map((made) => clean(made)) },
);

const at = fc.record({
  pointer: fc.constantFrom('/type', '/data/kind', ''),
  value: fc.oneof(text, fc.boolean()),
});
const socketClass = fc
  .record({
    connections: optional(level),
    subscribe: optional(fc.array(text, { maxLength: 2 })),
    confirm: optional(at),
    frames: optional(fc.constantFrom('text', 'base64')),
    message: optional(fc.oneof(text, json(2))),
    reply: optional(at),
    heartbeat: optional(duration),
    reconnect: optional(fc.constantFrom('off', 'after-close', 'back-off')),
    reconnectDelay: optional(duration),
  })
  .map((websocket) => ({ service: 'api', websocket: { path: '/ws', ...clean(websocket) } }));

const userClass = fc
  .record({
    weight: optional(fc.integer({ min: 0, max: 9 })),
    thinkTime: optional(
      fc.oneof(
        duration,
        fc.constant('none' as const),
        fc.constant({ between: ['1s', '2s'] as [string, string] }),
      ),
    ),
    headers: optional(headers),
    tasks: fc.dictionary(name, task, { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
  })
  .map((spec) => clean({ service: 'api', ...spec }));

const stage = fc.record({ shape: fc.constantFrom('ramp', 'hold', 'spike'), to: level, duration });
const load = fc.oneof(
  fc.record({ users: level, spawnRate: fc.integer({ min: 1, max: 50 }), duration }),
  fc.record({ rate: level, arrivals: fc.constantFrom('constant', 'poisson'), duration }),
  fc.record({ stages: fc.array(stage, { minLength: 1, maxLength: 5 }) }),
);

/** Plans of every kind that have the right form; not all of them make sense. */
export const planArbitrary: fc.Arbitrary<PlanInput> = fc
  .record({
    name: fc.string({ minLength: 1, maxLength: 30 }),
    description: optional(text),
    values: fc.dictionary(valueName, value, { maxKeys: 5, noNullPrototype: true }),
    classes: fc.dictionary(name, fc.oneof(userClass, socketClass), {
      minKeys: 1,
      maxKeys: 4,
      noNullPrototype: true,
    }),
    load: optional(load),
    thresholds: optional(
      fc.array(
        fc.record(
          {
            service: fc.constant('api'),
            scope: fc.constant('every-endpoint'),
            metric: fc.constant('errorRate'),
            acceptable: fc.constantFrom(0.5, 1, 2),
          },
          { requiredKeys: ['service', 'metric', 'acceptable'] },
        ),
        {
          maxLength: 2,
        },
      ),
    ),
  })
  .map(
    (parts) =>
      clean({
        plimsoll: 1,
        services: { api: { url: 'http://127.0.0.1:8080' } },
        ...parts,
        values: { token: 'demo', ...parts.values },
      }) as PlanInput,
  );

function clean<T extends object>(record: T): T {
  return Object.fromEntries(Object.entries(record).filter(([, item]) => item !== undefined)) as T;
}
