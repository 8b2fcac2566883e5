import { expect, type Page, test } from '@playwright/test';
import { goTo, openWorkbench } from '../support/open-workbench.ts';
import { type RecordingServer, startRecordingServer } from '../support/recording-server.ts';
import { startWorkbench, type Workbench } from '../support/workbench.ts';

/** Services of one's own: from none to two that are renamed, sorted, chosen between, removed and brought back. */
test.describe.configure({ mode: 'serial' });

let workbench: Workbench;
let local: RecordingServer;
let staging: RecordingServer;
test.beforeAll(async () => {
  workbench = await startWorkbench();
  local = await startRecordingServer({ body: { items: [] } });
  staging = await startRecordingServer({ status: 503 });
});
test.afterAll(async () => {
  await local.close();
  await staging.close();
  expect(await workbench.close()).toBe(0);
});

const own = (page: Page) => page.getByTestId('services');
const line = (page: Page, name: string) => own(page).locator(`[data-service="${name}"]`);
const names = (page: Page) =>
  own(page)
    .locator('[data-service]')
    .evaluateAll((all) => all.map((one) => one.getAttribute('data-service')));

async function add(page: Page, name: string, urls: readonly string[], healthPath = ''): Promise<void> {
  await own(page).getByRole('button', { name: 'Add a service' }).click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  for (const [at, url] of urls.entries()) {
    if (at > 0) await page.getByRole('button', { name: 'Add an address' }).click();
    await page.getByLabel(`Address ${at + 1}`, { exact: true }).fill(url);
  }
  await page.getByLabel('Health path').fill(healthPath);
  await page.getByTestId('save-service').click();
}

test('services are added, renamed, sorted, removed and brought back, and survive a reload', async ({
  page,
}) => {
  const { problems } = await openWorkbench(page, workbench, '#/services');
  const dialog = page.getByRole('dialog');

  await test.step('nothing is Down that nobody asked for', async () => {
    await expect(page.getByTestId('built-in-services')).toContainText('Not running here');
    await expect(page.locator('[data-health=down]')).toHaveCount(0);
  });

  await test.step('what cannot be kept is said in one sentence, and nothing typed is lost', async () => {
    await add(page, '🛒', ['localhost:3000']);
    await expect(dialog).toContainText('A service cannot be called “🛒”. A name has up to 120 letters');
    await page.getByLabel('Name', { exact: true }).fill('shop');
    await page.getByTestId('save-service').click();
    await expect(dialog.getByRole('alert')).toContainText('"localhost:3000" is not an address');
    await page.getByRole('button', { name: 'Cancel' }).click();
  });

  await test.step('two are added, asked at once, and shown with the age of the answer', async () => {
    await add(page, 'shop', [local.url, staging.url], '/health');
    await expect(line(page, 'shop')).toContainText('just now · responded with 200');
    await add(page, 'toString', [local.url]);
    await expect(line(page, 'toString')).toContainText('accepts connections');
    expect(await names(page)).toEqual(['shop', 'toString']);
  });

  await test.step('another address is chosen, and asked', async () => {
    await line(page, 'shop').getByLabel('Address of shop').selectOption(staging.url);
    await expect(line(page, 'shop')).toContainText('Unhealthy');
    await expect(line(page, 'shop')).toContainText('responded with 503');
    await line(page, 'shop').getByLabel('Address of shop').selectOption(local.url);
  });

  await test.step('one is renamed and moved up', async () => {
    await page.getByRole('button', { name: 'Edit toString' }).click();
    await page.getByLabel('Name', { exact: true }).fill('SHOP');
    await page.getByTestId('save-service').click();
    await expect(dialog).toContainText('There is already a service “shop”.');
    await page.getByLabel('Name', { exact: true }).fill('constructor');
    await page.getByTestId('save-service').click();
    await page.getByRole('button', { name: 'Move constructor up' }).click();
    await expect.poll(() => names(page)).toEqual(['constructor', 'shop']);
  });

  await test.step('one is removed, and the undo puts it back where it stood', async () => {
    await page.getByRole('button', { name: 'Remove constructor' }).click();
    await expect.poll(() => names(page)).toEqual(['shop']);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => names(page)).toEqual(['constructor', 'shop']);
  });

  await test.step('a reload and Home show the same', async () => {
    await page.reload();
    await expect.poll(() => names(page)).toEqual(['constructor', 'shop']);
    await goTo(page, '#/');
    await expect(page.getByTestId('services-strip').locator('[data-service=shop]')).toContainText('Up');
    const offered = page.locator('#main datalist option');
    expect(await offered.evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value))).toEqual([
      `${local.url}/`,
      `${local.url}/`,
      `${staging.url}/`,
    ]);
  });
  expect(problems).toEqual([]);
});

