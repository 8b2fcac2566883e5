/** Every event-stream fault of the catalogue ends in its category, alone and on 200 streams at once. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCommand } from '../support/child.ts';
import { FAULTS } from '../support/fault-server.ts';
import type { FaultCase } from '../support/faults/fault-case.ts';
import { isolatedCommand, isolationRefusal } from '../support/isolation.ts';
import { meetStreamFault, type StreamFaultOutcome } from '../support/stream-faults.ts';

const SSE_FAULTS = FAULTS.filter((fault) => fault.protocol === 'sse');
const HERE = SSE_FAULTS.filter((fault) => fault.isolation === undefined);
const APART = SSE_FAULTS.filter((fault) => fault.isolation !== undefined);
/** A million events, or as many as can be read, on each stream: a few show what there is to see. */
const FEWER: Readonly<Record<string, number>> = { S10: 2, 'S11-flood': 20 };

const unexpected: unknown[] = [];
const note = (error: unknown): void => void unexpected.push(error);
beforeEach(() => {
  unexpected.length = 0;
  process.on('uncaughtException', note);
  process.on('unhandledRejection', note);
});
afterEach(() => {
  process.off('uncaughtException', note);
  process.off('unhandledRejection', note);
});

function expectOutcome(fault: FaultCase, outcome: StreamFaultOutcome, streams: number): void {
  const { expected } = fault;
  const { stream, failures } = outcome;
  if (expected.ok) {
    expect(failures).toEqual({});
    if (expected.code !== null) expect(stream.closedBy).toEqual({ [expected.code]: streams });
  } else if (expected.code !== null) {
    expect(failures[expected.code]).toBe(streams);
    expect(outcome.sides[expected.code]).toBe(expected.side);
    // Closed, and opened again: that is how it came so far.
    const others = Object.keys(failures).filter((code) => code !== expected.code && code !== 'sse.closed');
    expect(others).toEqual([]);
  }
  if (expected.messages !== undefined) expect(stream.messagesIn).toBe(expected.messages * streams);
  if (expected.events !== undefined) expect(stream.messagesIn).toBe(expected.events.length * streams);
  expect(stream.attempted).toBe(streams + stream.reconnects);
  expect(stream.failed + stream.closed).toBe(stream.attempted);
  expect(stream.states).toEqual({ handshaking: 0, open: 0, subscribed: 0, closing: 0 });
  expect(unexpected).toEqual([]);
}

async function meet(fault: FaultCase, streams: number): Promise<void> {
  const target = await fault.start();
  const outcome = await meetStreamFault(fault, target.url, streams);
  expectOutcome(fault, outcome, streams);
  await expect.poll(() => target.counts().openSockets, { timeout: 10_000 }).toBe(0);
  await target.close();
}

describe('an event-stream fault ends in its category', () => {
  test.each(HERE.map((fault) => [fault.id, fault.name, fault] as const))(
    '%s alone: %s',
    async (_id, _name, fault) => meet(fault, 1),
  );
  test.each(HERE.map((fault) => [fault.id, FEWER[fault.id] ?? 200, fault.name, fault] as const))(
    '%s on %i streams: %s',
    async (_id, streams, _name, fault) => meet(fault, streams),
  );

  for (const fault of APART) {
    test(`${fault.id} without a network: ${fault.name}`, async ({ skip }) => {
      const isolation = fault.isolation ?? {};
      const refusal = await isolationRefusal(isolation);
      if (refusal !== null) skip(refusal);
      const entry = new URL('../support/stream-fault-process.ts', import.meta.url).pathname;
      const command = { command: process.execPath, args: [entry, fault.id, '1'] };
      const ended = await runCommand(isolatedCommand(isolation, command), 30_000);
      expect(ended.stderr).toBe('');
      expectOutcome(fault, JSON.parse(ended.stdout), 1);
    });
  }
});

test('S08: comes back at once as told, so often as allowed, and no more', async () => {
  const fault = SSE_FAULTS.find((candidate) => candidate.id === 'S08');
  const target = await fault?.start();
  if (fault === undefined || target === undefined) throw new Error('no S08');
  const { stream, failures } = await meetStreamFault(fault, target.url, 1);
  await target.close();
  expect(stream.reconnects).toBe(5);
  expect(failures).toEqual({ 'sse.closed': 5, 'sse.reconnect_storm': 1 });
  expect(target.counts().requests).toBe(6);
});
