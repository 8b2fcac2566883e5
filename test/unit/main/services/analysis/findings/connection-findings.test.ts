import { describe, expect, test } from 'vitest';
import type { ConnectionFact, Facts } from '../../../../../../src/main/services/analysis/findings/finding.ts';
import { findingsOf } from '../../../../../../src/main/services/analysis/findings/findings.ts';
import { makeFailureFact, NO_FACTS } from '../../../../../support/made-facts.ts';

const found = (facts: Partial<Facts>) => findingsOf({ ...NO_FACTS, passed: false, ...facts });
const codes = (facts: Partial<Facts>) => found(facts).map(({ code }) => code);

describe('connection failures', () => {
  test('of the target, not of this machine or the plan', () => {
    expect(found({ failed: 3, failures: [makeFailureFact('connect.refused', 3)] })[1]).toMatchObject({
      code: 'connections.failed',
      evidence:
        '3 connections to gateway were refused, reset or closed early, from 0:02 to 0:05: connect.refused (3).',
    });
    for (const side of ['client', 'guard', 'test'] as const) {
      expect(codes({ leftOut: 3, failures: [makeFailureFact('connect.refused', 3, { side })] })).toEqual([]);
    }
    expect(codes({ failed: 3, ok: 97, failures: [makeFailureFact('http.5xx', 3)] })).toEqual(['errors.some']);
  });

  test('the advice fits what happened', () => {
    const advice = (code: string) =>
      found({ failed: 3, failures: [makeFailureFact(code, 3)] }).find(
        (one) => one.code === 'connections.failed',
      )?.suggestion;
    expect(advice('connect.refused')).toContain('listens');
    expect(advice('tls.expired')).toContain('certificate');
    expect(advice('ws.handshake_status')).toContain('status');
    for (const code of ['closed.mid_body', 'ws.closed.4401', 'ws.abnormal_close', 'sse.closed']) {
      expect(advice(code)).toBe(
        'Check the log of the target, or of a proxy in front of it, for why it closed them at that time.',
      );
    }
  });

  test('a connection that breaks is counted once, and named by the number it was closed with', () => {
    const session = { endpoint: 'ws_session', role: 'session', inTotals: false } as const;
    const failures = [
      makeFailureFact('ws.closed.1001', 10, session),
      makeFailureFact('ws.handshake_status', 4, { endpoint: 'ws_connect', role: 'connect' }),
      makeFailureFact('ws.closed.1001', 25, { endpoint: 'ws_message', role: 'round-trip' }),
    ];
    const closedBy = [
      ['clean', 3],
      ['ws.closed.1001', 10],
      ['ws.handshake_status.503', 4],
    ] as const;
    const stream = {
      service: 'gateway',
      opened: 13,
      reconnects: 0,
      openPercent: null,
      messagesIn: 9,
      missed: 0,
      duplicates: 0,
      outOfOrder: 0,
    };
    const said = found({ failed: 29, failures, streams: [{ ...stream, closedBy }] });
    expect(said.find(({ code }) => code === 'connections.failed')?.evidence).toBe(
      '14 connections to gateway were refused, reset or closed early, from 0:02 to 0:05: ws.closed.1001 (10) and ws.handshake_status.503 (4).',
    );
  });
});

test('a refusal by another code is not told among the causes of connections that broke', () => {
  const failures = [
    makeFailureFact('ws.abnormal_close', 10, { endpoint: 'ws_session', role: 'session', inTotals: false }),
    makeFailureFact('auth.revoked', 40, { endpoint: 'ws_connect', role: 'connect' }),
  ];
  const closedBy = [
    ['ws.handshake_status.401', 40],
    ['ws.abnormal_close', 10],
  ] as const;
  const stream = {
    service: 'gateway',
    opened: 10,
    reconnects: 0,
    openPercent: null,
    messagesIn: 9,
    missed: 0,
    duplicates: 0,
    outOfOrder: 0,
  };
  const said = found({ failed: 50, failures, streams: [{ ...stream, closedBy }] });
  expect(said.find(({ code }) => code === 'connections.failed')?.evidence).toBe(
    '10 connections to gateway were refused, reset or closed early, from 0:02 to 0:05: ws.abnormal_close (10).',
  );
});

describe('connections that are hardly reused', () => {
  const closing: ConnectionFact = { opened: 240, reused: 0, needed: 61, broken: 0, planned: false };

  test('were closed by the target where neither load nor failures explain them', () => {
    expect(found({ connections: closing })).toMatchObject([
      {
        code: 'hint.connection-pool',
        evidence: '240 of 240 requests opened a new connection, though at most 61 were ever needed at once.',
      },
    ]);
  });

  test('were not where more were needed at once, timeouts broke them, or the plan wants it so', () => {
    expect(codes({ connections: { ...closing, needed: 200 } })).toEqual([]);
    expect(codes({ connections: { ...closing, broken: 120 } })).toEqual([]);
    expect(codes({ connections: { ...closing, planned: true } })).toEqual([]);
    expect(codes({ connections: { ...closing, reused: 1_000 } })).toEqual([]);
  });
});

describe('a rate limit', () => {
  test('is named with the rate that got through', () => {
    const facts = {
      ok: 120,
      failed: 120,
      failures: [makeFailureFact('http.429', 120, { firstMs: 0, lastMs: 3_900 })],
      rateLimits: [{ service: 'gateway', refused: 120, finished: 240, okPerSecond: 30 }],
    };
    expect(found(facts).at(-1)).toMatchObject({
      code: 'hint.rate-limit',
      evidence:
        '120 responses were 429 (50% of the responses of gateway in those seconds), from 0:00 to 0:03; 30/s got through at gateway.',
    });
    expect(codes({ ...facts, rateLimits: [] })).toEqual(['errors.many']);
  });
});

describe('messages by their sequence numbers', () => {
  const stream = {
    service: 'feed',
    opened: 10,
    reconnects: 0,
    openPercent: null,
    messagesIn: 480,
    missed: 0,
    duplicates: 0,
    outOfOrder: 0,
    closedBy: [],
  };

  test('repeated, missing and late ones are mentioned', () => {
    expect(found({ streams: [{ ...stream, duplicates: 240 }] })).toMatchObject([
      {
        code: 'messages.sequence',
        title: 'Messages arrived more than once',
        evidence: 'feed: of 480 messages 240 were duplicates, by their sequence numbers.',
      },
    ]);
    expect(found({ streams: [{ ...stream, missed: 2, outOfOrder: 1 }] })).toMatchObject([
      {
        title: 'Messages went missing',
        evidence:
          'feed: of 480 messages 2 went missing and 1 arrived out of order, by their sequence numbers.',
      },
    ]);
    expect(codes({ streams: [stream] })).toEqual([]);
  });
});