const PLAN = `plimsoll: 1
name: Items
services: { target: { url: "http://127.0.0.1:9" } }
classes: { user: { service: target, thinkTime: 100ms, tasks: { items: { get: /items } } } }
load: { users: 2, duration: 3s }
`;

test('a plan follows one of them, the start dialog says where it goes, and its run keeps the name', async ({
  page,
}) => {
  const { problems } = await openWorkbench(page, workbench, '#/plans');
  const shown = page.getByTestId('start-targets');

  await test.step('the editor offers what is set up under Services', async () => {
    await page.getByTestId('paste').fill(PLAN);
    await page.getByTestId('take-paste').click();
    await page.getByRole('button', { name: 'Choose an address for target' }).click();
    await expect(page.getByRole('menuitem', { name: new RegExp(`${staging.url}.*shop`) })).toBeVisible();
    await page.getByRole('menuitem', { name: /^Follow shop/ }).click();
    await expect(page.getByLabel('Address of shop')).toHaveAttribute(
      'placeholder',
      `${local.url} (set under Services)`,
    );
  });

  await test.step('the dialog shows the chosen address, and takes another for this run', async () => {
    await page.getByTestId('run-plan').click();
    await expect(shown.getByLabel('Address of shop')).toHaveValue(local.url);
    await shown.getByLabel('Address of shop').selectOption(staging.url);
    await expect(shown.getByLabel('Address of shop')).toHaveValue(staging.url);
    await shown.getByLabel('Address of shop').selectOption(local.url);
    await expect(shown.getByLabel('Address of shop')).toHaveValue(local.url);
    const before = [local.counts().requests, staging.counts().requests] as const;
    await page.getByTestId('start-run').click();
    await expect(page).toHaveURL(/#\/runs\//, { timeout: 40_000 });
    expect(local.counts().requests).toBeGreaterThan(before[0] + 5);
    expect(staging.counts().requests).toBe(before[1]);
  });

  await test.step('renamed, the run is still one on shop', async () => {
    const run = await page.evaluate(() => location.hash);
    await goTo(page, '#/services');
    await page.getByRole('button', { name: 'Edit shop' }).click();
    await page.getByLabel('Name', { exact: true }).fill('store');
    await page.getByTestId('save-service').click();
    await expect.poll(() => names(page)).toEqual(['constructor', 'store']);
    await goTo(page, `${run}/endpoints`);
    await expect(page.getByRole('button', { name: 'shop items' })).toBeVisible();
  });
  expect(problems).toEqual([]);
});

test('the servers of an OpenAPI document are offered, and kept as a service the plan follows', async ({
  page,
}) => {
  const { problems } = await openWorkbench(page, workbench, '#/plans');
  const notes = page.getByTestId('import-notes');
  const host = new URL(staging.url).host;
  const document = {
    openapi: '3.0.3',
    info: { title: 'Shop', version: '1' },
    servers: [
      { url: staging.url, description: 'Staging' },
      { url: 'https://192.0.2.1', description: 'Production' },
    ],
    paths: { '/items': { get: { responses: { 200: { description: 'ok' } } } } },
  };
  await page.getByTestId('paste').fill(JSON.stringify(document));
  await page.getByTestId('take-paste').click();
  await notes.getByLabel(`Documented address of ${host}`).selectOption('https://192.0.2.1');
  await expect(page.getByLabel(`Address of ${host}`, { exact: true })).toHaveValue('https://192.0.2.1');
  await notes.getByLabel(`Documented address of ${host}`).selectOption(staging.url);
  // One of the user's services has that address: it could be followed as it is.
  await expect(notes.getByRole('button', { name: 'Follow store' })).toBeVisible();
  await notes.getByRole('button', { name: 'Save all under Services' }).click();
  const address = page.getByLabel(`Address of ${host}`, { exact: true });
  await expect(address).toHaveAttribute('placeholder', `${staging.url} (set under Services)`);
  await goTo(page, '#/services');
  await expect(line(page, host).getByLabel(`Address of ${host}`).locator('option')).toHaveText([
    `Staging · ${staging.url}`,
    'Production · https://192.0.2.1',
  ]);
  await line(page, host).getByLabel(`Address of ${host}`).selectOption('https://192.0.2.1');
  await expect(line(page, host)).toContainText('Not allowed');
  await expect(line(page, host)).toContainText('start Plimsoll with --allow-host 192.0.2.1');
  expect(problems).toEqual([]);
});
