import { describe, expect, it } from 'vitest';
import { overridesOf, planRefOf } from '../../../../../src/main/hosts/cli/run-options.ts';

describe('what a word on the command line names', () => {
  it('takes addresses, presets and files', () => {
    expect(planRefOf('http://127.0.0.1:1/')).toEqual({
      ok: true,
      value: { kind: 'url', url: 'http://127.0.0.1:1/' },
    });
    expect(planRefOf('ws://localhost:1/ws')).toMatchObject({ value: { kind: 'url' } });
    expect(planRefOf('smoke')).toEqual({ ok: true, value: { kind: 'preset', name: 'smoke' } });
    expect(planRefOf('no-such-plan.yaml')).toMatchObject({ ok: false, failure: { code: 'usage.option' } });
    expect(planRefOf('./')).toMatchObject({ ok: false });
  });
});

describe('the options of a run', () => {
  it('become overrides with their units', () => {
    expect(
      overridesOf({
        users: '50',
        spawnRate: '5',
        duration: '1m30s',
        warmup: '500ms',
        timeout: '2',
        strictHttp: true,
        set: ['token=a=b'],
      }),
    ).toEqual({
      ok: true,
      value: {
        users: 50,
        spawnRate: 5,
        durationMs: 90_000,
        warmupMs: 500,
        timeoutMs: 2_000,
        strictHttp: true,
        values: { token: 'a=b' },
      },
    });
  });

  it('place the sample services by their base port, and let a target win', () => {
    expect(overridesOf({ services: '9000', target: ['auth=http://127.0.0.1:1'] })).toEqual({
      ok: true,
      value: {
        targets: {
          gateway: 'http://127.0.0.1:9000',
          streaming: 'http://127.0.0.1:9001',
          auth: 'http://127.0.0.1:1',
          entitlements: 'http://127.0.0.1:9011',
          metrics: 'http://127.0.0.1:9012',
        },
      },
    });
  });

  it('take stop rules as they are typed', () => {
    const stopWhen = ['p95>1s for 10s', 'shop: errors>5% for 5s then fail'];
    expect(overridesOf({ stopWhen })).toEqual({ ok: true, value: { stopWhen } });
  });

  it('take watches by name, the address with all its equals signs', () => {
    const watch = [
      'auth= none',
      'gateway=port:8000',
      'gateway =pid:7',
      'my db= prometheus:http://h/m?a=b&c=d#up{e="f"}',
    ];
    expect(overridesOf({ watch })).toEqual({
      ok: true,
      value: {
        watch: [
          { of: 'auth', source: 'none' },
          { of: 'gateway', source: 'port:8000' },
          { of: 'gateway', source: 'pid:7' },
          { of: 'my db', source: 'prometheus:http://h/m?a=b&c=d#up{e="f"}' },
        ],
      },
    });
  });

  it('take targets and values by name, whatever blanks stand around it, and values as they are', () => {
    const set = ['text = a = b ', ' __proto__x=1'];
    expect(overridesOf({ target: ['gateway =http://127.0.0.1:8000'], set })).toEqual({
      ok: true,
      value: {
        targets: { gateway: 'http://127.0.0.1:8000' },
        values: { text: ' a = b ', __proto__x: '1' },
      },
    });
  });

  it('read a reply rule', () => {
    expect(overridesOf({ reply: '/type=pong' })).toMatchObject({
      value: { reply: { pointer: '/type', value: 'pong' } },
    });
    expect(overridesOf({ reply: '/id=7' })).toMatchObject({ value: { reply: { value: 7 } } });
  });

  it.each([
    [{ users: '-1' }, '--users -1 is not a number of zero or more.'],
    [{ users: 'many' }, '--users many is not a number of zero or more.'],
    [{ rate: 'Infinity' }, '--rate Infinity is not a number of zero or more.'],
    [{ spawnRate: '' }, '--spawn-rate  is not a number of zero or more.'],
    [{ duration: 'soon' }, '--duration soon is not a duration.'],
    [{ target: ['gateway'] }, '--target gateway is not of the form name=value.'],
    [{ reply: 'pong' }, '--reply pong is not of the form /pointer=value.'],
    [{ spawnRate: '0' }, '--spawn-rate does not fit: it must be more than 0.'],
    [{ rate: '1e15' }, '--rate does not fit: it must be at most 1000000.'],
    [{ users: '2.5' }, '--users 2.5 is not a whole number from 0 to 1000000.'],
    [{ requests: '-5' }, '--requests -5 is not a whole number from 1 to 1000000000.'],
    [{ threads: '0' }, '--threads 0 is not a whole number from 1 to 64.'],
    [{ seed: '-1' }, '--seed -1 is not a number of zero or more.'],
    [{ duration: '0s' }, '--duration does not fit: it must be more than 0.'],
    [{ arrivals: 'often' }, '--arrivals does not fit: it must be one of constant, poisson.'],
    [{ stopWhen: ['p95>1s for 10s', 'p95>1s'] }, '--stop-when: "p95>1s" does not say for how long.'],
    [{ watch: ['port:8000'] }, '--watch port:8000 is not of the form name=source.'],
    [{ watch: ['=port:8000'] }, '--watch =port:8000 is not of the form name=source.'],
    [{ watch: [' =port:8000'] }, '--watch  =port:8000 is not of the form name=source.'],
    [{ watch: [' port:80=port:8000'] }, '--watch  port:80=port:8000 is not of the form name=source.'],
    [{ set: ['__proto__ =1'] }, '--set cannot set __proto__.'],
    [
      { watch: ['prometheus:http://u:hunter2@h/m?a=b'] },
      '--watch prometheus:http://…@h/m?a=b is not of the form name=source.',
    ],
    [{ watch: ['db=port:'] }, '--watch db: "port:" is not a source Plimsoll can watch.'],
    [{ watch: ['db=port:99999'] }, '--watch db: "99999" is not a port (1 to 65535).'],
    [{ watch: ['db=prometheus:ftp://u:hunter2@h'] }, '--watch db: "ftp://…@h" is not an address.'],
    [{ watch: ['__proto__=pid:1'] }, '--watch does not fit: a name starts with a letter or digit.'],
    [
      { watch: Array.from({ length: 21 }, (_, at) => `db=pid:${at + 1}`) },
      '--watch does not fit: it must be at most 20.',
    ],
    [{ services: '70000' }, '--services 70000 is not a port from 1 to 65523.'],
  ])('refuse %j with one sentence', (flags, message) => {
    expect(overridesOf(flags)).toMatchObject({ ok: false, failure: { code: 'usage.option', message } });
  });

  it('refuse absurd numbers', () => {
    expect(overridesOf({ users: '1e12' })).toMatchObject({ ok: false, failure: { code: 'usage.option' } });
    expect(overridesOf({ arrivals: 'sometimes' })).toMatchObject({ ok: false });
    expect(overridesOf({ threads: '1.5' })).toMatchObject({ ok: false });
  });
});
