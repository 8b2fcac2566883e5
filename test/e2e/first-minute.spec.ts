import { expect, test } from '@playwright/test';
import { openWorkbench } from '../support/open-workbench.ts';
import { startWorkbench, type Workbench } from '../support/workbench.ts';

/** The first minute of a stranger: start, one click, a live run, a graded result, found again in the history. */
test.describe.configure({ mode: 'serial' });

let workbench: Workbench;
test.beforeAll(async () => {
  workbench = await startWorkbench();
});
test.afterAll(async () => {
  expect(await workbench.close()).toBe(0);
});

test('from an empty home to a graded run on the sample services', async ({ page }) => {
  const { problems } = await openWorkbench(page, workbench);
  // Whoever has no Access Layer is not met by five failures.
  const strip = page.getByTestId('services-strip');
  await expect(strip).toContainText('The built-in Access Layer is not running here');
  await expect(strip.locator('[data-health]')).toHaveCount(0);
  await page.getByTestId('try-samples').click();
  await expect(page).toHaveURL(/#\/live\//, { timeout: 30_000 });
  // What is looked at may stand behind it.
  const runId = /\/live\/([^?]+)/.exec(page.url())?.[1] ?? '';

  await test.step('the live screen shows progress, figures, charts and a growing endpoint table', async () => {
    await expect(page.getByRole('progressbar')).toBeVisible();
    await expect(page.getByTestId('stop')).toBeVisible();
    await expect(page.locator('canvas').first()).toBeVisible();
    await expect(page.getByTestId('endpoints').getByText('instruments').first()).toBeVisible();
  });

  await test.step('a reload in the middle keeps the seconds so far', async () => {
    await expect
      .poll(() => elapsedSeconds(page.getByTestId('elapsed')), { timeout: 30_000 })
      .toBeGreaterThanOrEqual(4);
    const before = await elapsedSeconds(page.getByTestId('elapsed'));
    await page.reload();
    await expect(page.getByRole('progressbar')).toBeVisible();
    await expect(page.locator('canvas').first()).toBeVisible();
    expect(await elapsedSeconds(page.getByTestId('elapsed'))).toBeGreaterThanOrEqual(before);
  });

  await test.step('it ends in the result, with a grade and the trust in it', async () => {
    await expect(page).toHaveURL(new RegExp(`#/runs/${runId}`), { timeout: 60_000 });
    await expect(page.getByTestId('overall-grade')).toHaveText(/Excellent|Good|Acceptable|Poor/);
    await expect(page.getByText(/trusted|degraded|untrustworthy/i).first()).toBeVisible();
    await page.getByTestId('tab-grades').click();
    for (const service of ['gateway', 'auth', 'entitlements', 'metrics', 'streaming']) {
      await expect(page.getByText(service).first()).toBeVisible();
    }
  });

  await test.step('and is found again in the history', async () => {
    await page.getByRole('navigation').first().getByRole('link', { name: /runs/i }).click();
    await page.getByRole('link', { name: /smoke/i }).first().click();
    await expect(page).toHaveURL(new RegExp(`#/runs/${runId}`));
  });
  expect(problems).toEqual([]);
});

test('a deep link opens a stored run after a restart of the workbench', async ({ page }) => {
  const reopened = await startWorkbench({ dataDir: workbench.dataDir });
  try {
    const { problems } = await openWorkbench(page, reopened, '#/runs');
    await page.getByRole('link', { name: /smoke/i }).first().click();
    await page.getByTestId('tab-endpoints').click();
    await expect(page.getByTestId('endpoints').getByText('instruments').first()).toBeVisible();
    expect(problems).toEqual([]);
  } finally {
    await reopened.close();
  }
});

async function elapsedSeconds(locator: import('@playwright/test').Locator): Promise<number> {
  const text = (await locator.textContent()) ?? '';
  const [minutes = 0, seconds = 0] = (/(\d+):(\d+)/.exec(text) ?? []).slice(1).map(Number);
  return minutes * 60 + seconds;
}
