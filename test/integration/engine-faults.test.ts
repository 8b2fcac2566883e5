import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from '../support/child.ts';
import { fireAtFault, rightCodes } from '../support/engine-fault.ts';
import { FAULTS } from '../support/fault-server.ts';
import type { FaultTarget } from '../support/faults/fault-case.ts';
import { isolatedCommand, isolationRefusal } from '../support/isolation.ts';

const HTTP = FAULTS.filter(({ protocol }) => protocol === 'http');
const PLAIN = HTTP.filter(({ isolation }) => isolation === undefined);
const ISOLATED = HTTP.filter(({ isolation }) => isolation !== undefined);
const CHILD = fileURLToPath(new URL('../support/engine-fault-process.ts', import.meta.url));

const uncaught: unknown[] = [];
const note = (error: unknown) => uncaught.push(error);
beforeAll(() => {
  process.on('uncaughtException', note);
  process.on('unhandledRejection', note);
});
afterAll(() => {
  process.off('uncaughtException', note);
  process.off('unhandledRejection', note);
  expect(uncaught).toEqual([]);
});

/** Sockets the server still has, once it had a moment to hear of their end. */
async function carriedOver(target: FaultTarget): Promise<number> {
  for (let tries = 0; tries < 100 && target.counts().openSockets > 0; tries += 1) await pause(10);
  return target.counts().openSockets;
}

describe.each(PLAIN)('$id $name', (fault) => {
  test.concurrent(`is ${fault.expected.code ?? 'a success'}`, { timeout: 20_000 }, async () => {
    const target = await fault.start();
    try {
      const { codes, failures, totals } = await fireAtFault(fault, target);
      const [code = ''] = Object.keys(codes);
      expect(rightCodes(fault)).toContain(code);
      if (code === fault.expected.code) expect(failures[0]?.side).toBe(fault.expected.side);
      expect(totals.sent).toBe(totals.ok + totals.errors);
      expect(totals).toMatchObject({ inFlight: 0, waiting: 0, dropped: 0, cancelled: 0 });
      expect(await carriedOver(target)).toBe(0);
    } finally {
      await target.close();
    }
  });
});

describe.each(ISOLATED)('$id $name, isolated', (fault) => {
  test.concurrent(`is ${fault.expected.code ?? 'a success'}`, { timeout: 40_000 }, async ({ skip }) => {
    const { isolation } = fault;
    if (isolation === undefined) return;
    const refusal = await isolationRefusal(isolation);
    if (refusal !== null) skip(refusal);
    const outside = isolation.around === 'client' ? await fault.start() : null;
    const args = [CHILD, fault.id, ...(outside === null ? [] : [outside.url])];
    const ended = await runCommand(isolatedCommand(isolation, { command: process.execPath, args }), 30_000);
    await outside?.close();
    const { codes, sides, totals, uncaught: inChild } = JSON.parse(ended.stdout);
    expect(inChild).toEqual([]);
    expect(sides[fault.expected.code ?? '']).toBe(fault.expected.side);
    // Where a limit is met by many at once, those who got through wait for an answer that never comes.
    const others = Object.keys(codes).filter((code) => code !== fault.expected.code);
    expect(others).toEqual(fault.client?.concurrent === undefined ? [] : ['timeout.headers']);
    expect(totals.sent).toBe(totals.ok + totals.errors);
  });
});
