import { expect, type Page, test } from '@playwright/test';
import { SERVICE_NAMES } from '../../src/contract/sample-services.ts';
import { goTo, openWorkbench } from '../support/open-workbench.ts';
import { type RecordingServer, startRecordingServer } from '../support/recording-server.ts';
import { startWorkbench, type Workbench } from '../support/workbench.ts';

/** Where a copied preset goes: to the addresses set up under Services, as the start dialog shows them, and nowhere else. */

let workbench: Workbench;
/** One for each service, so that a request at the wrong one shows. */
const servers = new Map<string, RecordingServer>();
test.beforeAll(async () => {
  workbench = await startWorkbench();
  for (const service of SERVICE_NAMES) {
    servers.set(service, await startRecordingServer({ body: { status: 'ok', success: true } }));
  }
});
test.afterAll(async () => {
  for (const server of servers.values()) await server.close();
  expect(await workbench.close()).toBe(0);
});

const urlOf = (service: string) => servers.get(service)?.url ?? '';
const asked = (service: string) => servers.get(service)?.counts().requests ?? 0;

async function setAddress(page: Page, service: string, url: string): Promise<void> {
  const builtIn = page.getByTestId('built-in-services');
  const show = builtIn.getByRole('button', { name: 'Show addresses' });
  const edit = builtIn.getByRole('button', { name: `Edit ${service}` });
  await show.or(edit).first().waitFor();
  if (await show.isVisible()) await show.click();
  await edit.click();
  await page.getByLabel('Address 1', { exact: true }).fill(url);
  await page.getByTestId('save-service').click();
  await expect(builtIn.locator(`[data-service=${service}]`)).toContainText(url);
}

test('a copied preset goes where its services were set up, as the start dialog says before', async ({
  page,
}) => {
  const { problems } = await openWorkbench(page, workbench);
  const shown = page.getByTestId('start-targets');

  await test.step('set the addresses', async () => {
    await goTo(page, '#/services');
    for (const service of SERVICE_NAMES) await setAddress(page, service, urlOf(service));
  });

  await test.step('copy the Gateway preset', async () => {
    await goTo(page, '#/plans');
    await page.getByRole('button', { name: 'Copy Gateway' }).first().click();
    await expect(page).toHaveURL(/#\/plans\/plan-/);
    await page.getByTestId('run-plan').click();
  });

  await test.step('see where it will go, and start', async () => {
    await page.getByRole('button', { name: 'Your services' }).click();
    await expect(shown).toContainText(urlOf('gateway'));
    await expect(shown).not.toContainText('localhost');
    await page.getByLabel('Duration').fill('4s');
    await page.getByLabel('Users').fill('10');
    await expect(shown).toContainText(urlOf('gateway'));
    const before = new Map(SERVICE_NAMES.map((service) => [service, asked(service)]));
    await page.getByTestId('start-run').click();
    await expect(page).toHaveURL(/#\/runs\//, { timeout: 40_000 });
    expect(asked('gateway')).toBeGreaterThan((before.get('gateway') ?? 0) + 2);
    for (const service of SERVICE_NAMES) {
      if (service !== 'gateway') expect([service, asked(service)]).toEqual([service, before.get(service)]);
    }
  });
  expect(problems).toEqual([]);
});

test('the dialog shows where traffic goes for presets, addresses and samples, also when a start is refused', async ({
  page,
}) => {
  await openWorkbench(page, workbench);
  const shown = page.getByTestId('start-targets');

  await goTo(page, '#/services');
  await setAddress(page, 'gateway', 'http://127.0.0.1:9');
  await goTo(page, '#/');
  await page.locator('[data-preset=gateway]').click();
  await page.getByRole('button', { name: 'Your services' }).click();
  await expect(shown).toContainText('http://127.0.0.1:9');
  await page.getByTestId('start-run').click();
  await expect(page.getByRole('button', { name: 'Start anyway' })).toBeVisible();
  await expect(shown).toContainText('http://127.0.0.1:9');
  await page.getByRole('button', { name: 'Sample services' }).click();
  await expect(shown).toContainText('a sample service on this machine, started first');
  await expect(shown).not.toContainText('http://127.0.0.1:9');
  await page.getByRole('button', { name: 'Cancel' }).click();

  await page.getByPlaceholder('http://localhost:3000/health').fill(`${urlOf('auth')}/x`);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(shown).toContainText(urlOf('auth'));
});
