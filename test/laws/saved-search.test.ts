import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { CapacityOverride } from '../../src/contract/capacity-schema.ts';
import { CAPACITY_UNITS, RECOVERY_KINDS, THOROUGHNESS } from '../../src/contract/capacity-search.ts';
import { resolvePlan } from '../../src/main/services/plans/compile/resolve-plan.ts';
import { savedPlan } from '../../src/main/services/plans/export/saved-plan.ts';
import { PRESETS_DIR } from '../unit/main/services/plans/support.ts';

/** Whatever a search of an address was asked, the plan that is saved of it opens again and searches the same. */

const options = { presetsDir: PRESETS_DIR };
const level = fc.integer({ min: 1, max: 5_000 }).map((tenths) => tenths / 10);

const asked: fc.Arbitrary<CapacityOverride> = fc.record(
  {
    objectives: fc.subarray(['p50<20ms', 'p95<200ms', 'p99.9<1.5s', 'errors<1%'], { minLength: 1 }),
    by: fc.constantFrom(...CAPACITY_UNITS),
    from: level,
    to: level,
    thoroughness: fc.constantFrom(...THOROUGHNESS),
    maxMs: fc.integer({ min: 240, max: 7_200 }).map((quarters) => quarters * 250),
    ladder: fc.boolean(),
    recovery: fc.constantFrom(...RECOVERY_KINDS),
  },
  { requiredKeys: ['objectives'] },
);

it('a search that is saved as a plan is the same search', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(asked, fc.constantFrom('http://h.test/', 'ws://h.test/ws'), async (capacity, url) => {
      const address = { kind: 'url', url } as const;
      const typed = await resolvePlan(address, { capacity }, options);
      const saved = savedPlan(address, { capacity });
      expect(saved.ok).toBe(typed.ok);
      if (!saved.ok || !typed.ok) return;
      const again = await resolvePlan({ kind: 'text', text: saved.value.text }, { capacity: {} }, options);
      if (!again.ok) throw new Error(`${again.failure.message}\n${saved.value.text}`);
      expect(again.value.plan).toEqual(typed.value.plan);
      seen.add(again.value.plan.capacity?.recovery ?? '');
    }),
    { numRuns: 80, seed: 14 },
  );
  expect([...seen].toSorted()).toEqual(RECOVERY_KINDS.toSorted());
});
