import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  documentIn,
  type Identity,
  identities,
  isBalanced,
  isCrash,
  plimsollAs,
} from '../support/limits/command.ts';
import { type EndlessTarget, startEndlessTarget } from '../support/limits/target.ts';

/** A target that stalls holds every request open: where descriptors end, so must the plan, and nothing else. */
const LIMITS = [64, 256, 1_024];
const people = identities();
const [who] = people as [Identity];
let target: EndlessTarget;
beforeAll(async () => {
  target = await startEndlessTarget('stalled');
});
afterAll(async () => {
  await target.close();
  for (const { home } of people) home.remove();
});

const run = (limit: number, ...more: string[]) =>
  plimsollAs(
    who,
    [
      ...['run', target.url, '--rate', '1500', '--duration', '1s', '--timeout', '2s', '--quiet'],
      ...['--data-dir', join(who.home.path, `data-${limit}`), ...more],
    ],
    { descriptors: limit },
  );

describe.skipIf(process.platform === 'win32')('file descriptors', () => {
  it.concurrent.each(LIMITS)('of %d: a plan that needs more is refused in a sentence', async (limit) => {
    const ended = await run(limit);
    expect([isCrash(ended), ended.code]).toEqual([false, 2]);
    const allowed = limit.toLocaleString('en-US');
    expect(ended.err).toMatch(
      new RegExp(`The plan needs [\\d,]+ of ${allowed} file descriptors .* ulimit -n\\.`),
    );
  });

  it.concurrent.each(LIMITS)('of %d: forced, requests fail by them, and the books balance', async (limit) => {
    const file = join(who.home.path, `forced-${limit}.json`);
    const ended = await run(limit, '--force', '--json', file);
    expect([isCrash(ended), ended.code]).toEqual([false, 4]);
    const summary = documentIn(file);
    if (summary === null) throw new Error(ended.err);
    expect([summary.run.state, isBalanced(summary)]).toEqual(['completed', true]);
    const failed = Object.fromEntries(summary.errors.map(({ code, count }) => [code, count]));
    expect(failed['client.fd_limit']).toBeGreaterThan(400);
    // What had a descriptor waited for its answer.
    expect(failed['timeout.total'] ?? failed['timeout.headers']).toBeGreaterThan(0);
    expect(summary.trust.verdict).not.toBe('trusted');
  });
});
