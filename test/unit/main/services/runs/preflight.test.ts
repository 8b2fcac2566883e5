import { describe, expect, it } from 'vitest';
import { type PreflightOptions, preflightRun } from '../../../../../src/main/services/runs/preflight.ts';
import { PRESETS_DIR, planText } from '../plans/support.ts';

/** Nothing here is connected to: refusals are of addresses as they are written. */
const STRANGER = '192.0.2.7';

async function admitted(watch: string, options: Partial<PreflightOptions> = {}, typed: string[] = []) {
  const text = planText({ more: `watch: ${watch}` }).replace(':8080', ':1');
  const overrides = { watch: typed.map((source) => ({ of: 'typed', source })) };
  return preflightRun(
    { plan: { kind: 'text', text }, overrides, force: true },
    {
      presetsDir: PRESETS_DIR,
      allowedHosts: [],
      workspaceUrls: { builtIn: {}, own: new Map() },
      env: {},
      samples: { urls: {}, watches: () => [] },
      readMachineLimits: async () => ({ cores: 2, openFiles: null, localPorts: null, freeMemoryBytes: 8e9 }),
      ...options,
    },
  );
}

describe('a watch of an address that was not allowed', () => {
  it.each([
    [
      'written in the plan',
      `{ api: port:1, database: { prometheus: "http://${STRANGER}:9187/metrics" } }`,
      {},
    ],
    ['of a Prometheus server', `{ database: "prometheus:http://${STRANGER}?query=up" }`, {}],
    [
      'named by a value',
      '{ database: { prometheus: "http://{{ env.HOST }}/metrics" } }',
      { HOST: `${STRANGER}:9187` },
    ],
    [
      'behind a password',
      `{ database: { prometheus: "http://localhost:{{ env.HOST }}@${STRANGER}/" } }`,
      { HOST: 'x' },
    ],
  ])('is refused before anything is sent: %s', async (_, watch, env) => {
    const ready = await admitted(watch, { env });
    expect(ready).toEqual({
      ok: false,
      failure: {
        code: 'guard.blocked_host',
        side: 'guard',
        message: expect.stringMatching(
          /^Watch database: The address is not on this machine and was not allowed/,
        ),
        hint: 'Name the host with --allow-host.',
      },
    });
  });

  it('is refused where it is typed, too, and taken where the host is allowed', async () => {
    const typed = [`prometheus:http://u:hunter2@${STRANGER}/m`];
    const refused = await admitted('{}', {}, typed);
    expect(refused).toMatchObject({ ok: false, failure: { code: 'guard.blocked_host' } });
    expect(JSON.stringify(refused)).not.toContain('hunter2');
    expect(await admitted('{}', { allowedHosts: [STRANGER] }, typed)).toMatchObject({ ok: true });
  });

  describe('by the name that it has', () => {
    const watch = '{ database: "prometheus:http://metrics.test:9187/metrics" }';
    const refusal = (code: string) => ({
      ok: false,
      failure: { code, message: expect.stringMatching(/^Watch database: .*metrics\.test/) },
    });
    const lookedUp = (
      lookup: NonNullable<PreflightOptions['lookupWatched']>['lookup'],
      allowedHosts: string[] = [],
    ) => admitted(watch, { allowedHosts, lookupWatched: { ...(lookup && { lookup }), withinMs: 20 } });

    it('is refused as well, also where only one of its addresses is a stranger', async () => {
      const addresses = ['127.0.0.1', STRANGER].map((address) => ({ address, family: 4 }));
      const found = (_: string, __: object, done: (error: null, all: typeof addresses) => void) =>
        done(null, addresses);
      expect(await lookedUp(found)).toMatchObject(refusal('guard.blocked_host'));
      expect(await lookedUp(found, ['metrics.test'])).toMatchObject({ ok: true });
    });

    it('is refused where the resolver says nothing, and is a gap where nobody has that name', async () => {
      expect(await lookedUp(() => undefined)).toMatchObject(refusal('dns.timeout'));
      const unknown = (_: string, __: object, done: (error: NodeJS.ErrnoException, all: []) => void) =>
        done(Object.assign(new Error('not found'), { code: 'ENOTFOUND' }), []);
      expect(await lookedUp(unknown)).toMatchObject({ ok: true });
    });
  });
});

it('admits a run whatever else is wrong with its watches, and hands their texts to whoever reads them', async () => {
  const watch =
    '{ gone: pid:4194304, closed: port:1, none: "docker:no-such-thing", page: "prometheus:http://127.0.0.1:{{ env.PORT }}/m" }';
  const ready = await admitted(watch, { env: { PORT: 'ninety' } }, [
    'prometheus:http://u:hunter2@127.0.0.1:1/m',
  ]);
  if (!ready.ok) throw new Error(ready.failure.message);
  expect(
    ready.value.watches.map(({ label, source }) => [
      label,
      source.kind === 'metrics' ? source.url : source.kind,
    ]),
  ).toEqual([
    ['gone', 'pid'],
    ['closed', 'port'],
    ['none', 'docker'],
    ['page', 'http://127.0.0.1:ninety/m'],
    ['typed', 'http://u:hunter2@127.0.0.1:1/m'],
  ]);
  const { resolved, overrides } = ready.value;
  expect(JSON.stringify([resolved.plan, resolved.text, overrides])).not.toContain('hunter2');
  expect(overrides.watch).toEqual([
    { of: 'typed', source: 'prometheus:http://u:{{ secret.watch-typed-password }}@127.0.0.1:1/m' },
  ]);
  expect(resolved.secrets).toEqual({ PLIMSOLL_SECRET_WATCH_TYPED_PASSWORD: 'hunter2' });
});
