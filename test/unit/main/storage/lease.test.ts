import { describe, expect, it } from 'vitest';
import { leaseIsLive, type ProcessFacts, SILENCE_MS } from '../../../../src/main/storage/lease.ts';
import { ownIdentity, processExists, processStart } from '../../../../src/main/storage/process-identity.ts';
import { runCommand } from '../../../support/child.ts';

const NOW = 1_000_000_000;
const lease = { host: 'here boot-1', pid: 77, start: '5000', heartbeatAt: NOW - 1_000 };
const silent = { ...lease, heartbeatAt: NOW - SILENCE_MS };

function facts(world: { host?: string; processes?: Record<number, string | null> }): ProcessFacts {
  const processes = world.processes ?? {};
  return {
    self: { host: world.host ?? 'here boot-1', pid: 1, start: '1' },
    now: NOW,
    exists: (pid) => pid in processes,
    startOf: (pid) => processes[pid] ?? null,
  };
}

describe('whether the process behind a run lives', () => {
  it.each([
    ['its id exists and began when noted', lease, facts({ processes: { 77: '5000' } }), true],
    ['the same, silent for long: stopped or asleep', silent, facts({ processes: { 77: '5000' } }), true],
    ['its id is gone', lease, facts({}), false],
    ['its id was used again', lease, facts({ processes: { 77: '9000' } }), false],
    ['its start is unknown, heard recently', lease, facts({ processes: { 77: null } }), true],
    ['its start is unknown, silent for long', silent, facts({ processes: { 77: null } }), false],
    ['it ran on another host or boot, heard recently', lease, facts({ host: 'there' }), true],
    ['it ran on another host or boot, silent for long', silent, facts({ host: 'there' }), false],
    ['its clock is ahead of ours', { ...lease, heartbeatAt: NOW + 9e9 }, facts({ host: 'there' }), true],
  ])('%s', (_, held, world, live) => {
    expect(leaseIsLive(held, world)).toBe(live);
  });
});

describe('the identity of a process', () => {
  it('is the same whenever this process is asked', () => {
    expect(ownIdentity()).toEqual({ ...ownIdentity(), pid: process.pid, start: processStart(process.pid) });
    expect(processExists(process.pid)).toBe(true);
  });

  it('is gone once the process has ended', async () => {
    const ended = await runCommand({ command: process.execPath, args: ['-p', 'process.pid'] });
    expect(processExists(Number(ended.stdout))).toBe(false);
    expect(processStart(Number(ended.stdout))).toBe(null);
  });
});
