import type { Page } from '@playwright/test';
import { expect, test, violationsOf } from '../support/screen-test.ts';

/** The load of a run that goes on, in the hands of who watches it; and what of it stands in the result. */

const panel = (page: Page) => page.getByTestId('load-panel');
const now = async (page: Page) => Number(await page.getByTestId('load-now-users').getAttribute('data-value'));
const said = (page: Page) => page.getByTestId('load-said');

/** What the plan has, once its ramp is over. */
async function plannedUsers(page: Page): Promise<number> {
  await expect.poll(() => now(page)).toBeGreaterThan(20);
  return now(page);
}

test('the load is set, stepped, held, spiked and given back, and every act is said and marked', async ({
  page,
  open,
}) => {
  await open('live', '/live/{run}');
  const planned = await plannedUsers(page);
  await expect(said(page)).toContainText('As planned');
  const back = panel(page).getByRole('button', { name: 'Back to the plan' });
  await expect(back).toBeDisabled();

  await test.step('a level is typed', async () => {
    const field = panel(page).getByRole('textbox', { name: 'Users: level' });
    await field.fill('12.5');
    await expect(panel(page).getByText('A whole number')).toBeVisible();
    await field.fill('120');
    await field.press('Enter');
    await expect(said(page)).toContainText('Users set to 120.');
    await expect.poll(() => now(page)).toBe(120);
    await expect(page.getByTestId('heat-load-mark').first()).toContainText('120 users');
  });

  await test.step('the handle is moved by keys, and Enter applies it', async () => {
    const handle = panel(page).getByRole('slider', { name: 'Users: handle' });
    await handle.focus();
    await handle.press('ArrowLeft');
    await handle.press('ArrowLeft');
    expect(await now(page)).toBe(120);
    await handle.press('Enter');
    await expect.poll(() => now(page)).toBe(118);
  });

  await test.step('a step up', async () => {
    await panel(page).getByRole('button', { name: 'Users: 10% more' }).click();
    await expect.poll(() => now(page)).toBe(130);
  });

  await test.step('a spike, and what was to come after it', async () => {
    const spike = page.getByTestId('spike');
    await spike.getByRole('textbox', { name: 'Spike: level' }).fill('200');
    await spike.getByRole('textbox', { name: 'Spike: seconds' }).fill('2');
    await spike.getByRole('button', { name: 'Spike' }).click();
    await expect.poll(() => now(page)).toBe(200);
    await expect.poll(() => now(page)).toBe(130);
  });

  await test.step('a load that the run may not have is refused in a sentence beside it', async () => {
    const field = panel(page).getByRole('textbox', { name: 'Users: level' });
    await field.fill('900000');
    await field.press('Enter');
    await expect(said(page)).toContainText(/limit|more than|needs/);
    expect(await now(page)).toBe(130);
    await field.fill('130');
  });

  await test.step('back to the plan', async () => {
    await back.click();
    await expect.poll(() => now(page)).toBe(planned);
    await expect(back).toBeDisabled();
  });
  expect(await violationsOf(page)).toEqual([]);
});

test('the result has the segments and the log, and its load is kept as a plan', async ({ page, open }) => {
  await open('live', '/live/{run}', 8);
  const lowered = Math.round(0.9 * (await plannedUsers(page)));
  await panel(page).getByRole('button', { name: 'Users: 10% less' }).click();
  await expect.poll(() => now(page)).toBe(lowered);
  await panel(page).getByRole('button', { name: 'Hold here' }).click();
  await page.getByTestId('stop').click();
  await expect(page.getByTestId('ended')).toBeVisible();
  await expect(panel(page).getByRole('button', { name: 'Hold here' })).toBeDisabled();
  await expect(said(page)).toHaveText('The run has ended.');
  const segments = page.getByTestId('segments');
  await expect(segments).toBeVisible({ timeout: 15_000 });
  await expect(
    segments
      .locator('tbody tr')
      .filter({ hasText: `${lowered} users` })
      .first(),
  ).toBeVisible();
  await expect(page.getByTestId('steering-log')).toContainText(`Users lowered by 10% to ${lowered}.`);
  expect(await violationsOf(page)).toEqual([]);
  await segments.getByRole('button', { name: 'Save as plan' }).click();
  await expect(page).toHaveURL(/#\/plans\//);
  await expect(page.getByRole('heading', { level: 1, name: 'Light load as run' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeEnabled();
});
