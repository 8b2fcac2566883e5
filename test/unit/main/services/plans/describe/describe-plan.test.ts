import { describe, expect, it } from 'vitest';
import type { Overrides } from '../../../../../../src/contract/plan.ts';
import { compilePlan } from '../../../../../../src/main/services/plans/compile/compile-plan.ts';
import { describePlan } from '../../../../../../src/main/services/plans/describe/describe-plan.ts';
import { planOf, planText } from '../support.ts';

function previewOf(text: string, overrides: Overrides = {}) {
  const source = planOf(text);
  const compiled = compilePlan(source, overrides);
  if (!compiled.ok) throw new Error(compiled.failure.message);
  const { run, load } = compiled.value;
  return describePlan({ plan: run, load, source, overrides });
}

const GATEWAY = `plimsoll: 1
name: Gateway
use: { suite: access-layer, classes: { GatewayRESTUser: {} } }
load: { users: 60, spawnRate: 6, duration: 5m, warmup: 10s }
`;

describe('describePlan', () => {
  it('says what a closed plan will do', () => {
    const preview = previewOf(GATEWAY);
    expect(preview.sentences).toEqual([
      '60 users have started after 10s. Between two tasks a user thinks for 1s to 3s.',
      'That is at most 30/s on average, however fast the responses, over 11 endpoints.',
      'Graded: latency of 5 endpoints, error rate of 1 service, throughput of 1 service.',
      'It takes 5m, of which the first 10s are warm-up and not counted.',
      'Before it starts, gateway is health-checked.',
    ]);
    expect(preview.load).toEqual({ users: 60, spawnRate: 6, warmupMs: 10_000 });
    expect(preview.endpoints[0]).toMatchObject({
      service: 'gateway',
      endpoint: 'instruments',
      protocol: 'http',
    });
    expect(preview.endpoints[0]?.sharePercent).toBeCloseTo(300 / 19, 10);
    expect(preview.warnings).toEqual([
      'Throughput will not be graded where the plan offers too little to reach Acceptable: gateway 30/s of 50/s.',
    ]);
  });

  it('says what an open plan will do', () => {
    expect(previewOf(planText({ load: '{ rate: 250, duration: 1m }' })).sentences).toEqual([
      'Tasks start at 250/s, evenly spaced, regardless of responses.',
      'That is 250/s on average, over 1 endpoint.',
      'It takes 1m.',
    ]);
    expect(
      previewOf(planText({ load: '{ arrivals: poisson, rate: 0, stages: [{ to: 80, duration: 1m }] }' }))
        .sentences,
    ).toEqual([
      'Tasks start at up to 80/s, at random, regardless of responses.',
      'That is 40/s on average, over 1 endpoint.',
      'It takes 1m.',
    ]);
  });

  it('says what users without think time do', () => {
    const preview = previewOf(planText({ load: '{ users: 1, duration: 1m }' }));
    expect(preview.sentences).toEqual([
      '1 user starts at once. It continues as soon as it gets a response.',
      'Requests per second depend on response times.',
      'It takes 1m.',
    ]);
    expect(preview.endpoints).toEqual([
      { service: 'api', endpoint: 'home', protocol: 'http', sharePercent: 100 },
    ]);
  });

  it('says what streams do', () => {
    const classes = `  a: { service: api, websocket: { path: /ws, connections: 10, connectRate: 10, messageRate: 2, message: hi } }
  b: { service: api, websocket: { path: /ws, connections: 1, messageRate: 0 } }
  c: { service: api, sse: { path: /sse, streams: 2, hold: 5s } }
  d: { service: api, sse: { path: /sse, streams: 1 } }`;
    const preview = previewOf(planText({ classes, load: '{ duration: 1m }' }));
    expect(preview.sentences).toEqual([
      '10 WebSocket connections to api send 2 messages per second each, 20/s in total.',
      '1 WebSocket connection to api listens only.',
      '2 event streams of api are read for 5s at a time.',
      '1 event stream of api is read to its end.',
      'It takes 1m.',
    ]);
    expect(preview.load).toEqual({ users: 3, connections: 11, messageRate: 2 });
  });
});

