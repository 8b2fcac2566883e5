import { defineConfig } from 'vitest/config';
import { APART } from './test/house/apart.ts';

const node = { environment: 'node', pool: 'forks' } as const;

/**
 * What measures time or rates of its own: two such files at once would measure each other. Within one, those tests alone are
 * `concurrent` that count and time nothing.
 */
const MEASURING = [
  'test/integration/truth-*.test.ts',
  'test/integration/websocket-counts.test.ts',
  'test/integration/sse-counts.test.ts',
  'test/integration/support/calibrated-server.test.ts',
];
const slow = { testTimeout: 120_000, hookTimeout: 60_000 } as const;

/**
 * `check` is fast and pure, and loads a module once for all files of a worker: to load it again for each of three hundred
 * takes as long as their tests. `check-apart` is what is not pure. `integration` starts servers, threads and processes;
 * `truth` measures, one file at a time, when the others are done. Browser tests are Playwright's.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...node,
          name: 'check',
          include: ['test/rooms.test.ts', 'test/unit/**/*.test.{ts,tsx}', 'test/laws/**/*.test.ts'],
          exclude: APART,
          isolate: false,
          testTimeout: 30_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...node,
          name: 'check-apart',
          include: APART,
          testTimeout: 30_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...node,
          ...slow,
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          exclude: MEASURING,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...node,
          ...slow,
          name: 'truth',
          include: MEASURING,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
