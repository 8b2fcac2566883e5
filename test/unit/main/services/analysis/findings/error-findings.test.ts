import { describe, expect, test } from 'vitest';
import { ERROR_RULES } from '../../../../../../src/main/services/analysis/findings/error-findings.ts';
import type { Facts } from '../../../../../../src/main/services/analysis/findings/finding.ts';
import { failedOf } from '../../../../../../src/main/services/analysis/findings/finding-words.ts';
import { findingsOf } from '../../../../../../src/main/services/analysis/findings/findings.ts';
import { makeEndpointFact, makeFailureFact, NO_FACTS, shownAt } from '../../../../../support/made-facts.ts';

const found = (facts: Partial<Facts>) => findingsOf({ ...NO_FACTS, ...facts });
const codes = (facts: Partial<Facts>) => found(facts).map((finding) => finding.code);

describe('the share of errors', () => {
  test('is said with place, code and time', () => {
    const failures = [
      makeFailureFact('http.5xx', 41),
      makeFailureFact('timeout.headers', 1, { endpoint: 'pricing', firstMs: 500, lastMs: 500 }),
    ];
    expect(found({ passed: false, ok: 58, failed: 42, leftOut: 3, failures })[0]).toMatchObject({
      code: 'errors.many',
      title: 'Errors above 5%',
      evidence:
        '42 of 100 failed at the target or network (42%), most often gateway curves with http.5xx, from 0:00 to 0:05. 3 more failed for reasons that do not count.',
    });
  });

  test('below 1%, between, and above 5%', () => {
    expect(codes({ ok: 1_000, failed: 9 })).toEqual(['errors.few']);
    expect(codes({ ok: 990, failed: 10 })).toEqual(['errors.some']);
    expect(codes({ ok: 950, failed: 50 })).toEqual(['errors.some']);
    expect(codes({ ok: 940, failed: 60 })).toEqual(['errors.many']);
  });

  test('one failure of 240 is mentioned in a good sign, and in a run that does not pass as well', () => {
    const one = { ok: 239, failed: 1, failures: [makeFailureFact('http.5xx', 1, { lastMs: 2_000 })] };
    const evidence =
      '1 of 240 failed at the target or network (0.42%): gateway curves with http.5xx, at 0:02.';
    expect(found(one)).toMatchObject([{ code: 'errors.few', evidence }]);
    expect(found({ ...one, passed: false })).toMatchObject([
      { code: 'errors.some', title: 'One error', evidence },
    ]);
  });

  test('a run of one request has no share below 1%', () => {
    expect(codes({ ok: 1 })).toEqual([]);
    expect(codes({ ok: 99 })).toEqual([]);
    expect(codes({ ok: 100 })).toEqual(['errors.few']);
  });

  test('connections that were lost while in use are named by how they ended', () => {
    const broke = makeFailureFact('ws.abnormal_close', 6, {
      endpoint: 'ws_session',
      role: 'session',
      inTotals: false,
    });
    expect(found({ passed: false, ok: 4, failed: 6, failures: [broke] })[0]?.evidence).toBe(
      '6 of 10 failed at the target or network (60%): gateway ws_session with ws.abnormal_close, from 0:02 to 0:05.',
    );
  });
});

