import type { Canary, Kind } from './canaries.ts';
import { makeCanaries } from './canaries.ts';

/** Where a secret travels: one for each canary. */
export const TRAVELS = [
  'path',
  'query',
  'query of the path',
  'header',
  'bearer header',
  'basic header',
  'cookie header',
  'JSON body',
  'JSON in a JSON body',
  'form body',
  'text body',
  'written bearer',
  'written query',
  'written password',
  'written cookie',
  'set beside the plan',
  'feed',
  'token of a setup',
  'token of an answer',
  'cookie of an answer',
  'header of an answer',
  'WebSocket query',
  'WebSocket header',
  'WebSocket subscription',
  'WebSocket message',
  'WebSocket step',
  'event stream query',
  'event stream header',
  'event stream step',
  'redirected query',
] as const;
export type Travel = (typeof TRAVELS)[number];

/** Thirty canaries, one for each travel, of all kinds in turn; a cookie and a header hold no blanks and no quotes. */
export function travellers(seed: number): ReadonlyMap<Travel, Canary> {
  const made = [...makeCanaries(seed), ...makeCanaries(seed + 1)];
  const byKind = Map.groupBy(made, ({ kind }) => kind);
  const kinds: readonly Kind[] = ['letters', 'signs', 'padded', 'long', 'letters'];
  return new Map(
    TRAVELS.map((travel, index) => {
      const wanted = kinds[index % kinds.length] ?? 'letters';
      const kind = PLAIN.has(travel) && wanted === 'signs' ? 'padded' : wanted;
      const canary = byKind.get(kind)?.pop();
      if (canary === undefined) throw new Error(`no ${kind} canary is left for ${travel}`);
      return [travel, canary];
    }),
  );
}

const PLAIN: ReadonlySet<Travel> = new Set([
  'header',
  'bearer header',
  'cookie header',
  'written bearer',
  'written cookie',
  'cookie of an answer',
  'header of an answer',
  'WebSocket header',
  'event stream header',
]);

/** Those of which the plan holds a reference, and the environment the text. */
const IN_ENV = [
  'path',
  'query',
  'query of the path',
  'header',
  'bearer header',
  'cookie header',
  'JSON body',
  'JSON in a JSON body',
  'form body',
  'text body',
  'WebSocket query',
  'WebSocket header',
  'WebSocket subscription',
  'WebSocket message',
  'WebSocket step',
  'event stream query',
  'event stream header',
  'event stream step',
  'redirected query',
] as const satisfies readonly Travel[];

const nameOf = (travel: Travel) => travel.toLowerCase().replaceAll(' ', '_');
const variableOf = (travel: Travel) => `TRAVEL_${nameOf(travel).toUpperCase()}`;
const quoted = (text: string) => JSON.stringify(text);

export function travelEnv(all: ReadonlyMap<Travel, Canary>): Record<string, string> {
  return Object.fromEntries(IN_ENV.map((travel) => [variableOf(travel), all.get(travel)?.text ?? '']));
}

export function travelFeed(all: ReadonlyMap<Travel, Canary>): string {
  return `login,password\nada,"${all.get('feed')?.text.replaceAll('"', '""') ?? ''}"\n`;
}

