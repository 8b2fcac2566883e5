import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askedPlan } from '../../../../../src/main/hosts/cli/asked-plan.ts';
import { planOfAddress } from '../../../../../src/main/services/plans/compile/resolve-plan.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'plimsoll-asked-'));
  writeFileSync(join(dir, 'order.json'), '{\n "count": 3 }\n');
  process.env.ASKED_PLAN_TOKEN = 's3cr3t-of-shop';
});
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
  delete process.env.ASKED_PLAN_TOKEN;
});

describe('--curl', () => {
  it('is an endpoint for each command, with the variables and files a shell would have put in', () => {
    const file = join(dir, 'order.json');
    expect(
      askedPlan(undefined, {
        curl: [
          'curl -H "Authorization: Bearer $ASKED_PLAN_TOKEN" http://127.0.0.1:1/items',
          `curl -k --json @${file} -u "ada:\${ASKED_PLAN_TOKEN}" http://127.0.0.1:1/orders`,
        ],
        expect: '2xx',
        check: ['/ok=true'],
      }),
    ).toMatchObject({
      ok: true,
      value: {
        notes: ['Certificates are not verified, as in a command (-k).'],
        plan: {
          kind: 'url',
          url: 'http://127.0.0.1:1/items',
          request: { method: 'get', bearer: 's3cr3t-of-shop', checks: [{ json: '/ok', equals: true }] },
          more: [
            {
              url: 'http://127.0.0.1:1/orders',
              request: {
                method: 'post',
                verifyTls: false,
                basic: 'ada:s3cr3t-of-shop',
                body: { text: '{\n "count": 3 }\n', type: 'application/json' },
                checks: [{ json: '/ok', equals: true }],
              },
            },
          ],
        },
      },
    });
  });

  it('follows redirects as -L says, and no more than the command allows', () => {
    const asked = askedPlan(undefined, { curl: ['curl -L --max-redirs 3 http://127.0.0.1:1/old'] });
    expect(asked).toMatchObject({
      value: {
        plan: { request: { followRedirects: 3 } },
        notes: ['Up to 3 redirects are followed, as in a command (-L).'],
      },
    });
    if (!asked.ok || asked.value.plan.kind !== 'url') throw new Error('not asked');
    expect(planOfAddress(asked.value.plan, {})).toMatchObject({
      value: { text: expect.stringContaining('limits:\n  followRedirects: 3\n') },
    });
  });

  it.each(['-T login.json', '-F file=@login.json', '-F "file=<login.json"', '--data-urlencode a@login.json'])(
    'refuses a body of a file that would not be sent: %s',
    (words) => {
      expect(askedPlan(undefined, { curl: [`curl ${words} http://127.0.0.1:1/`] })).toMatchObject({
        failure: {
          message: 'The body of --curl is made of login.json, which is read behind --data-binary @ only.',
        },
      });
    },
  );

  it('says which file is missing', () => {
    const asked = askedPlan(undefined, { curl: ['curl -d @nowhere.txt http://127.0.0.1:1/'] });
    expect(asked).toMatchObject({ failure: { message: 'The body of --curl nowhere.txt cannot be read.' } });
  });
});
