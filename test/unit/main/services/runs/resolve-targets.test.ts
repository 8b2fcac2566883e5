import { describe, expect, it } from 'vitest';
import { printWatchSource } from '../../../../../src/contract/watch.ts';
import type { PlanRef } from '../../../../../src/contract/wire.ts';
import { readPreset } from '../../../../../src/main/services/plans/library/presets.ts';
import { resolveTargets } from '../../../../../src/main/services/runs/resolve-targets.ts';
import { sampleTargets } from '../../../../../src/main/services/target/sample-targets.ts';
import { PRESETS_DIR } from '../plans/support.ts';

const workspaceUrls = {
  builtIn: { gateway: 'http://gateway.example:81', streaming: 'http://stream.example:82' },
  own: new Map([
    ['shop', 'http://shop.example:83'],
    ['constructor', 'http://names.example:84'],
  ]),
};
const WATCHES = new Map([
  ['http://gateway.example:81', 'docker:gateway'],
  ['http://localhost:8010', 'port:8010'],
  ['http://localhost:8011', 'port:8010'],
  ['http://elsewhere.example:9', 'docker:never'],
]);
const { urls: sampleUrls, ...samples } = sampleTargets({
  urls: { gateway: 'http://127.0.0.1:4001', auth: 'http://127.0.0.1:4002' },
  pid: 4711,
  profile: 'healthy',
});

const preset = await readPreset(PRESETS_DIR, 'smoke');
if (!preset.ok) throw new Error(preset.failure.message);
const COPY = preset.value;

interface Options {
  readonly targets?: Record<string, string>;
  readonly watch?: { of: string; source: string }[];
  readonly onSamples?: boolean;
  readonly watches?: ReadonlyMap<string, string>;
}

async function targeted(plan: PlanRef, options: Options = {}) {
  const { resolved } = await resolvedBy(plan, options);
  return Object.fromEntries(resolved.plan.services.map(({ name, url }) => [name, url]));
}

