/** The WebSocket presets against a service that speaks as section 8 says, and against the sample services, side by side. */
import { expect, test } from 'vitest';
import type { Overrides } from '../../src/contract/plan.ts';
import type { RunPlan } from '../../src/contract/run-plan.ts';
import { resolvePlan } from '../../src/main/services/plans/compile/resolve-plan.ts';
import { startSampleServices } from '../../src/workers/sample-services/start.ts';
import { startAccessLayerStream } from '../support/access-layer-stream.ts';
import { runCrew } from '../support/engine-crew.ts';
import { PRESETS_DIR } from '../unit/main/services/plans/support.ts';

async function presetAt(
  targets: Record<string, string>,
  more: Overrides = {},
  name = 'smoke-ws',
): Promise<RunPlan> {
  const overrides = { durationMs: 2_500, targets, ...more };
  const made = await resolvePlan({ kind: 'preset', name }, overrides, {
    presetsDir: PRESETS_DIR,
  });
  if (!made.ok) throw new Error(made.failure.message);
  return made.value.plan;
}

test.concurrent.each(['smoke-ws', 'ws-basic', 'ws-high', 'ws-stress'])(
  'the real service confirms, answers, and fails nothing: %s',
  async (name) => {
    const service = await startAccessLayerStream();
    try {
      const { totals } = await runCrew(
        await presetAt({ streaming: service.url, auth: service.url }, { connections: 10 }, name),
      );
      expect(totals.errors).toBe(0);
      const pings = service.frames.filter(({ action }) => action === 'ping');
      expect(pings.length).toBeGreaterThanOrEqual(10);
      const subscribed = service.frames.filter(({ action }) => action === 'subscribe');
      expect(subscribed).toHaveLength(10);
      for (const { data = {} } of subscribed) {
        expect([1, 2, 3]).toContain((data.topics as unknown[]).length);
        expect(Object.keys(data.filters as object)).toHaveLength(1);
      }
    } finally {
      await service.close();
    }
  },
);

test.concurrent('a topic it does not know is a refused subscription, at once', async () => {
  const service = await startAccessLayerStream();
  const values = { topics: 'pricing.updates, curve.changes' };
  try {
    const plan = await presetAt({ streaming: service.url, auth: service.url }, { values });
    const { totals } = await runCrew(plan);
    expect(totals.errors).toBeGreaterThan(0);
    expect(service.frames.find(({ action }) => action === 'subscribe')?.data?.topics).toEqual([
      'pricing.updates',
      'curve.changes',
    ]);
    expect(service.frames.some(({ action }) => action === 'ping')).toBe(false);
  } finally {
    await service.close();
  }
});

test.concurrent('the sample services take the same preset, and that of a service of the old kind', async () => {
  const services = await startSampleServices({ basePort: 0, seed: 1 });
  const { streaming, auth } = services.urls;
  try {
    const old = {
      confirm: { pointer: '/type', value: 'subscription_confirmed' },
      reply: { pointer: '/type', value: 'pong' },
      values: { topics: 'alerts.user' },
    };
    for (const more of [{}, old]) {
      const { totals } = await runCrew(await presetAt({ streaming, auth }, more));
      expect([totals.errors, totals.ok > 20]).toEqual([0, true]);
    }
  } finally {
    await services.close();
  }
});