/** Every travel, and `/slow/…` of each, so that slow requests are kept as well as failed ones. */
export function travelPlan(url: string, all: ReadonlyMap<Travel, Canary>): string {
  const ref = (travel: Travel, filter = '') => `{{ ${nameOf(travel)}${filter} }}`;
  const text = (travel: Travel) => all.get(travel)?.text ?? '';
  const basic = Buffer.from(`ada:${text('basic header')}`).toString('base64');
  const token = '{ json: /given, secret: true, to: token_of_an_answer }';
  const tasks: Readonly<Record<string, string>> = {
    path: `get: "/a/${ref('path')}/b"`,
    query: `get: /a, query: { any: "${ref('query')}" }`,
    query_of_the_path: `get: "/a?page=2&any=${ref('query of the path')}"`,
    header: `get: /a, headers: { X-Any: "${ref('header')}" }`,
    bearer: `get: /a, headers: { Authorization: "Bearer ${ref('bearer header')}" }`,
    basic: `get: /a, headers: { Authorization: "Basic ${basic}" }`,
    cookie: `get: /a, headers: { Cookie: "theme=dark; sid=${ref('cookie header')}" }`,
    json: `post: /a, body: { json: { any: "${ref('JSON body')}" } }`,
    json_in_json: `post: /a, body: { json: { any: "{\\"inner\\":\\"${ref('JSON in a JSON body', ' | string')}\\"}" } }`,
    form: `post: /a, body: { form: { any: "${ref('form body')}" } }`,
    text: `post: /a, body: { text: "${ref('text body')}" }`,
    written_bearer: `get: /a, headers: { Authorization: ${quoted(`Bearer ${text('written bearer')}`)} }`,
    written_query: `get: ${quoted(`/a?api_key=${encodeURIComponent(text('written query'))}`)}`,
    written_password: `post: /a, body: { json: { password: ${quoted(text('written password'))} } }`,
    written_cookie: `get: /a, headers: { Cookie: ${quoted(`sid=${text('written cookie')}`)} }`,
    set: `get: "/a?any=${ref('set beside the plan')}"`,
    feed: 'post: /a, body: { form: { login: "{{ user.login }}", any: "{{ user.password }}" } }',
    of_setup: 'get: /a, headers: { X-Any: "{{ token_of_a_setup | url }}" }',
    of_answer: `steps: [{ name: login, get: /login/token_of_an_answer, extract: [${token}] }, { name: of_answer, get: "/a?any={{ token_of_an_answer }}" }]`,
    of_cookie:
      'steps: [{ name: cookie_login, get: /login/cookie_of_an_answer, extract: [{ cookie: given, to: cookie_of_an_answer }] }, { name: of_cookie, get: "/a?any={{ cookie_of_an_answer }}" }]',
    of_header:
      'steps: [{ name: header_login, get: /login/header_of_an_answer, extract: [{ header: x-given, secret: true, to: header_of_an_answer }] }, { name: of_header, get: "/a?any={{ header_of_an_answer }}" }]',
    ws_step: `steps: [{ name: ws_step, websocket: /ws, send: [{ any: "${ref('WebSocket step')}" }], until: { pointer: /never, value: 1 }, hold: 100ms, timeout: 1s }]`,
    sse_step: `steps: [{ name: sse_step, sse: "/events?any=${ref('event stream step')}", events: 3, hold: 1s }]`,
    redirected: `get: "/redirect?any=${ref('redirected query')}"`,
  };
  return [
    'plimsoll: 1',
    'name: Travellers',
    `services: { shop: { url: ${quoted(url)} } }`,
    'values:',
    ...IN_ENV.map((travel) => `  ${nameOf(travel)}: { env: ${variableOf(travel)} }`),
    `  ${nameOf('set beside the plan')}: { env: NOT_SET, default: nothing }`,
    '  user: { feed: users.csv, order: sequential }',
    'classes:',
    '  caller:',
    '    service: shop',
    '    users: 6',
    '    thinkTime: { between: [5ms, 20ms] }',
    '    setup: [{ name: sign_in, get: /login/token_of_a_setup, extract: [{ json: /given, secret: true, to: token_of_a_setup }] }]',
    '    tasks:',
    ...Object.entries(tasks).map(([name, task]) => `      ${name}: { ${task} }`),
    '  watcher:',
    '    service: shop',
    `    headers: { X-Any: "${ref('WebSocket header')}" }`,
    `    websocket: { path: "/ws?any=${ref('WebSocket query')}", connections: 3, subscribe: [{ any: "${ref('WebSocket subscription')}" }], message: { any: "${ref('WebSocket message')}" }, messageRate: 5, reconnect: after-close, reply: { pointer: /never, value: 1 } }`,
    '  reader:',
    '    service: shop',
    `    headers: { X-Any: "${ref('event stream header')}" }`,
    `    sse: { path: "/events?any=${ref('event stream query')}", streams: 3 }`,
    'load: { duration: 6s }',
    'limits: { followRedirects: 2, timeout: 3s }',
    'trace: { header: x-request-id }',
    'thresholds: [{ service: shop, metric: errorRate, acceptable: 1 }]',
    '',
  ].join('\n');
}
