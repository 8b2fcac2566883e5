import { fileURLToPath } from 'node:url';
import { expect, type TestContext, test } from 'vitest';
import { runCommand } from '../../support/child.ts';
import { faultById } from '../../support/fault-server.ts';
import { isolatedCommand, isolationRefusal } from '../../support/isolation.ts';

const PROBE = fileURLToPath(new URL('./isolated-probe.ts', import.meta.url));

/** What plain sockets meet in the isolation of a fault; skips the test where this machine cannot isolate. */
async function probe(id: string, context: TestContext): Promise<Record<string, number>> {
  const fault = faultById(id);
  const isolation = fault.isolation ?? { around: 'both' };
  const refusal = await isolationRefusal(isolation);
  if (refusal !== null) context.skip(refusal);
  const target = isolation.around === 'client' ? await fault.start() : undefined;
  try {
    const args = [PROBE, id, ...(target === undefined ? [] : [target.url])];
    const ended = await runCommand(isolatedCommand(isolation, { command: process.execPath, args }));
    expect([ended.code, ended.stderr]).toEqual([0, '']);
    return JSON.parse(ended.stdout);
  } finally {
    await target?.close();
  }
}

test('F03: nothing but loopback can be reached', async (context) => {
  expect(await probe('F03', context)).toEqual({ ENETUNREACH: 1 });
});

test('F62: getaddrinfo asks the resolver of the namespace, which knows no such name', async (context) => {
  expect(await probe('F62-real', context)).toEqual({ ENOTFOUND: 1 });
});

test('F63: getaddrinfo waits for a resolver that says nothing', async (context) => {
  expect(await probe('F63-real', context)).toEqual({ timeout: 1 });
});

test('F68: with 200 descriptors, 500 connections run out of them', async (context) => {
  const { connected = 0, EMFILE = 0, ...others } = await probe('F68', context);
  expect(others).toEqual({});
  expect(connected + EMFILE).toBe(500);
  expect(connected).toBeGreaterThan(100);
  expect(connected).toBeLessThan(200);
});

test('F69: with 101 ports, one of them the server, 300 connections leave 200 without', async (context) => {
  const { connected = 0, EADDRNOTAVAIL = 0, ...others } = await probe('F69', context);
  expect(others).toEqual({});
  expect(connected + EADDRNOTAVAIL).toBe(300);
  // Once in about 25 runs the kernel's search passes over one free port.
  expect(connected).toBeLessThanOrEqual(100);
  expect(connected).toBeGreaterThanOrEqual(95);
});

test('names the reason where isolation cannot be had', async () => {
  expect(await isolationRefusal({ openFiles: 999_999_999 })).toMatch(/^sh refused: .*ulimit/s);
});
