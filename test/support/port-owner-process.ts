/** Says what a watch of a port, and one of a process, tell to the user that runs this: the port's gap, what was found, and what is hidden. */
import { createProcessReader } from '../../src/workers/target-watch/processes/process-reader.ts';

const [port, pid] = process.argv.slice(2).map(Number);
const baseline = { second: -1, atUs: 0 };
const ofPort = await createProcessReader({ kind: 'port', port: port ?? 0 }).read(baseline);
const ofPid = await createProcessReader({ kind: 'pid', pid: pid ?? 0 }).read(baseline);
console.log(ofPort.gap);
console.log(ofPid.found);
console.log(`hidden: ${ofPid.remarks?.at(-1)}`);
