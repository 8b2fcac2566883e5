import { AxeBuilder } from '@axe-core/playwright';
import { test as base, expect, type Page } from '@playwright/test';
import { type FakeScreens, startFakeScreens } from './fake-screens.ts';

interface Fixtures {
  /** What the page complained about: errors, refused content, unhandled failures. */
  readonly complaints: string[];
}

/** Screen tests: the demo build served once per worker, and a page whose complaints fail the test. */
export const test = base.extend<Fixtures, { screens: FakeScreens }>({
  screens: [
    // biome-ignore lint/correctness/noEmptyPattern: playwright reads the names of the fixtures wanted from here
    async ({}, use) => {
      const screens = await startFakeScreens();
      await use(screens);
      await screens.close();
    },
    { scope: 'worker' },
  ],
  complaints: [
    async ({ page }, use) => {
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      await use(complaints);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** One line per violation of the accessibility rules; none is the only acceptable answer. */
export async function violationsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(
    (found) => `${found.id}: ${found.nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`,
  );
}
