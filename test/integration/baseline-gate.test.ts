import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GatedRuns } from '../support/gated-runs.ts';
import { type RecordingServer, startRecordingServer } from '../support/recording-server.ts';
import { createTempDir } from '../support/temp-dir.ts';

const KEY = Buffer.alloc(32, 7);
const SECRET = `whsec_${KEY.toString('base64')}`;
let gated: GatedRuns;
let receiver: RecordingServer;

beforeAll(async () => {
  gated = await GatedRuns.open({ env: { HOOK_SECRET: SECRET }, wait: async () => undefined });
  expect((await gated.run()).code).toBe(0);
  await gated.setBaseline('main');
  gated.delayMs = 80;
}, 30_000);
beforeEach(async () => {
  receiver = await startRecordingServer([{ status: 503 }, { status: 204 }]);
});
afterEach(() => receiver.close());
afterAll(() => gated[Symbol.asyncDispose]());

const webhook = () => ({ webhook: `${receiver.url}/hook`, webhookSecret: 'HOOK_SECRET' });

describe('a run against a baseline', () => {
  it('of a target that was slowed ends with 5, and the signed webhook is taken once', async () => {
    using dir = createTempDir();
    const [junit, markdown] = [join(dir.path, 'junit.xml'), join(dir.path, 'run.md')];
    const slowed = await gated.run({ baseline: 'main', junit, markdown, ...webhook() });
    expect(slowed.code).toBe(5);
    expect(slowed.out).toMatch(/Regressed against baseline main by more than 5%: shop\.list p95 \+\d/);
    expect(readFileSync(junit, 'utf8')).toMatch(/<testcase [^>]*name="shop\.list p95"[^>]*>\s*<failure /);
    expect(readFileSync(markdown, 'utf8')).toContain('## Baseline main: Regressed');
    expect(slowed.summary.baseline).toMatchObject({ name: 'main', plan: 'Shop', verdict: 'regressed' });

    // The first was answered with 503: the same message came again, and was taken.
    const [first, second, ...others] = receiver.requests;
    expect([first?.method, others.length]).toEqual(['POST', 0]);
    expect([second?.headers['webhook-id'], second?.body]).toEqual([
      first?.headers['webhook-id'],
      first?.body,
    ]);
    expect(first?.headers['webhook-id']).toBe(`msg_${slowed.summary.run.id}`);
    for (const sent of [first, second]) {
      const signed = `${sent?.headers['webhook-id']}.${sent?.headers['webhook-timestamp']}.${sent?.body}`;
      const expected = `v1,${createHmac('sha256', KEY).update(signed).digest('base64')}`;
      expect(sent?.headers['webhook-signature']).toBe(expected);
    }
    expect(JSON.parse(String(first?.body))).toMatchObject({
      type: 'run.regressed',
      data: {
        reasons: ['regression'],
        run: { id: slowed.summary.run.id, name: 'Shop' },
        baseline: { name: 'main', regressed: [{ service: 'shop', endpoint: 'list', figure: 'p95' }] },
      },
    });
    expect(`${slowed.out}${slowed.err}`).not.toContain(SECRET.slice(6));
  });

  it('keeps its own code, in one sentence more, where the webhook redirects elsewhere', async () => {
    await receiver.close();
    receiver = await startRecordingServer({ status: 307, headers: { location: 'http://127.0.0.2:9/' } });
    const slowed = await gated.run({ baseline: 'main', ...webhook() });
    expect(slowed.code).toBe(5);
    expect(slowed.err).toMatch(
      /not delivered to 127\.0\.0\.1:\d+: it redirects to http:\/\/127\.0\.0\.2:9\/ \(307\)/,
    );
    expect(receiver.requests).toHaveLength(1);
  });
});

describe('what is refused before anything is sent', () => {
  const runs = async () => {
    const rows = await gated.app.handlers['runs.list']({});
    return rows.ok ? rows.value.length : -1;
  };

  it.each([
    [
      'a baseline that is not there',
      { baseline: 'other' },
      'There is no baseline other of the plan Shop. There is main;',
    ],
    [
      'a baseline that was removed',
      { baseline: 'gone' },
      'The baseline gone of the plan Shop was removed on ',
    ],
    ['another load', { baseline: 'main', rate: '50' }, 'The runs of the baseline main had another load ('],
    ['a tolerance that is none', { baseline: 'main', tolerance: '-5%' }, '--tolerance -5% is not a share'],
    [
      'a secret that is not set',
      { webhook: 'http://127.0.0.1:9/', webhookSecret: 'NONE' },
      'The variable NONE holds no secret',
    ],
    [
      'a host that was not allowed',
      { webhook: 'http://192.0.2.1/', webhookSecret: 'HOOK_SECRET' },
      'The address is not on this machine',
    ],
  ])('%s', async (_, flags, sentence) => {
    await gated.setBaseline('gone');
    await gated.app.handlers['baselines.remove']({ name: 'gone' });
    const before = await runs();
    const refused = await gated.run(flags);
    expect([refused.code, await runs()]).toEqual([2, before]);
    expect(refused.err).toContain(sentence);
  });
});
