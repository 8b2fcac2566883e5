import type { FiredRequest } from './scripted-driver.ts';

/** What requirements.md, section 8, says that a request of one kind looks like. Written by hand, not read from the suite. */
export interface Kind {
  readonly name: string;
  readonly weight: number;
  readonly method: 'GET' | 'POST';
  /** Path and query, decoded. */
  readonly path: RegExp;
  /** Header names beside host, connection and content-length. */
  readonly headers: readonly string[];
  /** What is wrong with a body; empty: nothing. */
  readonly body: (body: unknown) => readonly string[];
  /** What the service answers. */
  readonly answer: unknown;
}

export interface ClassTraffic {
  readonly service: string;
  readonly thinkMs: readonly [number, number];
  readonly kinds: readonly Kind[];
}

const PLAIN = ['accept', 'accept-encoding', 'user-agent'];
const SIGNED = [...PLAIN, 'authorization', 'content-type'];
const WITH_JSON = [...PLAIN, 'content-type'];
const noBody = (body: unknown) => (body === null ? [] : ['has a body']);

const INSTRUMENTS = 'NG_HH_BALMO|ERCOT_HOUSTON_15MIN|NBP_GAS_DA|EU_POWER_PHELIX|WTI_CRUDE_FRONT';
const PAIRS =
  'NG_HH_BALMO\\?horizon=1m|ERCOT_HOUSTON_15MIN\\?horizon=da|NBP_GAS_DA\\?horizon=2w|EU_POWER_PHELIX\\?horizon=1q|WTI_CRUDE_FRONT\\?horizon=3m';

function read(weight: number, path: string, key: string, signed = true): Kind {
  const name = path.replace('/api/v1/', '');
  const exact = new RegExp(`^${path}$`);
  const headers = signed ? SIGNED : PLAIN;
  return { name, weight, method: 'GET', path: exact, headers, body: noBody, answer: { [key]: [] } };
}

const GATEWAY: readonly Kind[] = [
  read(3, '/api/v1/instruments', 'instruments'),
  read(3, '/api/v1/curves', 'curves'),
  read(2, '/api/v1/products', 'products'),
  read(2, '/api/v1/pricing', 'pricing'),
  read(1, '/api/v1/historical', 'historical'),
  read(1, '/api/v1/cache/stats', 'cache_types', false),
  read(1, '/api/v1/rate-limits', 'rate_limits', false),
  read(1, '/api/v1/circuit-breakers', 'circuit_breakers', false),
  { ...read(1, '/api/v1/cache/warm', 'message'), method: 'POST' },
  { ...read(2, `/api/v1/served/latest-price/(${INSTRUMENTS})`, 'projection'), name: 'latest-price' },
  { ...read(2, `/api/v1/served/curve-snapshots/(${PAIRS})`, 'projection'), name: 'curve-snapshots' },
];

/** The constant token of the old tools, from its parts. */
export const OLD_TOKEN = [
  { alg: 'HS256', typ: 'JWT' },
  { sub: 'user-123', tenant_id: 'tenant-1', roles: ['user', 'analyst'], exp: 1_705_315_800 },
]
  .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  .concat('test')
  .join('.');

function verify(weight: number, name: string): Kind {
  const path = new RegExp(`^/auth/${name}$`);
  const body = shape({ token: (value) => value === OLD_TOKEN });
  return { name, weight, method: 'POST', path, headers: WITH_JSON, body, answer: { valid: true } };
}

const AUTH: readonly Kind[] = [
  verify(3, 'verify'),
  verify(2, 'verify-ws'),
  { ...read(1, '/auth/users/user-[1-9]\\d\\d', 'user_id', false), name: 'user' },
];

const RESOURCE = /^(curve|instrument|product|pricing)$/;
const ENTITLEMENTS: readonly Kind[] = [
  {
    name: 'check',
    weight: 5,
    method: 'POST',
    path: /^\/entitlements\/check$/,
    headers: WITH_JSON,
    body: (body) => [
      ...shape({
        user_id: like(/^user-[1-9]\d\d$/),
        tenant_id: like(/^tenant-[1-5]$/),
        resource: like(RESOURCE),
        action: like(/^(read|write|delete)$/),
        context: holds({
          user_roles: (value) => JSON.stringify(value) === '["user","analyst"]',
          resource_id: numbered(/^(?:curve|instrument|product|pricing)-(\d+)$/, 1, 100),
          commodity: (value) => value === 'oil',
        }),
      })(body),
      ...(sameResource(body) ? [] : ['resource_id is of another resource']),
    ],
    answer: { allowed: false },
  },
  read(1, '/entitlements/rules', 'rules', false),
  read(1, '/entitlements/stats', 'engine', false),
];

