import type { Protocol } from '../../../contract/run-state.ts';
import type { PresetRow } from '../../../contract/wire.ts';

/** Demo endpoints: requests per second and user, median and spread of a healthy answer. */
export interface DemoEndpoint {
  readonly service: string;
  readonly endpoint: string;
  readonly protocol: Protocol;
  readonly perUser: number;
  readonly medianMs: number;
  readonly sigma: number;
}

const http = (service: string, rows: readonly [string, number, number, number][]): DemoEndpoint[] =>
  rows.map(([endpoint, perUser, medianMs, sigma]) => ({
    service,
    endpoint,
    protocol: 'http',
    perUser,
    medianMs,
    sigma,
  }));

export const DEMO_ENDPOINTS: readonly DemoEndpoint[] = [
  ...http('gateway', [
    ['instruments', 0.12, 22, 0.42],
    ['curves', 0.12, 26, 0.45],
    ['products', 0.08, 41, 0.5],
    ['pricing', 0.08, 64, 0.5],
    ['historical', 0.04, 190, 0.48],
    ['cache_stats', 0.04, 6, 0.4],
    ['rate_limits', 0.04, 5, 0.4],
    ['circuit_breakers', 0.04, 5, 0.4],
    ['cache_warm', 0.04, 38, 0.5],
    ['latest_price', 0.08, 31, 0.45],
    ['curve_snapshots', 0.08, 48, 0.5],
  ]),
  ...http('auth', [
    ['verify_token', 0.25, 9, 0.42],
    ['verify_ws_token', 0.17, 10, 0.42],
    ['user_info', 0.08, 28, 0.5],
  ]),
  ...http('entitlements', [
    ['check', 0.25, 19, 0.45],
    ['rules', 0.05, 52, 0.45],
    ['stats', 0.05, 24, 0.45],
  ]),
  ...http('metrics', [
    ['track', 0.3, 8, 0.4],
    ['track_batch', 0.2, 16, 0.45],
    ['export', 0.1, 140, 0.4],
    ['series', 0.1, 60, 0.4],
    ['stats', 0.1, 21, 0.4],
  ]),
  {
    service: 'streaming',
    endpoint: 'ws_connect',
    protocol: 'websocket',
    perUser: 0.01,
    medianMs: 120,
    sigma: 0.5,
  },
  { service: 'streaming', endpoint: 'ws_ping', protocol: 'websocket', perUser: 0.3, medianMs: 7, sigma: 0.5 },
  { service: 'streaming', endpoint: 'sse_stream', protocol: 'sse', perUser: 0.02, medianMs: 74, sigma: 0.4 },
  ...http('streaming', [['sse_subscribe', 0.05, 22, 0.4]]),
];

export const SERVICE_PORTS: Readonly<Record<string, number>> = {
  gateway: 8000,
  streaming: 8001,
  auth: 8010,
  entitlements: 8011,
  metrics: 8012,
};

type Row = readonly [
  name: string,
  title: string,
  group: PresetRow['group'],
  load: string,
  minutes: number,
  description: string,
  expected: string,
];

const ROWS: readonly Row[] = [
  [
    'smoke',
    'Smoke',
    'smoke',
    '5 users · 1/s',
    2,
    'Every endpoint of the five services, lightly.',
    'Everything answers.',
  ],
  [
    'smoke-ws',
    'Smoke, WebSocket',
    'smoke',
    '10 connections',
    1,
    'Ten connections that subscribe and ping.',
    'Every connection opens.',
  ],
  [
    'light',
    'Light',
    'load',
    '10 users · 2/s',
    5,
    'A quiet morning.',
    'All services responsive, under 100 ms.',
  ],
  ['medium', 'Medium', 'load', '50 users · 5/s', 10, 'A working day.', 'Stable, under 200 ms.'],
  [
    'heavy',
    'Heavy',
    'load',
    '100 users · 10/s',
    15,
    'The end of the month.',
    'Acceptable degradation, under 500 ms.',
  ],
  [
    'stress',
    'Stress',
    'load',
    '200 users · 20/s',
    20,
    'More than was planned for.',
    'Breaking points and failure modes identified.',
  ],
  [
    'ws-basic',
    'WebSocket, basic',
    'websocket',
    '100 connections · 1 msg/s each',
    5,
    'Subscribe and ping.',
    'Every connection opens; round trips under 100 ms.',
  ],
  [
    'ws-high',
    'WebSocket, high',
    'websocket',
    '500 connections · 5 msg/s each',
    10,
    'A busy trading floor.',
    'At least 95% of connections open.',
  ],
  [
    'ws-stress',
    'WebSocket, stress',
    'websocket',
    '1,000 connections · 10 msg/s each',
    15,
    'Ten thousand messages a second.',
    'The limit is found.',
  ],
  ['gateway', 'Gateway', 'service', '50 users · 5/s', 10, 'The REST gateway alone.', 'Stable, under 200 ms.'],
  [
    'streaming',
    'Streaming',
    'service',
    '100 connections · 2 msg/s each',
    5,
    'WebSocket and event streams alone.',
    'Every stream opens.',
  ],
  ['auth', 'Auth', 'service', '25 users · 3/s', 5, 'Token checks alone.', 'Tokens verified in under 50 ms.'],
  [
    'comprehensive',
    'Comprehensive',
    'suite',
    '35 users + 20 connections',
    5,
    'The whole suite in one action, with one report.',
    'All services responsive, under 100 ms.',
  ],
];

export const DEMO_PRESETS: readonly PresetRow[] = ROWS.map(
  ([name, title, group, load, minutes, description, expected]) => ({
    name,
    title,
    group,
    load,
    durationMs: minutes * 60_000,
    description,
    expected,
  }),
);

/** Forty endpoints with names longer than any column: what a real plan can look like. */
export const WIDE_ENDPOINTS: readonly DemoEndpoint[] = Array.from({ length: 40 }, (_, index) => ({
  service: index % 3 === 0 ? 'portfolio-valuation-and-settlement-gateway' : `service-${index % 5}`,
  endpoint: `GET /api/v2/portfolios/{portfolioId}/positions/{positionId}/valuations/${index}?asOf=`,
  protocol: 'http',
  perUser: 0.02 + (index % 7) * 0.02,
  medianMs: 8 + index * 6,
  sigma: 0.3 + (index % 4) * 0.12,
}));
