import { describe, expect, it } from 'vitest';
import type { RunPlan } from '../../../../src/contract/run-plan.ts';
import { resolvePlan } from '../../../../src/main/services/plans/compile/resolve-plan.ts';
import { PRESETS } from '../../../../src/main/services/plans/library/presets.ts';
import { wholePlan } from '../../../../src/main/storage/stored-plan.ts';
import { PRESETS_DIR, planText, runOf } from '../services/plans/support.ts';

/** As the plan of a run was stored by the version before series described themselves. */
function asVersion1(plan: RunPlan) {
  const series = plan.series.map(({ service, endpoint, protocol, clock, definition }) => ({
    service,
    endpoint,
    protocol,
    clock,
    definition,
  }));
  return { ...plan, version: 1 as const, series };
}

describe('a plan of version 1', () => {
  it.each(PRESETS)('is made what the compiler writes today: $name', async ({ name }) => {
    const compiled = await resolvePlan({ kind: 'preset', name }, {}, { presetsDir: PRESETS_DIR });
    if (!compiled.ok) throw new Error(compiled.failure.message);
    const { plan } = compiled.value;
    expect(wholePlan(asVersion1(plan))).toEqual(plan);
  });

  it('with streams as steps, shared endpoints, renewed tokens and pings only, too', () => {
    const plan = runOf(
      planText({
        load: '{ users: 4, duration: 10s }',
        classes: `  user:
    service: api
    setup: [{ post: /login, name: login }, { get: /list, name: list }]
    setupEvery: 5s
    tasks:
      list: { get: /list }
      stay: { websocket: /ws, send: ['{}'], until: { pointer: /type, value: pong }, hold: 2s }
      leave: { websocket: /ws }
      read: { sse: /events, events: 3, hold: 5s }
      tick: { sse: /tick }
  messages:
    service: api
    setup: [{ post: /login, name: login }, { post: /once, name: once }]
    websocket: { path: /ws, message: '{}', messageRate: 1 }
  pings:
    service: api
    websocket: { path: /other }
  events:
    service: api
    sse: { path: /events }`,
      }),
    );
    expect(plan.series.map(({ role }) => role)).toContain('held');
    expect(wholePlan(asVersion1(plan))).toEqual(plan);
  });

  it('of today stays the same object', () => {
    const plan = runOf(planText({}));
    expect(wholePlan(plan)).toBe(plan);
  });
});
