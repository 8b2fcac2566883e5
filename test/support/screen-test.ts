import { AxeBuilder } from '@axe-core/playwright';
import { test as base, expect, type Page } from '@playwright/test';
import { type MadeUpWorkbench, MadeUpWorkbenches, type Scenario } from './made-up/workbench.ts';
import { openWorkbench } from './open-workbench.ts';

interface Fixtures {
  /**
   * Opens the page at a place of a made-up workbench of its own, under the real content security policy.
   * @param place `{run}` in it stands for the run under way, `{streaming}` for the streaming service, as in an address
   */
  readonly open: (scenario: Scenario, place: string, speed?: number) => Promise<MadeUpWorkbench>;
  /** What the page complained about: errors, refused content, unhandled failures. */
  readonly complaints: string[];
}

/** Screen tests: workbenches over data that is made up once per worker, and a page whose complaints fail the test. */
export const test = base.extend<Fixtures, { workbenches: MadeUpWorkbenches }>({
  workbenches: [
    // biome-ignore lint/correctness/noEmptyPattern: playwright reads the names of the fixtures wanted from here
    async ({}, use) => {
      const workbenches = await MadeUpWorkbenches.start();
      await use(workbenches);
      await workbenches.close();
    },
    // Seconds on a quiet machine; of its own, so that no test pays for it.
    { scope: 'worker', timeout: 120_000 },
  ],
  open: async ({ page, workbenches }, use) => {
    const opened: MadeUpWorkbench[] = [];
    await use(async (scenario, place, speed) => {
      const made = await workbenches.open(scenario, speed);
      opened.push(made);
      const streaming = encodeURIComponent(made.urls.streaming.replace('http', 'ws'));
      await openWorkbench(
        page,
        made,
        `#${place.replace('{run}', made.runId).replace('{streaming}', streaming)}`,
      );
      return made;
    });
    // A page that is still there would complain that its program is gone.
    await page.goto('about:blank');
    for (const made of opened) await made.close();
  },
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

/** The rules that go by colours: what a page breaks in one theme only. */
export const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/**
 * One line per violation of the accessibility rules; none is the only acceptable answer.
 * @param rules absent: all there are
 */
export async function violationsOf(page: Page, rules?: string[]): Promise<string[]> {
  // A selector for each of thousands of elements, and what each of them passed, take most of the time, and nobody reads it.
  const options = {
    selectors: false,
    resultTypes: ['violations' as const],
    ...(rules !== undefined && { runOnly: rules }),
  };
  // In the page itself: a second one, to put together what frames of other origins say, has nothing to put together here.
  expect(page.frames()).toHaveLength(1);
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().options(options).analyze();
  return violations.map(
    (found) => `${found.id}: ${found.nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`,
  );
}

/** Of a live run, what comes once, after the first seconds: the errors, an example of one, and the picture. */
export async function everythingOf(page: Page): Promise<void> {
  await page.getByTestId('errors').waitFor();
  await page.getByTestId('live-analysis').getByTestId('heatmap').locator('canvas').waitFor();
  await page.getByTestId('error-stream').getByTestId('failure').waitFor();
}
