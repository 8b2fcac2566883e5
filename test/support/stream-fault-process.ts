/** `stream-fault-process.ts ID CONNECTIONS` meets a stream fault in a process of its own and prints the outcome. */
import { faultById } from './fault-server.ts';
import { meetStreamFault } from './stream-faults.ts';

const [, , id = '', connections = '1'] = process.argv;
const fault = faultById(id);
const target = await fault.start();
const outcome = await meetStreamFault(fault, target.url, Number(connections));
await target.close();
// The encoded delay histogram is no JSON.
process.stdout.write(JSON.stringify({ ...outcome, stream: { ...outcome.stream, deliveryLag: null } }), () =>
  process.exit(0),
);
