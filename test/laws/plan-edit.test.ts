import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { planSchema } from '../../src/contract/plan.ts';
import { compilePlan } from '../../src/main/services/plans/compile/compile-plan.ts';
import { editPlan, planData } from '../../src/main/services/plans/text/edit-plan.ts';
import { readPlan } from '../../src/main/services/plans/text/parse-plan.ts';
import { printPlan } from '../../src/main/services/plans/text/print-plan.ts';
import { lawRuns } from '../support/law-runs.ts';
import { updatePlanText } from '../support/plan-edits.ts';
import { planArbitrary } from '../unit/main/services/plans/plan-arbitrary.ts';
import { PRESETS_DIR, SUITES } from '../unit/main/services/plans/support.ts';

// Hundreds of plans are printed, read and edited; on a busy machine that takes a while.
vi.setConfig({ testTimeout: 180_000 });

const presets = [PRESETS_DIR, join(PRESETS_DIR, 'suites')].flatMap((folder) =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') })),
);

function dataOf(text: string): unknown {
  const data = planData(text);
  if (!data.ok) throw new Error(data.failure.message);
  return data.value;
}

function updated(text: string, data: unknown): string {
  const result = updatePlanText(text, data);
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

const commentsOf = (text: string) => text.match(/(?<=^|\s)# .*$/gm) ?? [];
const withKeys = (value: unknown) => JSON.stringify(value);

describe('visual and text', () => {
  it.each(presets)('$file: no edit is no change of a single character', ({ text }) => {
    expect(updated(text, dataOf(text))).toBe(text);
  });

  it.each(presets)(
    '$file: text → visual → text → visual is the identity, and keeps every comment',
    ({ text }) => {
      const data = dataOf(text) as Record<string, unknown>;
      const renamed = { ...data, name: 'Changed', purpose: 'capacity', gate: 'good' };
      const edited = updated(text, renamed);
      expect(withKeys(dataOf(edited))).toBe(withKeys(renamed));
      expect(commentsOf(edited)).toEqual(commentsOf(text));
      const back = updated(edited, data);
      expect(withKeys(dataOf(back))).toBe(withKeys(data));
      expect(commentsOf(back)).toEqual(commentsOf(text));
    },
  );

  it('generated plans: visual → text → visual is the identity', () => {
    fc.assert(
      fc.property(planArbitrary, (plan) => {
        const text = printPlan(plan);
        expect(withKeys(dataOf(text))).toBe(withKeys(plan));
        expect(updated(text, dataOf(text))).toBe(text);
      }),
      lawRuns(500, 120),
    );
  });

  it('any plan becomes any other by edits, in data and order', () => {
    fc.assert(
      fc.property(planArbitrary, planArbitrary, (before, after) => {
        const text = updated(printPlan(before), after);
        expect(withKeys(dataOf(text))).toBe(withKeys(after));
      }),
      { numRuns: 80 },
    );
  });

  it('setting one value keeps all comments, even those of its own line', () => {
    fc.assert(
      fc.property(
        planArbitrary,
        fc.nat(),
        fc.oneof(fc.string(), fc.integer(), fc.boolean()),
        (plan, seed, value) => {
          const text = printPlan(plan)
            .split('\n')
            .map((line, index) => (/^[a-z]+: *$/.test(line) ? `# about ${index}\n${line}` : line))
            .join('\n')
            .replace(/^(plimsoll: 1)$/m, '$1 # the version');
          const scalars = leaves(dataOf(text));
          const path = scalars[seed % scalars.length] as (string | number)[];
          const edited = editPlan(text, [{ op: 'set', path, value }]);
          expect(edited.ok).toBe(true);
          if (!edited.ok) return;
          expect(at(dataOf(edited.value), path)).toEqual(value);
          expect(commentsOf(edited.value)).toEqual(commentsOf(text));
        },
      ),
      { numRuns: 120 },
    );
  });
});

it('a generated plan is read or refused with sentences, and compiles or is refused: nothing throws', () => {
  fc.assert(
    fc.property(planArbitrary, (plan) => {
      expect(planSchema.safeParse(plan).success).toBe(true);
      const reading = readPlan(printPlan(plan), SUITES);
      if (!reading.ok) {
        expect(reading.problems.every((problem) => problem.line >= 1 && problem.message !== '')).toBe(true);
        return;
      }
      const compiled = compilePlan(reading.plan, {});
      if (compiled.ok) expect(structuredClone(compiled.value.run)).toEqual(compiled.value.run);
      else expect(compiled.failure.side).toBe('test');
    }),
    lawRuns(250, 100),
  );
});

function leaves(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return path.length === 0 ? [] : [path];
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  return entries.flatMap(([key, item]) => leaves(item, [...path, key]));
}

function at(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((here, key) => (here as Record<string | number, unknown>)[key], value);
}
