/** Says what watches of two ports and of a process tell to the user that runs this: the gaps of the ports, what was found, and what is hidden. */
import { createProcessReader } from '../../src/workers/target-watch/processes/process-reader.ts';

const [port, published, pid] = process.argv.slice(2).map(Number);
const baseline = { second: -1, atUs: 0 };
const read = (target: Parameters<typeof createProcessReader>[0]) =>
  createProcessReader(target).read(baseline);
for (const one of [port, published]) console.log((await read({ kind: 'port', port: one ?? 0 })).gap);
const ofPid = await read({ kind: 'pid', pid: pid ?? 0 });
console.log(ofPid.found);
console.log(`hidden: ${ofPid.remarks?.at(-1)}`);
