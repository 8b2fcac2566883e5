/**
 * `stream-fault-process.ts ID CONNECTIONS` meets a stream fault in a process of its own and prints the outcome.
 * `stream-fault-process.ts blocked CONNECTIONS PROTOCOL` meets an address that nobody allowed.
 */
import { faultById } from './fault-server.ts';
import { type FaultCase, type FaultTarget, failsWith } from './faults/fault-case.ts';
import { bareTarget } from './faults/http-connection.ts';
import { meetStreamFault } from './stream-faults.ts';

const [, , id = '', connections = '1', protocol = ''] = process.argv;
const fault = id === 'blocked' ? blocked() : faultById(id);
const target: FaultTarget = await fault.start();
const outcome = await meetStreamFault(fault, target.url, Number(connections));
await target.close();
// The encoded delay histogram is no JSON.
process.stdout.write(JSON.stringify({ ...outcome, stream: { ...outcome.stream, deliveryLag: null } }), () =>
  process.exit(0),
);

/** An address of TEST-NET-3 (RFC 5737). */
function blocked(): FaultCase {
  const isSse = protocol === 'sse';
  return {
    id,
    row: 'X',
    name: 'an address that was not allowed',
    protocol: isSse ? 'sse' : 'websocket',
    expected: failsWith('guard.blocked_host'),
    start: async () => bareTarget(`${isSse ? 'http' : 'ws'}://203.0.113.7/`),
  };
}
