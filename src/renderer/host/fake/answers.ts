import { fail, type Result, succeed } from '../../../contract/failure.ts';
import type { Overrides } from '../../../contract/plan.ts';
import type { AnswerOf, ArgumentOf, PlanPreview } from '../../../contract/wire.ts';
import { DEMO_ENDPOINTS, DEMO_PRESETS, SERVICE_PORTS, WIDE_ENDPOINTS } from './catalogue.ts';
import { DEMO_THRESHOLDS } from './demo-thresholds.ts';
import { demoShapes } from './history.ts';
import type { RunShape } from './shape.ts';

export function notFound<T>(runId: string): Result<T> {
  return fail({
    code: 'run.not_found',
    side: 'client',
    message: `There is no run ${runId}.`,
    hint: 'It may have been deleted; open Runs to see what there is.',
  });
}

export const APP_INFO: AnswerOf<'app.info'> = {
  version: '0.1.0',
  host: 'fake',
  capabilities: {
    saveToDisk: { able: false, reason: 'A page in a browser downloads files instead.' },
    openExternal: { able: false, reason: 'A page in a browser opens links itself.' },
    quit: { able: false, reason: 'Close the tab; the program goes on until it is ended in its terminal.' },
  },
  node: '24.21.0',
  dataDir: '/home/demo/.local/share/plimsoll',
  cores: 8,
  storageNotice: null,
};

export const sampleUrls = () =>
  Object.fromEntries(Object.entries(SERVICE_PORTS).map(([name, port]) => [name, `http://127.0.0.1:${port}`]));

export function shapeFor(argument: ArgumentOf<'runs.start'>, overrides: Overrides, wide: boolean): RunShape {
  const [base] = demoShapes(Date.now()) as [RunShape];
  const plan = argument.plan;
  const preset = plan.kind === 'preset' ? DEMO_PRESETS.find((row) => row.name === plan.name) : undefined;
  const durationS = Math.max(1, Math.round((overrides.durationMs ?? preset?.durationMs ?? 30_000) / 1_000));
  const users = overrides.users ?? overrides.connections ?? 40;
  const endpoints = DEMO_ENDPOINTS.filter((row) => plan.kind !== 'url' || row.endpoint === 'curves');
  return {
    ...base,
    runId: `live-${Math.round(performance.now() * 1_000).toString(36)}`,
    name: argument.name ?? preset?.title ?? (plan.kind === 'url' ? plan.url : 'Plan'),
    preset: preset?.name ?? plan.kind,
    startedAt: Date.now(),
    users,
    spawnRate: overrides.spawnRate ?? Math.max(1, users / 5),
    durationS,
    ranS: durationS,
    warmupS: Math.round((overrides.warmupMs ?? 0) / 1_000),
    endpoints: wide ? WIDE_ENDPOINTS : endpoints,
    tags: [],
  };
}

export function previewOf({ plan, overrides }: ArgumentOf<'plans.describe'>): Result<PlanPreview> {
  const preset = plan.kind === 'preset' ? DEMO_PRESETS.find((row) => row.name === plan.name) : undefined;
  if (plan.kind === 'preset' && preset === undefined) {
    return fail({
      code: 'plan.unknown_preset',
      side: 'test',
      message: `There is no preset "${plan.name}".`,
      hint: 'Did you mean smoke?',
    });
  }
  if (plan.kind === 'url' && (/^ws/i.test(plan.url) || overrides?.sse === true)) {
    return succeed(streamPreviewOf(plan.url, overrides ?? {}));
  }
  const durationMs = overrides?.durationMs ?? preset?.durationMs ?? 30_000;
  const users = overrides?.users ?? 40;
  const total = DEMO_ENDPOINTS.reduce((sum, row) => sum + row.perUser, 0);
  return succeed({
    name: preset?.title ?? 'Test of an address',
    sentences: [
      `${users} users start at ${overrides?.spawnRate ?? 2} per second and share five services.`,
      `About ${Math.round(users * total)} requests per second once all have started.`,
      `It ends by itself after ${durationMs / 1_000} s.`,
    ],
    warnings:
      durationMs < 30_000 ? ['Too short for a p99 of rarely asked endpoints; their p95 may be hidden.'] : [],
    durationMs,
    load: { users, spawnRate: overrides?.spawnRate ?? 2, warmupMs: overrides?.warmupMs ?? 2_000 },
    endpoints: DEMO_ENDPOINTS.map((row) => ({
      service: row.service,
      endpoint: row.endpoint,
      protocol: row.protocol,
      sharePercent: (row.perUser / total) * 100,
    })),
    targets: Object.entries(SERVICE_PORTS).map(([service, port]) => ({
      service,
      url: `http://localhost:${port}`,
    })),
    thresholds: DEMO_THRESHOLDS,
    ungraded: [],
  });
}

function streamPreviewOf(url: string, overrides: Overrides): PlanPreview {
  const { connections = 100, messageRate = 1, durationMs = 300_000, warmupMs = 0 } = overrides;
  const isSocket = /^ws/i.test(url);
  const what = overrides.message === undefined ? 'pings' : 'messages';
  return {
    name: url,
    sentences: [
      isSocket
        ? `${connections} WebSocket connections to target send ${messageRate} ${what} per second each, ${connections * messageRate}/s in all.`
        : `${connections} event streams of target are read to their end.`,
      `It ends by itself after ${durationMs / 1_000} s.`,
    ],
    warnings: [],
    durationMs,
    load: { connections, warmupMs, ...(isSocket && { messageRate }) },
    endpoints: (isSocket
      ? ['ws_connect', 'ws_ping', 'ws_first_message']
      : ['sse_stream', 'sse_headers', 'sse_gap']
    ).map((endpoint) => ({
      service: 'target',
      endpoint,
      protocol: isSocket ? ('websocket' as const) : ('sse' as const),
      sharePercent: 100 / 3,
    })),
    targets: [{ service: 'target', url }],
    thresholds: [
      {
        service: 'target',
        endpoint: isSocket ? 'ws_connect' : 'sse_stream',
        metric: 'errorRate',
        acceptable: 1,
      },
    ],
    ungraded: [],
  };
}

export function planText(shape: RunShape): string {
  const services = [...new Set(shape.endpoints.map((row) => row.service))];
  return [
    'plimsoll: 1',
    `name: ${shape.name}`,
    `purpose: ${shape.purpose}`,
    'services:',
    ...services.flatMap((name) => [
      `  ${name}:`,
      `    url: http://localhost:${SERVICE_PORTS[name] ?? 8000}`,
      '    health: /health',
    ]),
    'load:',
    `  users: ${shape.users}`,
    `  spawnRate: ${shape.spawnRate}`,
    `  duration: ${shape.durationS}s`,
    `  warmup: ${shape.warmupS}s`,
    '',
  ].join('\n');
}

export function dropUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
