/**
 * A service in a process of its own, whose memory does what its argument says: `leak` keeps 2 MiB more each second, `teeth` takes as
 * much and gives all of it back every 20 s, `flat` keeps 60 MiB. Tells its port over IPC, and ends with whoever started it.
 */
import { createServer } from 'node:http';

const MIB = 1_048_576;
const STEP_MS = 125;
const PER_STEP = (2 * MIB * STEP_MS) / 1_000;
const TOOTH_STEPS = 20_000 / STEP_MS;
const [shape] = process.argv.slice(2);

// Room that is reserved is no memory; pages that were written to are, until they are given back.
const buffer = new ArrayBuffer(0, { maxByteLength: 2_048 * MIB });
let steps = 0;

function grow(bytes: number): void {
  const before = buffer.byteLength;
  buffer.resize(before + bytes);
  new Uint8Array(buffer, before, bytes).fill(1);
}

if (shape === 'flat') grow(60 * MIB);
else
  setInterval(() => {
    steps += 1;
    if (shape === 'teeth' && steps % TOOTH_STEPS === 0) buffer.resize(0);
    else grow(PER_STEP);
  }, STEP_MS);

const server = createServer((_, response) => response.end('ok'));
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') process.send?.(address.port);
});
process.on('disconnect', () => process.exit(0));
