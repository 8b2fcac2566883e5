/** What goes wrong below WebSocket and event streams has the same names as for plain requests. */
import { describe, expect, test } from 'vitest';
import { runCommand } from '../support/child.ts';
import { faultById } from '../support/fault-server.ts';
import { isolatedCommand, isolationRefusal } from '../support/isolation.ts';
import { meetStreamFault } from '../support/stream-faults.ts';

const BELOW = ['F01', 'F52', 'F53', 'F54', 'F58', 'F59'];

describe.each(['websocket', 'sse'] as const)('under a %s', (protocol) => {
  test.each(BELOW)('%s has its own category', async (id) => {
    const fault = faultById(id);
    const target = await fault.start();
    const url = protocol === 'sse' ? target.url : target.url.replace(/^http/, 'ws');
    const { failures, stream } = await meetStreamFault({ ...fault, protocol }, url, 5);
    await target.close();
    // An event stream that never opened has failed at its headers and at its first event; the latter is looked at.
    expect(failures).toEqual({ [fault.expected.code ?? '']: 5 });
    expect(stream).toMatchObject({ attempted: 5, failed: 5, closedBy: { [fault.expected.code ?? '']: 5 } });
  });
});

test.each(['F04', 'F05', 'F06', 'F07', 'F09', 'F11', 'F21', 'F24', 'F27'])(
  '%s before the headers of an event stream has the name it has for a request',
  async (id) => {
    const fault = faultById(id);
    const target = await fault.start();
    const { failures } = await meetStreamFault({ ...fault, protocol: 'sse' }, target.url, 5);
    await target.close();
    const code = fault.expected.code ?? '';
    expect([code, ...(fault.expected.alternatives ?? [])]).toContain(Object.keys(failures)[0]);
    expect(Object.values(failures)).toEqual([5]);
  },
);

for (const protocol of ['websocket', 'sse']) {
  test(`a ${protocol} to an address that was not allowed is blocked before it connects`, async ({ skip }) => {
    // In a namespace without a network, so that a mistake could not send a packet.
    const refusal = await isolationRefusal({ network: true });
    if (refusal !== null) skip(refusal);
    const entry = new URL('../support/stream-fault-process.ts', import.meta.url).pathname;
    const command = { command: process.execPath, args: [entry, 'blocked', '3', protocol] };
    const ended = await runCommand(isolatedCommand({ network: true }, command), 30_000);
    expect(ended.stderr).toBe('');
    expect(JSON.parse(ended.stdout).failures).toEqual({ 'guard.blocked_host': 3 });
  });
}