describe('warnings', () => {
  it('warns of a short run, thin percentiles and classes without users', () => {
    const text = `plimsoll: 1
name: Short
use: { suite: access-layer, classes: { GatewayRESTUser: {}, AuthServiceUser: {} } }
load: { users: 1, spawnRate: 1, duration: 10s }
`;
    expect(previewOf(text).warnings).toEqual([
      'There are fewer users than classes: AuthServiceUser gets none.',
      'Too short to judge: only 9s at full load.',
      'The p95 of gateway.historical (and of 4 more) will lack evidence: at most 0 samples, 200 needed.',
      'Throughput will not be graded where the plan offers too little to reach Acceptable: gateway 0.57/s of 50/s.',
    ]);
    expect(previewOf(text, { only: ['gateway'] }).warnings[0]).toBe(
      'Too short to judge: only 9s at full load.',
    );
  });

  it('says what counted tasks end, and at which time at the latest', () => {
    const each = '  a: { service: api, thinkTime: 1s, iterations: 2, tasks: { t: { get: / } } }';
    const all = '  a: { service: api, thinkTime: 1s, tasks: { t: { get: / } } }';
    for (const text of [
      planText({ classes: each, load: '{ users: 1, duration: 10m }' }),
      planText({ classes: all, load: '{ users: 1, iterations: 2 }' }),
    ]) {
      const { sentences, iterations, durationMs } = previewOf(text);
      expect([iterations, durationMs]).toEqual([2, 600_000]);
      expect(sentences).toContain('Requests go to 1 endpoint.');
      expect(sentences.join(' ')).toMatch(/It ends after 2 (request|task)s, or after 10m at the latest/);
      expect(sentences.join(' ')).not.toContain('on average');
    }
  });

  it('warns of fewer tasks to run than there are, and of no usual load', () => {
    const classes = '  a: { service: api, tasks: { x: { get: /x }, y: { get: /y } } }';
    const of = (load: string) => previewOf(planText({ classes, load })).warnings.join(' ');
    expect(of('{ users: 1, iterations: 1 }')).toContain(
      '1 iteration for 2 tasks: at least 1 of them gets none.',
    );
    expect(of('{ users: 1, iterations: 2 }')).not.toContain('gets none');
    expect(of('{ users: 1, duration: 30s, warmup: 2s }')).not.toContain('Too short');
    expect(of('{ users: 1, duration: 20s, warmup: 2s }')).toContain('only 18s at full load');
  });

  it('leaves unsaid that a class gets no users where it says so itself', () => {
    const classes = (users: string) =>
      `  a: { service: api, tasks: { x: { get: /x } } }\n  b: { service: api${users}, tasks: { y: { get: /y } } }`;
    const of = (users: string) =>
      previewOf(planText({ classes: classes(users), load: '{ users: 1, duration: 1m }' })).warnings.join(' ');
    expect(of(', users: 0')).not.toContain('fewer users than classes');
    expect(of('')).toContain('There are fewer users than classes: b gets none.');
  });

  it('warns of a ramp that is cut off', () => {
    expect(
      previewOf(planText({ load: '{ users: 100, spawnRate: 1, duration: 30s }' })).warnings.slice(1),
    ).toEqual(['The run ends while users are still starting: some never start.']);
  });

  it('says where cookies are kept although no redirect is followed, and where they are not although one is', () => {
    const warn = (limits: string) =>
      previewOf(planText({ load: '{ users: 1, duration: 1m }', more: `limits: ${limits}` })).warnings.slice(
        1,
      );
    const followed = 'Up to 3 redirects are followed: a response may come from elsewhere.';
    expect(warn('{ cookies: true }')).toEqual([
      'Each user keeps the cookies it receives, and sends them back.',
    ]);
    expect(warn('{ followRedirects: 3 }')).toEqual([followed]);
    expect(warn('{ followRedirects: 3, cookies: false }')).toEqual([
      followed,
      'Cookies set by a redirect are not kept.',
    ]);
  });

  it('warns of an extraction beyond the last redirect that is followed', () => {
    const text = (limits: string) => `plimsoll: 1
name: hops
services: { shop: { url: 'http://localhost:8000' } }
load: { users: 1, duration: 1m }
limits: ${limits}
classes:
  user: { service: shop, tasks: { go: { get: /, extract: [{ to: code, header: location, hop: 2 }] } } }
`;
    const beyond = (limits: string) =>
      previewOf(text(limits)).warnings.filter((warning) => warning.includes('never be found'));
    expect(beyond('{}')).toEqual([
      'code will never be found: no redirects are followed, and the extraction names a later response.',
    ]);
    expect(beyond('{ followRedirects: 1 }')).toEqual([]);
  });

  it('warns of strict HTTP where the command line asks for it, in spite of the plan', () => {
    const more = 'limits: { strictHttp: false }';
    const text = planText({ load: '{ users: 1, duration: 1m }', more });
    const strict = 'Responses that break HTTP/1.1 in ways curl and browsers accept are counted as errors.';
    expect(previewOf(text).warnings).not.toContain(strict);
    expect(previewOf(text, { strictHttp: true }).warnings).toContain(strict);
  });

  it('warns of what is switched on that is off by default', () => {
    const more = 'limits: { verifyTls: false, followRedirects: 3, strictHttp: true }';
    expect(previewOf(planText({ load: '{ users: 1, duration: 1m }', more })).warnings.slice(1)).toEqual([
      'TLS certificates are not verified.',
      'Responses that break HTTP/1.1 in ways curl and browsers accept are counted as errors.',
      'Up to 3 redirects are followed: a response may come from elsewhere.',
    ]);
  });
});
