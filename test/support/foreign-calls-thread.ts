import { parentPort } from 'node:worker_threads';
import { loadForeignCalls } from '../../src/workers/target-watch/processes/foreign-calls.ts';

/** A thread that asks the C library of Linux for the number of its process and for the time since the machine started. */
const library = 'libc.so.6';
/** <time.h> */
const CLOCK_MONOTONIC = 1;

const calls = loadForeignCalls();
const time = Buffer.alloc(16);
const before = process.hrtime.bigint();
const status = calls?.declare(library, 'int clock_gettime(int clock, void *time)')(CLOCK_MONOTONIC, time);
const after = process.hrtime.bigint();
let refused = '';
try {
  calls?.declare(library, 'int no_such_function(int value)');
} catch (error) {
  refused = String(error);
}
parentPort?.postMessage({
  pid: calls?.declare(library, 'int getpid()')(),
  status,
  before,
  told: time.readBigInt64LE(0) * 1_000_000_000n + time.readBigInt64LE(8),
  after,
  refused,
});