const SERVICE = numbered(/^test-service-(\d+)$/, 1, 10);
const TENANT = like(/^tenant-[1-5]$/);
const value: Rule = (number) => typeof number === 'number' && number >= 1 && number <= 100;
const METRICS: readonly Kind[] = [
  {
    name: 'track',
    weight: 3,
    method: 'POST',
    path: /^\/metrics\/track$/,
    headers: WITH_JSON,
    body: shape({
      name: numbered(/^test_metric_(\d+)$/, 1, 100),
      value,
      type: like(/^(counter|gauge|histogram)$/),
      labels: holds({
        service: SERVICE,
        endpoint: numbered(/^\/api\/v1\/test(\d+)$/, 1, 10),
        method: like(/^(GET|POST|PUT|DELETE)$/),
        status_code: like(/^(200|201|400|404|500)$/),
      }),
      service: SERVICE,
      tenant_id: TENANT,
    }),
    answer: { success: true },
  },
  {
    name: 'batch',
    weight: 2,
    method: 'POST',
    path: /^\/metrics\/track\/batch$/,
    headers: WITH_JSON,
    body: (body) => {
      if (!Array.isArray(body) || body.length < 1 || body.length > 5) return ['is no list of 1 to 5'];
      return body.flatMap((item, at) =>
        shape({
          name: (name) => name === `batch_metric_${at}`,
          value,
          type: (type) => type === 'gauge',
          labels: holds({ service: SERVICE, batch_id: numbered(/^batch-(\d+)$/, 1, 100) }),
          service: SERVICE,
          tenant_id: TENANT,
        })(item),
      );
    },
    answer: { success: true },
  },
  read(1, '/metrics\\?format=prometheus', 'data', false),
  read(1, '/metrics/series', 'series', false),
  read(1, '/metrics/stats', 'collector', false),
];

const FILTERS = '\\{"commodity": "oil"\\}';
const SUBSCRIBE: Kind = {
  ...read(1, '/sse/subscribe', 'success', false),
  method: 'POST',
  path: new RegExp(
    `^/sse/subscribe\\?connection_id=conn-[1-9]\\d{3}&topic=(pricing.updates|curve.changes)&filters=${FILTERS}$`,
  ),
  answer: { success: true },
};

export const TRAFFIC: Readonly<Record<string, ClassTraffic>> = {
  GatewayRESTUser: { service: 'gateway', thinkMs: [1_000, 3_000], kinds: GATEWAY },
  AuthServiceUser: { service: 'auth', thinkMs: [1_000, 2_000], kinds: AUTH },
  EntitlementsServiceUser: { service: 'entitlements', thinkMs: [1_000, 3_000], kinds: ENTITLEMENTS },
  MetricsServiceUser: { service: 'metrics', thinkMs: [1_000, 2_000], kinds: METRICS },
  'StreamingUser/subscribe': { service: 'streaming', thinkMs: [2_000, 5_000], kinds: [SUBSCRIBE] },
};

/** The kind a request is of, and what about it is not as section 8 says. */
export function judgeRequest(
  { method, path, headers, body }: Pick<FiredRequest, 'method' | 'path' | 'headers' | 'body'>,
  kinds: readonly Kind[],
): { readonly kind: Kind; readonly wrong: readonly string[] } {
  const decoded = decodeURIComponent(path);
  const kind = kinds.find((one) => one.method === method && one.path.test(decoded));
  if (kind === undefined) throw new Error(`section 8 knows no ${method} ${decoded}`);
  const sent = new Map(
    headers.flatMap((name, at) => (at % 2 === 0 ? [[name.toLowerCase(), headers[at + 1]]] : [])),
  );
  for (const ours of ['host', 'connection', 'content-length']) sent.delete(ours);
  const names = [...sent.keys()].toSorted();
  const wrong = [...kind.body(body === null || body === '' ? null : JSON.parse(body))];
  if (names.join() !== [...kind.headers].toSorted().join()) wrong.push(`headers ${names.join()}`);
  if (sent.get('accept-encoding') !== 'gzip, deflate') wrong.push('accept-encoding');
  const type = sent.get('content-type');
  if (type !== undefined && type !== 'application/json') wrong.push(`content-type ${type}`);
  const signature = sent.get('authorization');
  if (signature !== undefined && signature !== `Bearer ${OLD_TOKEN}`) wrong.push('authorization');
  return { kind, wrong };
}

type Rule = (value: unknown) => boolean;

/** Exactly these members, each by its rule. */
function shape(rules: Readonly<Record<string, Rule>>): (body: unknown) => readonly string[] {
  return (body) => {
    if (typeof body !== 'object' || body === null) return ['is no object'];
    const members = new Map(Object.entries(body));
    const wrong = Object.entries(rules).flatMap(([name, rule]) =>
      rule(members.get(name)) ? [] : [`${name}: ${JSON.stringify(members.get(name))}`],
    );
    const more = [...members.keys()].filter((name) => !Object.hasOwn(rules, name));
    return [...wrong, ...more.map((name) => `${name} is one too many`)];
  };
}

function holds(rules: Readonly<Record<string, Rule>>): Rule {
  const judge = shape(rules);
  return (body) => judge(body).length === 0;
}

function like(pattern: RegExp): Rule {
  return (text) => typeof text === 'string' && pattern.test(text);
}

function numbered(pattern: RegExp, from: number, to: number): Rule {
  return (text) => {
    const number = typeof text === 'string' ? Number(pattern.exec(text)?.[1] ?? Number.NaN) : Number.NaN;
    return number >= from && number <= to;
  };
}

function sameResource(body: unknown): boolean {
  const { resource, context } = Object(body);
  return String(Object(context).resource_id).startsWith(`${String(resource)}-`);
}
