import { expect, test } from 'vitest';
import type { LoadSegment } from '../../../../src/contract/applied-load.ts';
import type { Profile } from '../../../../src/contract/profile.ts';
import { assignThreads } from '../../../../src/workers/threads/assign.ts';
import { threadCapRefusal } from '../../../../src/workers/threads/steer-refusals.ts';
import { makeHttp, makePlan, makeWebSocket } from '../../../support/made-plan.ts';

const hold = (level: number): Profile => ({
  model: 'closed',
  segments: [{ durationMs: 60_000, from: level, to: level }],
});
const whole = makePlan({
  scenarios: [makeHttp({ profile: hold(20) }), makeWebSocket(1, { name: 'w', profile: hold(30) })],
});
const plan = { ...whole, limits: { ...whole.limits, maxConnections: 100, maxRatePerSecond: 400 } };
const assignments = assignThreads(plan, 2, 1);
const segment = (level: number, messages = {}): LoadSegment => ({
  startMs: 1_000,
  durationMs: 59_000,
  from: level,
  to: level,
  cause: 'steered',
  ...messages,
});
const refusal = (level: number, messages = {}) =>
  threadCapRefusal(plan, assignments, {
    steered: new Map([['w', [segment(level, messages)]]]),
    atMs: 1_000,
  });

test('streams may be steered up to half of what the plan leaves of a cap', () => {
  expect(assignments.find(({ kind }) => kind === 'stream')?.caps.connections).toBe(50);
  expect(refusal(50)).toBeNull();
  expect(refusal(51)).toMatchObject({
    code: 'steer.thread_cap',
    message: 'A load thread would have 51 connections, but its part of the limit of 100 is 50.',
  });
  expect(refusal(30, { messagesPerSecond: 100 })?.code).toBe('steer.thread_cap');
});

test('what was steered before counts as it is to go on', () => {
  const spike: LoadSegment = { ...segment(50), durationMs: 1_000 };
  const after = { ...segment(30), startMs: 2_000 };
  const messages = { ...segment(30, { messagesPerSecond: 6 }), startMs: 3_000 };
  const at = (steered: readonly LoadSegment[], atMs: number) =>
    threadCapRefusal(plan, assignments, { steered: new Map([['w', steered]]), atMs });
  expect(at([spike, after], 1_000)).toBeNull();
  // 50 connections that send as many messages would be too many; they are gone by then.
  expect(at([spike, messages], 3_000)).toBeNull();
  expect(at([{ ...spike, messagesPerSecond: 6 }, messages], 1_500)?.code).toBe('steer.thread_cap');
});

test('requests wait for room as in a plan', () => {
  const steered = new Map([['GatewayRESTUser', [segment(500)]]]);
  expect(threadCapRefusal(plan, assignments, { steered, atMs: 1_000 })).toBeNull();
});
