/**
 * Every plain HTTP fault of the catalogue on real load threads, all in one run beside healthy traffic, and a few of them
 * by 200 users at once. Each by itself in engine-faults.test.ts; all at 200, and mixed, in truth-faults.bench.ts.
 */
import { expect, test } from 'vitest';
import { startCalibratedServer } from '../support/calibrated-server.ts';
import { faultById, startHostedFault } from '../support/fault-server.ts';
import { faultsPlan, outcomeOf, PLAIN_FAULTS } from '../support/truth-faults.ts';
import { breachesOf, runPlan, totalsOf } from '../support/truth-run.ts';

const MIB = 1_048_576;

/** Sockets a server still has, once it had a moment to hear of their end. */
async function carriedOver(
  counts: () => Promise<{ openSockets: number }> | { openSockets: number },
): Promise<number> {
  for (let tries = 0; tries < 500 && (await counts()).openSockets > 0; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return (await counts()).openSockets;
}

/** Its authority bears the same name as that of the other faults: a thread can trust one of them at a time. */
const APART = 'X-not-yet-valid';
/** How strict a run reads is one choice for all its targets. */
const TOGETHER = PLAIN_FAULTS.filter(({ id, client }) => id !== APART && client?.strictHttp !== true);

test('all faults at once, three users each, beside healthy traffic', async () => {
  const targets = await Promise.all(TOGETHER.map((fault) => fault.start()));
  const server = await startCalibratedServer({ delay: { kind: 'fixed', ms: 20 } });
  try {
    const load = { users: 3, iterations: 1, connections: 'per-user' } as const;
    const classes = TOGETHER.map((fault, index) => ({ fault, url: targets[index]?.url ?? '', load }));
    const healthy = { url: server.url, load: { load: { rate: 50, duration: 3 } } };
    const plan = faultsPlan(classes, { healthy, durationMs: 3_000, maxBodyBytes: 4 * MIB, timeoutMs: 3_000 });
    const ca = [...new Set(targets.flatMap((target) => target.ca ?? []))];
    const run = await runPlan(plan, {
      threads: 2,
      troubles: { ca },
      meanwhile: () => void Promise.all(targets.map((target) => target.act?.())),
    });
    expect(run.end).toMatchObject({ state: 'completed', reason: '' });
    const wrong = TOGETHER.map((fault) => outcomeOf(run, fault)).filter(
      (outcome) => outcome.wrong.length > 0,
    );
    expect(wrong.map(({ fault, wrong: how }) => [fault.id, how])).toEqual([]);
    expect(breachesOf(run)).toEqual([]);
    const own = plan.series.findIndex(({ service }) => service === 'healthy');
    expect(totalsOf(run.seconds, own)).toMatchObject({ planned: 150, sent: 150, ok: 150, errors: 0 });
    for (const target of targets) expect(await carriedOver(() => target.counts())).toBe(0);
  } finally {
    await Promise.all([...targets.map((target) => target.close()), server.close()]);
  }
});

test.each(['F05', 'F09', 'F14', 'F40', 'F55', APART])('%s by 200 users at once', async (id) => {
  const fault = faultById(id);
  const hosted = await startHostedFault(id);
  try {
    const load = { users: 200, iterations: 1, connections: 'per-user' } as const;
    const plan = faultsPlan([{ fault, url: hosted.url, load }], { durationMs: 3_000, maxBodyBytes: MIB });
    const run = await runPlan(plan, { troubles: hosted.ca === undefined ? {} : { ca: [hosted.ca] } });
    expect(run.end).toMatchObject({ state: 'completed', reason: '' });
    const { sent, wrong } = outcomeOf(run, fault);
    expect([sent, wrong]).toEqual([200, []]);
    expect(await carriedOver(() => hosted.counts())).toBe(0);
  } finally {
    await hosted.close();
  }
});
