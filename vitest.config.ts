import { defineConfig } from 'vitest/config';

const node = { environment: 'node', pool: 'forks' } as const;

/** `check` is fast and pure; `integration` starts servers, threads and processes. Browser tests are Playwright's. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...node,
          name: 'check',
          include: ['test/rooms.test.ts', 'test/unit/**/*.test.{ts,tsx}', 'test/laws/**/*.test.ts'],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          ...node,
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          // Two load tests at once would measure each other.
          fileParallelism: false,
        },
      },
    ],
  },
});
