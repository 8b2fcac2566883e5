import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';

// Only its C library has this name.
describe.skipIf(process.platform !== 'linux')('functions of the C library', () => {
  it('are called from a thread, and write into the memory that is passed', async () => {
    const thread = new Worker(new URL('../../../../support/foreign-calls-thread.ts', import.meta.url));
    const [{ pid, status, before, told, after, refused }] = await once(thread, 'message');
    expect(pid).toBe(process.pid);
    expect(status).toBe(0);
    expect(told >= before && told <= after).toBe(true);
    expect(refused).toMatch(/no_such_function/);
    await thread.terminate();
  });
});
