import { describe, expect, test } from 'vitest';
import { findingsOf } from '../../../../../../src/main/services/analysis/findings/findings.ts';
import { makeEndpointFact, NO_FACTS } from '../../../../../support/made-facts.ts';

const found = (code: string, ...places: Parameters<typeof makeEndpointFact>[0][]) =>
  findingsOf({ ...NO_FACTS, ok: 240, endpoints: places.map((place) => makeEndpointFact(place)) }).find(
    (finding) => finding.code === code,
  );

describe('answers that a strict reader refuses', () => {
  test('are named with their way, endpoint and share', () => {
    const irregular = { bare_lf: 60, same_length_twice: 12 };
    expect(found('http.irregular', { ok: 240, irregular })).toMatchObject({
      kind: 'hint',
      title: 'Responses break HTTP/1.1 in ways that clients accept',
      evidence:
        'They were read as curl and browsers read them. Lines that end with a bare LF: gateway curves in 60 of 240 responses (25%). The same Content-Length twice: gateway curves in 12 of 240 responses (5%).',
    });
  });

  test('are named once there is one, of each endpoint', () => {
    const one = { ok: 99, failed: 1, irregular: { length_and_chunked: 1 } };
    const other = { endpoint: 'pricing', ok: 10, irregular: { length_and_chunked: 10 } };
    expect(found('http.irregular', one, other)?.evidence).toContain(
      'A Content-Length beside chunks: gateway pricing in 10 of 10 responses (100%) and gateway curves in 1 of 100 responses (1%).',
    );
  });

  test('are not those that came early, nor none', () => {
    expect(found('http.irregular', { ok: 240 })).toBeUndefined();
    expect(found('http.irregular', { ok: 240, irregular: { early_answer: 9 } })).toBeUndefined();
  });
});

describe('cookies of a setup that nobody keeps', () => {
  test('are said, with the way to keep them', () => {
    const place = { endpoint: 'login', ok: 20, irregular: { cookie_ignored: 20 } };
    expect(found('cookies.ignored', place)).toMatchObject({
      kind: 'hint',
      title: 'Cookies of the setup are not sent',
      evidence:
        'The setup received cookies (gateway login in 20 of 20 responses (100%)), and the users of this plan keep none.',
    });
  });

  test('are named in the order of the plan, however many each set', () => {
    const first = { endpoint: 'login', ok: 20, irregular: { cookie_ignored: 5 } };
    const second = { endpoint: 'session', ok: 20, irregular: { cookie_ignored: 20 } };
    expect(found('cookies.ignored', first, second)?.evidence).toContain(
      '(gateway login in 5 of 20 responses (25%) and gateway session in 20 of 20 responses (100%))',
    );
  });

  test('are not said where none were set', () => {
    expect(found('cookies.ignored', { ok: 20, irregular: { bare_lf: 20 } })).toBeUndefined();
  });
});

describe('answers that came before their request was out', () => {
  test('are said, for their times are not those of whole requests', () => {
    expect(found('answers.early', { ok: 239, leftOut: 1, irregular: { early_answer: 24 } })).toMatchObject({
      kind: 'hint',
      title: 'Responses came early',
      evidence:
        'The final response began while its request was still being sent: gateway curves in 24 of 240 responses (10%). The rest of the request was not sent, and the connection was closed.',
    });
  });

  test('are not said where none did', () => {
    expect(found('answers.early', { ok: 240, irregular: { bare_lf: 9 } })).toBeUndefined();
  });
});

describe('compressed bodies that were let go', () => {
  test('are said, for nobody knows whether they were sound', () => {
    expect(found('answers.not_decoded', { ok: 240, irregular: { not_decoded: 24 } })).toMatchObject({
      kind: 'hint',
      title: 'Not every compressed body was decoded',
      evidence:
        'More compressed bodies arrived at once than are kept for decoding, and no check reads them: gateway curves in 24 of 240 responses (10%). Whether these bodies are valid is not known; their sizes and times are correct.',
    });
  });

  test('are not said where none was', () => {
    expect(found('answers.not_decoded', { ok: 240, irregular: { bare_lf: 9 } })).toBeUndefined();
  });
});