describe('a broken endpoint', () => {
  const others = Array.from({ length: 9 }, (_, index) => makeEndpointFact({ endpoint: `e${index}`, ok: 24 }));
  const broken = makeEndpointFact({ ok: 0, failed: 24 });
  const failures = [makeFailureFact('http.5xx', 24)];

  test('one of ten is named, whatever the whole service is graded on', () => {
    const facts = { passed: false, ok: 216, failed: 24, endpoints: [...others, broken], failures };
    expect(found(facts)).toEqual([
      {
        code: 'errors.endpoint',
        shown: shownAt(2, 5, { service: 'gateway', endpoint: 'curves' }),
        kind: 'bad',
        title: 'One endpoint is broken',
        evidence:
          'gateway curves: 24 of 24 failed (100%), http.5xx from 0:02 to 0:05. None of the other 9 endpoints failed.',
        suggestion: 'Start there: the other endpoints of the plan succeed.',
      },
    ]);
  });

  test('the others are told in words where nothing of them failed', () => {
    const said = (rest: readonly ReturnType<typeof makeEndpointFact>[], failed = 24) =>
      found({ passed: false, ok: 216, failed, endpoints: [...rest, broken], failures })[0];
    expect(said(others.slice(0, 1))?.evidence).toMatch(/0:05\. The other endpoint did not fail\.$/);
    const refused = { ...makeEndpointFact({ endpoint: 'e1', ok: 24 }), leftOut: 3 };
    expect(said([refused])).toMatchObject({
      evidence: expect.stringMatching(/ No failure of the other endpoint counts\.$/),
      suggestion: 'Start there.',
    });
    const shaky = { ...makeEndpointFact({ endpoint: 'e1', ok: 22 }), failed: 1 };
    expect(said([shaky], 25)?.evidence).toMatch(/ Of the other endpoint, 1 of 23 failed \(4\.35%\)\.$/);
  });

  test('two of four are', () => {
    const four = [broken, makeEndpointFact({ endpoint: 'e9', ok: 0, failed: 20 }), ...others.slice(0, 2)];
    expect(found({ passed: false, ok: 48, failed: 44, endpoints: four, failures })[0]?.title).toBe(
      '2 of 4 endpoints are broken',
    );
  });

  test('one that fails now and then is not called broken', () => {
    const shaky = makeEndpointFact({ ok: 190, failed: 10 });
    expect(codes({ passed: false, ok: 406, failed: 10, endpoints: [...others, shaky] })).toEqual([
      'errors.some',
    ]);
    const worse = makeEndpointFact({ ok: 180, failed: 20 });
    expect(found({ passed: false, ok: 396, failed: 20, endpoints: [...others, worse] })[0]?.title).toBe(
      'Errors come from one endpoint',
    );
  });

  test('connections and messages of a WebSocket service are no two endpoints', () => {
    const service = { service: 'streaming' };
    const socket = [
      makeEndpointFact({ ...service, endpoint: 'ws_connect', role: 'connect', ok: 10 }),
      makeEndpointFact({ ...service, endpoint: 'ws_message', role: 'round-trip', ok: 0, failed: 10 }),
    ];
    expect(codes({ passed: false, ok: 10, failed: 10, endpoints: socket })).toEqual(['errors.many']);
    const beside = [...socket, makeEndpointFact({ ok: 100 })];
    expect(codes({ passed: false, ok: 110, failed: 10, endpoints: beside })).toEqual(['errors.endpoint']);
  });

  test('none is named where all fail, or errors are everywhere', () => {
    const all = [broken, makeEndpointFact({ endpoint: 'pricing', ok: 0, failed: 24 })];
    expect(codes({ passed: false, ok: 0, failed: 48, endpoints: all })).toEqual(['errors.many']);
    const spread = others.map((place) => ({ ...place, failed: 1 }));
    expect(
      codes({ passed: false, ok: 216, failed: 17, endpoints: [...spread, makeEndpointFact({ failed: 8 })] }),
    ).toEqual(['errors.many']);
    expect(codes({ passed: false, ok: 0, failed: 24, endpoints: [broken] })).toEqual(['errors.many']);
  });
});

describe('redirects', () => {
  const many = (facts: Partial<Facts>) => found(facts).find(({ code }) => code === 'redirects.many');
  const place = makeEndpointFact({ ok: 240, redirected: 120, redirectedFromMs: 2_000 });

  test('that pass for successes are said', () => {
    expect(many({ ok: 240, endpoints: [place], followsRedirects: true })).toMatchObject({
      kind: 'hint',
      title: 'Most responses came by a redirect',
      evidence: 'Redirects instead of direct responses: gateway curves: 120 of 240 (50%) since 0:02.',
    });
  });

  test('that are not followed are told so, with the ways out', () => {
    expect(many({ ok: 240, endpoints: [{ ...place, redirected: 240 }] })).toMatchObject({
      title: 'Every response is a redirect, and is not followed',
      evidence: 'Redirects instead of direct responses: gateway curves: 240 of 240 (100%) since 0:02.',
      suggestion: expect.stringMatching(
        /^What they lead to was not requested\..* followRedirects .* expect\.$/,
      ),
    });
    expect(many({ ok: 240, endpoints: [{ ...place, redirected: 24 }] })?.title).toBe(
      'Many responses are redirects, and are not followed',
    );
  });

  test.each([1, 3])('that are all there is are told though they are but %d', (count) => {
    expect(many({ ok: count, endpoints: [{ ...place, ok: count, redirected: count }] })).toMatchObject({
      title: 'Every response is a redirect, and is not followed',
    });
    expect(
      many({ ok: count, endpoints: [{ ...place, ok: count, redirected: count }], followsRedirects: true }),
    ).toBeUndefined();
  });

  test('that are few are not', () => {
    expect(codes({ ok: 240, endpoints: [{ ...place, redirected: 12 }] })).toEqual(['errors.few']);
    expect(codes({ ok: 6, endpoints: [{ ...place, ok: 6, redirected: 4 }] })).toEqual([]);
  });
});

