import { describe, expect, test } from 'vitest';
import type { Facts } from '../../../../../../src/main/services/analysis/findings/finding.ts';
import { findingsOf } from '../../../../../../src/main/services/analysis/findings/findings.ts';
import {
  makeEndpointFact,
  makeFailureFact,
  makeTime,
  makeTraceSecond,
  NO_FACTS,
  shownAt,
} from '../../../../../support/made-facts.ts';

const ABOUT = ['replies.none', 'timeouts.lost', 'hint.timeouts'];
const found = (facts: Partial<Facts>) =>
  findingsOf({ ...NO_FACTS, passed: false, ...facts }).filter(({ code }) => ABOUT.includes(code));
const codes = (facts: Partial<Facts>) => found(facts).map(({ code }) => code);

describe('nothing was ever answered', () => {
  const place = { service: 'streaming', endpoint: 'ws_message', role: 'round-trip' } as const;
  const silent = {
    failed: 40,
    endpoints: [makeEndpointFact({ ...place, ok: 0, failed: 40, failedMeanMs: 1_000 })],
    failures: [makeFailureFact('timeout.reply', 40, { ...place, firstMs: 1_000, lastMs: 4_000 })],
  };
  const stream = {
    service: 'streaming',
    opened: 10,
    reconnects: 0,
    openPercent: null,
    messagesIn: 120,
    missed: 0,
    duplicates: 0,
    outOfOrder: 0,
  };

  test('a reply rule that nothing matches is a matter of the plan, not of the load', () => {
    expect(found({ ...silent, streams: [{ ...stream, closedBy: [] }] })).toEqual([
      {
        code: 'replies.none',
        shown: shownAt(1, 4, { service: 'streaming', endpoint: 'ws_message' }),
        kind: 'bad',
        title: 'No message was ever answered',
        evidence:
          'streaming ws_message: all 40 ran out of time waiting for the reply to a message (timeout.reply) from 0:01 to 0:04. 120 messages did arrive.',
        suggestion:
          'Compare the messages that arrive with the reply rule of the plan; if the rule is right, the service never replies.',
      },
    ]);
    const endpoints = [makeEndpointFact({ ...place, ok: 1, failed: 40, failedMeanMs: 1_000 })];
    expect(codes({ ...silent, endpoints })).toEqual(['timeouts.lost']);
  });

  test('a confirm rule that nothing matches', () => {
    const closedBy = [['timeout.confirm', 10]] as const;
    expect(found({ failed: 10, streams: [{ ...stream, closedBy }] })).toMatchObject([
      {
        code: 'replies.none',
        title: 'No subscription was ever confirmed',
        evidence:
          'streaming: 10 of 10 connections (100%) ran out of time waiting for the confirmation (timeout.confirm). 120 messages did arrive.',
      },
    ]);
    expect(codes({ failed: 4, streams: [{ ...stream, closedBy: [['timeout.confirm', 4]] }] })).toEqual([]);
  });

  test('pings have no reply rule', () => {
    const ping = { ...place, endpoint: 'ws_ping', role: 'ping' } as const;
    const facts = {
      failed: 40,
      endpoints: [makeEndpointFact({ ...ping, ok: 0, failed: 40, failedMeanMs: 1_000 })],
      failures: [makeFailureFact('timeout.pong', 40, ping)],
    };
    expect(found(facts)).toMatchObject([
      {
        title: 'No ping was ever answered',
        evidence:
          'streaming ws_ping: all 40 ran out of time waiting for the pong (timeout.pong) from 0:02 to 0:05.',
        suggestion: expect.stringMatching(/^Every WebSocket endpoint has to answer pings/),
      },
    ]);
    const some = [makeEndpointFact({ ...ping, ok: 60, failed: 40, failedMeanMs: 1_000 })];
    expect(found({ ...facts, endpoints: some })[0]?.evidence).toMatch(/waiting for the pong/);
  });

  test('what never arrived is named: an event, a connection, a whole answer', () => {
    const never = (code: string) => {
      const endpoints = [makeEndpointFact({ ok: 0, failed: 9, failedMeanMs: 1_000 })];
      return found({ failed: 9, endpoints, failures: [makeFailureFact(code, 9)] })[0]?.title;
    };
    expect(never('sse.idle')).toBe('No event ever arrived');
    expect(never('connect.timeout')).toBe('No connection was ever made');
    expect(never('timeout.total')).toBe('No response ever arrived whole');
    expect(never('http.5xx')).toBeUndefined();
  });

  test('an endpoint that never answers is not overloaded', () => {
    const facts = {
      failed: 40,
      endpoints: [makeEndpointFact({ ok: 0, failed: 40, failedMeanMs: 1_000 })],
      failures: [makeFailureFact('timeout.headers', 40)],
    };
    expect(found(facts)).toMatchObject([{ code: 'replies.none', title: 'No response ever arrived' }]);
    expect(JSON.stringify(found(facts))).not.toMatch(/piles up|add instances/);
  });
});