async function resolvedBy(plan: PlanRef, { onSamples = false, watches = new Map(), ...overrides }: Options) {
  const result = await resolveTargets(
    { plan, overrides },
    onSamples ? { urls: sampleUrls, ...samples } : null,
    {
      ...{ presetsDir: PRESETS_DIR, allowedHosts: [], readStored: async () => preset },
      workspaceUrls: { ...workspaceUrls, watches },
    },
  );
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

const FOLLOWED = {
  gateway: 'http://gateway.example:81',
  streaming: 'http://stream.example:82',
  auth: 'http://localhost:8010',
  entitlements: 'http://localhost:8011',
  metrics: 'http://localhost:8012',
};

describe('what is watched of the services that are set up', () => {
  const smoke = { kind: 'preset', name: 'smoke' } as const;
  const watchesOf = async (plan: PlanRef, options: Options = {}) => {
    const { resolved, overrides } = await resolvedBy(plan, { watches: WATCHES, ...options });
    const watches = (resolved.plan.watches ?? []).map(({ label, service, source }) => [
      ...[label, service, printWatchSource(source)],
    ]);
    return { watches, asked: overrides.watch };
  };

  it('is watched where the run goes there, each process once, and is not said to be asked for', async () => {
    expect(await watchesOf(smoke)).toEqual({
      watches: [
        ['gateway', 'gateway', 'docker:gateway'],
        ['auth', 'auth', 'port:8010'],
      ],
      asked: undefined,
    });
  });

  it('gives way to what is asked for by that name', async () => {
    const asked = [{ of: 'gateway', source: 'pid:7' }];
    const { watches } = await watchesOf(smoke, { watch: asked });
    expect(watches).toEqual([
      ['gateway', 'gateway', 'pid:7'],
      ['auth', 'auth', 'port:8010'],
    ]);
  });

  it('is left out of a run by its name, which is stored as asked for', async () => {
    const asked = [{ of: 'Gateway', source: 'none' }];
    expect(await watchesOf(smoke, { watch: asked })).toEqual({
      watches: [['auth', 'auth', 'port:8010']],
      asked,
    });
  });

  it('is not watched where the run goes elsewhere', async () => {
    const targets = {
      gateway: 'http://127.0.0.1:1',
      auth: 'http://127.0.0.1:2',
      entitlements: 'http://127.0.0.1:3',
    };
    expect((await watchesOf(smoke, { targets })).watches).toEqual([]);
  });
});

describe('where a plan goes', () => {
  it.each([
    ['a preset', { kind: 'preset', name: 'smoke' }],
    ['a copy of it that is kept', { kind: 'stored', planId: 'plan-a' }],
    ['its text in a file', { kind: 'text', text: COPY }],
  ] as const)('%s follows the addresses set up', async (_, ref) => {
    expect(await targeted(ref)).toEqual(FOLLOWED);
  });

  it.each([
    ['another', 'http://elsewhere.example:9'],
    ['the same as the suite has', 'http://localhost:8000'],
  ])('an address written in the plan is where it goes: %s', async (_, url) => {
    const text = `${COPY}services: { gateway: { url: "${url}" } }\n`;
    expect(await targeted({ kind: 'text', text })).toEqual({ ...FOLLOWED, gateway: url });
  });

  it('a service of a plan of one’s own that is only called like one set up does not follow it', async () => {
    const text = `plimsoll: 1
name: Own
services: { gateway: { url: "http://127.0.0.1:9" } }
classes: { user: { service: gateway, tasks: { home: { get: / } } } }
`;
    expect(await targeted({ kind: 'text', text })).toEqual({ gateway: 'http://127.0.0.1:9' });
  });

  it('a bare address goes there', async () => {
    expect(await targeted({ kind: 'url', url: 'http://127.0.0.1:9/x' })).toEqual({
      target: 'http://127.0.0.1:9',
    });
  });

  it('what is asked for by hand goes before the samples, and those before the addresses set up', async () => {
    const targets = { gateway: 'http://by-hand.example:7' };
    const ref = { kind: 'text', text: COPY } as const;
    expect(await targeted(ref, { targets })).toMatchObject({ ...targets, streaming: FOLLOWED.streaming });
    expect(await targeted(ref, { targets, onSamples: true })).toMatchObject({
      ...targets,
      auth: sampleUrls.auth,
    });
    expect(await targeted(ref, { onSamples: true })).toMatchObject(sampleUrls);
  });

  const writtenWithout = (name: string) => `plimsoll: 1
name: Own
services: { ${name}: { health: /health } }
classes: { user: { service: ${name}, tasks: { home: { get: / } } } }
`;

  it.each([
    ['shop', 'http://shop.example:83'],
    ['constructor', 'http://names.example:84'],
  ])(
    'a service written without an address, %s, follows the user’s service of that name',
    async (name, url) => {
      const text = writtenWithout(name);
      expect(await targeted({ kind: 'text', text })).toEqual({ [name]: url });
      expect(await targeted({ kind: 'text', text }, { onSamples: true })).toEqual({ [name]: url });
      const targets = { [name]: 'http://by-hand.example:7' };
      expect(await targeted({ kind: 'text', text }, { targets })).toEqual(targets);
    },
  );

  it.each(['gateway', 'toString'])(
    'one of the name %s, which no service of the user has, goes nowhere',
    async (name) => {
      const ref = { kind: 'text', text: writtenWithout(name) } as const;
      await expect(targeted(ref)).rejects.toThrow(
        `service "${name}" is written without an address, and no service of that name is set up under Services`,
      );
      const targets = { [name]: 'http://by-hand.example:7' };
      expect(await targeted(ref, { targets })).toEqual(targets);
    },
  );

  it('a service of a suite to which a plan only adds a health path still follows', async () => {
    const text = `${COPY}services: { gateway: { health: /ready }, auth: { health: /ready } }\n`;
    expect(await targeted({ kind: 'text', text })).toEqual(FOLLOWED);
  });
});

describe('what is watched in a run on the sample services', () => {
  const ref = { kind: 'text', text: COPY } as const;
  const watchesOf = async (options: Options, plan: PlanRef = ref) =>
    (await resolvedBy(plan, options)).resolved.plan.watches?.map(({ label, source }) => [
      label,
      printWatchSource(source),
    ]);
  const METRICS = [
    'db_pool_connections_in_use{service="gateway"}',
    'cache_hits_total{service="gateway"}',
    'cache_misses_total{service="gateway"}',
    'db_pool_connections_in_use{service="auth"}',
  ];
  const PAGE = ['pools and caches', `prometheus:http://127.0.0.1:4001/metrics#${METRICS.join(',')}`];

  it('is their process, and the page on which one of them tells the metrics of all', async () => {
    expect(await watchesOf({ onSamples: true })).toEqual([['sample services', 'pid:4711'], PAGE]);
    expect(await watchesOf({})).toBeUndefined();
  });

  it('is left out by name, one or both', async () => {
    const without = (...names: string[]) => ({
      onSamples: true,
      watch: names.map((of) => ({ of, source: 'none' })),
    });
    expect(await watchesOf(without('pools and caches'))).toEqual([['sample services', 'pid:4711']]);
    expect(await watchesOf(without('pools and caches', 'sample services'))).toBeUndefined();
  });

  it('is not among what was asked for, and is stored with none of it', async () => {
    expect((await resolvedBy(ref, { onSamples: true })).overrides.watch).toBeUndefined();
  });

  it('stands beside what somebody watches, and gives way to it under the same name', async () => {
    const watch = [
      { of: 'gateway', source: 'port:4001' },
      { of: 'sample services', source: 'port:4002' },
    ];
    const seen = await watchesOf({ onSamples: true, watch });
    expect(seen).toEqual([['gateway', 'port:4001'], ['sample services', 'port:4002'], PAGE]);
    const planned = { kind: 'text', text: `${COPY}watch: { pools and caches: pid:7 }\n` } as const;
    expect(await watchesOf({ onSamples: true }, planned)).toEqual([
      ['pools and caches', 'pid:7'],
      ['sample services', 'pid:4711'],
    ]);
  });

  it('is left out where there is no room for it, and where the run goes elsewhere', async () => {
    const watch = Array.from({ length: 19 }, (_, at) => ({ of: `other ${at}`, source: `pid:${at + 1}` }));
    expect((await watchesOf({ onSamples: true, watch }))?.length).toBe(19);
    const targets = Object.fromEntries(Object.keys(FOLLOWED).map((name) => [name, 'http://127.0.0.1:9']));
    expect(await watchesOf({ onSamples: true, targets })).toBeUndefined();
  });
});

describe('the page of metrics of the sample services', () => {
  it('is asked for the limits that their profile has, of the services that are tested', () => {
    const { watches } = sampleTargets({ urls: sampleUrls, pid: null, profile: 'pooled' });
    expect(watches(['auth'])).toEqual([
      {
        of: 'pools and caches',
        source: `prometheus:${sampleUrls.gateway}/metrics#db_pool_connections_in_use{service="auth"},db_pool_connections_max{service="auth"},db_pool_waiting{service="auth"}`,
      },
    ]);
    expect(sampleTargets({ urls: {}, pid: null, profile: 'healthy' }).watches([])).toEqual([]);
  });
});