describe('requests that were never accepted', () => {
  test('4xx on everything from the first second on is the request, not the load', () => {
    const facts = {
      passed: false,
      failed: 60,
      endpoints: [makeEndpointFact({ ok: 0, failed: 60 })],
      failures: [makeFailureFact('http.4xx', 60)],
    };
    expect(found(facts).find(({ code }) => code === 'requests.refused')).toMatchObject({
      title: 'An endpoint refuses every request',
      evidence:
        'gateway curves responded to all 60 requests with a client error (http.4xx), from the first one on.',
      suggestion: 'Check path, method and body of the step: such a response has nothing to do with the load.',
    });
  });

  test("4xx of some requests, or beside other failures, are the target's", () => {
    const some = { ok: 1, failed: 60, endpoints: [makeEndpointFact({ ok: 1, failed: 60 })] };
    expect(codes({ ...some, failures: [makeFailureFact('http.4xx', 60)] })).toEqual(['errors.many']);
    const mixed = [makeFailureFact('http.4xx', 30), makeFailureFact('http.5xx', 30)];
    const facts = { failed: 60, endpoints: [makeEndpointFact({ ok: 0, failed: 60 })], failures: mixed };
    expect(codes(facts)).toEqual(['errors.many']);
  });

  test('a credential that was never accepted: nothing is known of the service', () => {
    const failures = [makeFailureFact('auth.rejected', 240, { side: 'test', firstMs: 0, lastMs: 3_900 })];
    expect(found({ passed: false, leftOut: 240, failures })).toEqual([
      {
        code: 'credentials.refused',
        kind: 'bad',
        title: 'The credentials were refused',
        evidence:
          'gateway refused 240 of 240 requests (100%) from 0:00 to 0:03 and never accepted that credential (auth.rejected).',
        suggestion:
          'Check the credential of the plan. Until it is accepted, nothing is known about the service.',
      },
    ]);
  });

  test('refusals that no count of answers holds are no more than all there is', () => {
    const failures = [makeFailureFact('auth.rejected', 1, { side: 'test' })];
    const [rejected] = ERROR_RULES.flatMap(({ code, find }) =>
      code === 'credentials.refused' ? [find({ ...NO_FACTS, failures })].flat() : [],
    );
    expect(rejected?.explains).toBe(1);
    expect(failedOf(1, 0)).toBe('1 of 0 failed (0%)');
  });

  test('says how a credential is set that comes from a value of the plan', () => {
    const credentialHint =
      'Set API_TOKEN in the environment, or pass --set token=…, with a credential it accepts.';
    const refused = [makeFailureFact('auth.rejected', 240, { side: 'test', credentialHint })];
    expect(found({ passed: false, leftOut: 240, failures: refused })[0]?.suggestion).toBe(
      `${credentialHint} Until it is accepted, nothing is known about the service.`,
    );
    expect(found({ passed: false, ok: 60, leftOut: 240, failures: refused })[0]?.suggestion).toBe(
      `${credentialHint} What was refused with it is in no error rate.`,
    );
  });

  test('a request that presents none has no credential to check', () => {
    const bare = { bare: 240, firstMs: 0, lastMs: 3_900 };
    const rejected = [makeFailureFact('auth.rejected', 240, { side: 'test', ...bare })];
    const never = found({ passed: false, leftOut: 240, failures: rejected });
    expect(never[0]).toMatchObject({
      code: 'credentials.refused',
      title: 'Every request without a credential was refused',
      evidence:
        'gateway refused 240 of 240 requests (100%) from 0:00 to 0:03; they presented no credential, and none like them was accepted (auth.rejected).',
    });
    const revoked = [makeFailureFact('auth.revoked', 240, bare)];
    const later = found({ passed: false, ok: 240, failed: 240, failures: revoked });
    expect(later.find(({ code }) => code === 'credentials.revoked')).toMatchObject({
      title: 'Requests like accepted ones were refused',
      evidence:
        'gateway refused 240 requests (50%) from 0:00 to 0:03, although it accepted others that presented no credential either.',
    });
    expect(JSON.stringify([never, later])).not.toMatch(
      /that credential|same credential|credential of the plan/,
    );
  });

  test('one of several credentials', () => {
    const failures = [makeFailureFact('auth.rejected', 24, { side: 'test' })];
    expect(found({ passed: false, ok: 216, leftOut: 24, failures })[0]).toMatchObject({
      code: 'credentials.refused',
      title: 'Some credentials were refused',
    });
  });

  test('a credential that was good before is no matter of the token', () => {
    const failures = [makeFailureFact('auth.revoked', 40)];
    const said = found({ passed: false, ok: 71, failed: 40, failures });
    expect(said.find(({ code }) => code === 'credentials.revoked')).toMatchObject({
      title: 'Accepted credentials were refused',
      evidence:
        'gateway refused 40 requests (36%) from 0:02 to 0:05, although it accepted others with the same credential.',
    });
    expect(JSON.stringify(said)).not.toMatch(/check the (token|credential of)/i);
  });
});
