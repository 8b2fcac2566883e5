import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WatchedSecond } from '../../src/contract/watch.ts';
import { Sampler } from '../../src/workers/target-watch/sampler.ts';
import type { Reading, WatchReader } from '../../src/workers/target-watch/watch-reader.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const START_MS = 3_000;
const MOMENT_MS = 100;

/** How long each reading takes, one after the other and then again from the first; null: it never comes. Sync: all else waits meanwhile. */
interface ScriptedReader {
  readonly isSync: boolean;
  readonly takesMs: readonly (number | null)[];
}

const takes = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 50 }) },
  { weight: 4, arbitrary: fc.integer({ min: 50, max: 1_200 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1_200, max: 4_000 }) },
  { weight: 1, arbitrary: fc.constant(null) },
);
const readers: fc.Arbitrary<ScriptedReader[]> = fc.array(
  fc.record({
    isSync: fc.boolean(),
    takesMs: fc.array(takes, { minLength: 1, maxLength: 6 }),
  }),
  { minLength: 1, maxLength: 4 },
);

function scripted(clock: VirtualClock, { isSync, takesMs }: ScriptedReader): WatchReader {
  let readings = 0;
  const reading: Reading = { gauges: [{ name: 'n', unit: 'number', value: 1 }] };
  return {
    read: () => {
      const ms = takesMs[readings++ % takesMs.length] ?? null;
      if (isSync) {
        clock.advanceBy((ms ?? 0) * 1_000);
        return reading;
      }
      return new Promise((resolve) => {
        if (ms !== null) clock.setTimer(clock.nowUs() + ms * 1_000, () => resolve(reading));
      });
    },
    close: () => undefined,
  };
}

/** A run that is begun late by so much, and whose end is heard of so late. */
async function run(script: {
  readonly readers: readonly ScriptedReader[];
  readonly endMs: number;
  readonly begunMs: number;
  readonly heardMs: number;
}): Promise<WatchedSecond[]> {
  const clock = new VirtualClock();
  const told: WatchedSecond[] = [];
  const sampler = new Sampler({
    readers: script.readers.map((one) => scripted(clock, one)),
    clock,
    report: (entries) => told.push(...entries),
  });
  const at = (ms: number) => (START_MS + ms) * 1_000;
  await clock.settleTo(at(script.begunMs));
  sampler.begin(at(0));
  await clock.settleTo(at(Math.max(script.begunMs, script.endMs) + script.heardMs));
  const ended = sampler.end(at(script.endMs));
  await clock.settleTo(clock.nowUs() + 20_000_000);
  await ended;
  return told;
}

describe('a run that is watched', () => {
  it('has one entry of each watch and second, in order, whenever it ends and however long a reading takes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          readers,
          endMs: fc.oneof(
            fc.integer({ min: 0, max: 6_000 }),
            fc.integer({ min: 0, max: 6 }).map((s) => s * 1_000),
          ),
          begunMs: fc.integer({ min: -50, max: 1_500 }),
          heardMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1_500 })),
        }),
        async (script) => {
          const told = await run(script);
          const whole = Math.floor(script.endMs / 1_000);
          const rest = script.endMs - whole * 1_000;
          const least = whole + (rest >= MOMENT_MS ? 1 : 0);
          // Until the end is heard of, time goes on.
          const most = Math.max(
            least,
            Math.floor((Math.max(script.endMs, script.begunMs) + script.heardMs) / 1_000),
          );
          for (const watch of script.readers.keys()) {
            const entries = told.filter((one) => one.watch === watch);
            expect(entries.map(({ second }) => second)).toEqual(entries.map((_, nth) => nth));
            expect(entries.length).toBeGreaterThanOrEqual(least);
            expect(entries.length).toBeLessThanOrEqual(most);
            // Of a whole second there is a figure, or why there is none.
            const silent = entries.filter(
              ({ gauges, gap, second }) => gauges.length === 0 && gap === undefined && second < whole,
            );
            expect(silent).toEqual([]);
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