describe('some ran out of time', () => {
  const failures = [makeFailureFact('timeout.headers', 40)];
  const seconds = [makeTraceSecond(0, { ok: 55 }), makeTraceSecond(1, { ok: 30 })];

  test('work piles up where the others are slow as well', () => {
    const endpoints = [
      makeEndpointFact({ failed: 40, failedMeanMs: 1_000, serviceTime: makeTime({ mean: 500, p95: 900 }) }),
    ];
    expect(found({ ok: 100, failed: 40, endpoints, failures, seconds })).toEqual([
      {
        code: 'hint.timeouts',
        shown: shownAt(2, 5, { service: 'gateway', endpoint: 'curves' }),
        kind: 'hint',
        title: 'Requests timed out',
        evidence:
          '40 requests of gateway curves ran out of time waiting for the first byte (timeout.headers) from 0:02 to 0:05, and the others were slow as well (900 ms); in its best second the target responded to 55/s.',
        suggestion:
          'Work piles up in the target: bound its queues, shed load early, or add instances behind a load balancer.',
      },
    ]);
  });

  test('they are lost where the others are fast', () => {
    const endpoints = [
      makeEndpointFact({ failed: 40, failedMeanMs: 1_000, serviceTime: makeTime({ mean: 2 }) }),
    ];
    expect(found({ ok: 100, failed: 40, endpoints, failures, seconds })).toMatchObject([
      {
        code: 'timeouts.lost',
        evidence:
          'gateway curves: 40 of 140 (28.6%) ran out of time waiting for the first byte (timeout.headers) from 0:02 to 0:05, while the others took 2 ms.',
      },
    ]);
  });

  test('neither is said where the others were slow, but not near the deadline', () => {
    const endpoints = [
      makeEndpointFact({ failed: 40, failedMeanMs: 1_000, serviceTime: makeTime({ mean: 400 }) }),
    ];
    expect(codes({ ok: 100, failed: 40, endpoints, failures, seconds })).toEqual([]);
  });

  test('where the time goes is said: a body that drips', () => {
    const endpoints = [
      makeEndpointFact({ failed: 40, failedMeanMs: 1_000, serviceTime: makeTime({ mean: 900 }) }),
    ];
    const dripping = [makeFailureFact('timeout.total', 40)];
    expect(found({ ok: 100, failed: 40, endpoints, failures: dripping, seconds })[0]?.evidence).toContain(
      'ran out of time receiving a body that was still coming (timeout.total)',
    );
  });

  test('no cause is named for those of disturbed seconds, nor beside a dead service or a rate limit', () => {
    const endpoints = [
      makeEndpointFact({ failed: 40, failedMeanMs: 1_000, serviceTime: makeTime({ mean: 900 }) }),
    ];
    const disturbed = [makeFailureFact('timeout.headers', 40, { trusted: 2 })];
    expect(codes({ ok: 100, failed: 40, endpoints, failures: disturbed, seconds })).toEqual([]);
    const rateLimits = [{ service: 'gateway', refused: 9, finished: 20, okPerSecond: 30 }];
    expect(codes({ ok: 100, failed: 49, endpoints, failures, seconds, rateLimits })).toEqual([]);
    const fast = [makeEndpointFact({ failed: 40, failedMeanMs: 1_000, serviceTime: makeTime({ mean: 2 }) })];
    const silences = [
      { service: 'gateway', sinceMs: 3_000, fromMs: 3_000, failed: 40, unanswered: 40, late: 0, sent: 40 },
    ];
    expect(codes({ ok: 100, failed: 40, endpoints: fast, failures, seconds, silences })).toEqual([]);
  });
});
