/** Every WebSocket fault of the catalogue ends in its category, alone and on 200 connections at once. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FAULTS } from '../support/fault-server.ts';
import type { FaultCase } from '../support/faults/fault-case.ts';
import { meetStreamFault, type StreamFaultOutcome } from '../support/stream-faults.ts';

const WEBSOCKET_FAULTS = FAULTS.filter((fault) => fault.protocol === 'websocket');
/** A million messages, or as many as can be read, on each connection: a few show what there is to see. */
const FEWER: Readonly<Record<string, number>> = {
  W19: 50,
  W31: 20,
  W33: 20,
  W34: 20,
  W35: 2,
  'X-endless': 20,
};

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

function expectOutcome(fault: FaultCase, outcome: StreamFaultOutcome, connections: number): void {
  const { expected } = fault;
  const { stream, failures } = outcome;
  const codes = [expected.code, ...(expected.alternatives ?? [])];
  const seen = Object.keys(failures);
  expect(seen.length === 0 ? [null] : seen).toSatisfy((all: (string | null)[]) =>
    all.every((code) => codes.includes(code)),
  );
  if (expected.code !== null && seen.length > 0) {
    expect(failures[expected.code]).toBe(connections);
    expect(outcome.sides[expected.code]).toBe(expected.side);
  }
  if (expected.status !== undefined) {
    expect(stream.closedBy).toEqual({ [`ws.handshake_status.${expected.status}`]: connections });
  }
  if (expected.messages !== undefined) expect(stream.messagesIn).toBe(expected.messages * connections);
  expect(stream.attempted).toBe(connections);
  expect(stream.failed + stream.closed).toBe(connections);
  expect(stream.states).toEqual({ handshaking: 0, open: 0, subscribed: 0, closing: 0 });
  expect(Object.values(stream.closedBy).reduce((sum, count) => sum + count, 0)).toBe(connections);
  expect(unexpected).toEqual([]);
}

async function meet(fault: FaultCase, connections: number): Promise<void> {
  const target = await fault.start();
  const outcome = await meetStreamFault(fault, target.url, connections);
  expectOutcome(fault, outcome, connections);
  await expect.poll(() => target.counts().openSockets, { timeout: 10_000 }).toBe(0);
  await target.close();
}

describe('a WebSocket fault ends in its category', () => {
  test.each(WEBSOCKET_FAULTS.map((fault) => [fault.id, fault.name, fault] as const))(
    '%s alone: %s',
    async (_id, _name, fault) => meet(fault, 1),
  );
  test.each(WEBSOCKET_FAULTS.map((fault) => [fault.id, FEWER[fault.id] ?? 200, fault.name, fault] as const))(
    '%s on %i connections: %s',
    async (_id, connections, _name, fault) => meet(fault, connections),
  );
});
