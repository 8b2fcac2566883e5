import { expect, type Page, test } from '@playwright/test';
import { goTo, openWorkbench } from '../support/open-workbench.ts';
import { type RecordingServer, startRecordingServer } from '../support/recording-server.ts';
import { violationsOf } from '../support/screen-test.ts';
import { startWorkbench, type Workbench } from '../support/workbench.ts';

/** Someone with an API of their own: three endpoints behind a token, and a file of their own to draw from. */

let workbench: Workbench;
let server: RecordingServer;
test.beforeAll(async () => {
  workbench = await startWorkbench();
  server = await startRecordingServer((request) => {
    if (request.headers.authorization !== 'Bearer s3cr3t-of-shop')
      return { status: 401, body: { error: 'who?' } };
    if (request.path === '/orders')
      return request.headers['content-type'] === 'application/json'
        ? { status: 201, body: { ok: true } }
        : { status: 415 };
    return { body: { ok: true, items: [1, 2] } };
  });
});
test.afterAll(async () => {
  await server.close();
  expect(await workbench.close()).toBe(0);
});

const yaml = (page: Page) => page.getByTestId('yaml').locator('.cm-content');
const textOf = async (page: Page) => (await yaml(page).locator('.cm-line').allTextContents()).join('\n');
const valuesOf = async (page: Page) => {
  const text = await textOf(page);
  return text.slice(text.indexOf('values:'), text.indexOf('load:')).trimEnd();
};

async function openText(page: Page, text: string): Promise<void> {
  await goTo(page, '#/plans');
  await page.getByTestId('paste').fill(text);
  await page.getByTestId('take-paste').click();
  await expect(yaml(page)).toBeVisible();
}

const SHOP = `plimsoll: 1
name: Shop
services: { shop: { url: "http://127.0.0.1:9" } }
classes: { looking: { service: shop, tasks: { one: { get: "/users/{{ who }}" } } } }
values:
  who: anybody
load: { users: 4, duration: 1m }
`;

test('a kind of value is chosen, its fields are filled in, and what comes next is shown', async ({
  page,
}) => {
  const { problems } = await openWorkbench(page, workbench);
  await openText(page, SHOP);
  await page.getByTestId('plan-tab-values').click();
  const who = page.locator('[data-value-name=who]');
  const kind = who.getByLabel('Kind of who');
  const next = who.getByTestId('next-value');
  const written = (text: string) => expect.poll(() => valuesOf(page)).toBe(`values:\n  who: ${text}`);

  await test.step('text as a plan writes it becomes what it says', async () => {
    await who.getByLabel('Value of who').fill('{ feed: users.csv, column: mail }');
    await written('{ feed: users.csv, column: mail }');
    await expect(kind).toHaveValue('feed');
    await expect(next).toHaveText('users.csv is not here yet: choose the file.');
  });
  await test.step('the file is chosen, and a column it does not have is told', async () => {
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      who.getByRole('button', { name: 'Choose file' }).click(),
    ]);
    const rows = [7, 8, 9].map((id) => `${id},u${id}@shop.example,pw-${id}`);
    await chooser.setFiles({
      name: 'export.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`id,email,password\n${rows.join('\n')}\n`),
    });
    await expect(who.getByLabel('File of who')).toContainText('users.csv · 3 rows');
    // The column asked for is not there: the first one is taken.
    await written('{ feed: users.csv, column: id }');
    await expect(next).toHaveText('Next: 7, 8, 9, 7, …');
    await who.getByLabel('Column of who').selectOption('email');
    await expect(next).toContainText('u7@shop.example, u8@shop.example');
    await who.getByLabel('Order of who').selectOption('unique');
    await written('{ feed: users.csv, column: email, order: unique }');
    await expect(next).toHaveText('For each user: u7@shop.example, u8@shop.example, u9@shop.example');
    await expect(who.getByText('pw-')).toHaveCount(0);
    expect(await violationsOf(page)).toEqual([]);
    await page.screenshot({ path: 'test-results/screens/values-feed.png' });
  });
  await test.step('other kinds', async () => {
    await kind.selectOption('oneOf');
    await who.getByLabel('Choices of who').fill('ann, ben');
    await who.getByLabel('Order of who').selectOption('round-robin');
    await written('{ oneOf: [ann, ben], order: round-robin }');
    await expect(next).toHaveText('Next: ann, ben, ann, ben, …');
    await kind.selectOption('range');
    await who.getByLabel('Range of who').fill('5 to 5');
    await expect(next).toHaveText('For example: 5, 5, 5, 5, …');
    await kind.selectOption('counter');
    await who.getByLabel('From').fill('10');
    await who.getByLabel('Step').fill('5');
    await expect(next).toHaveText('Next: 10, 15, 20, 25, …');
    await kind.selectOption('env');
    await who.getByLabel('Variable').fill('SHOP_USER');
    await expect(next).toHaveText('Read from SHOP_USER.');
    await kind.selectOption('object');
    await who.getByLabel('JSON of who').fill('{ "id": "{{ env.X }}" }');
    await expect(next).toHaveText('Next: {"id":"[X]"}, {"id":"[X]"}, {"id":"[X]"}, {"id":"[X]"}, …');
    await kind.selectOption('constant');
    const constant = who.getByLabel('Value of who');
    await constant.fill('{ not: closed');
    await expect(who.getByText('Not closed yet')).toBeVisible();
    await constant.fill('{ a: b }');
    await expect(who.getByText('An object: choose “Fixed JSON”')).toBeVisible();
    await constant.fill('"{ a: b }"');
    await written('"{ a: b }"');
  });
  await test.step('and where only text can stand, it is told', async () => {
    await page.getByTestId('plan-tab-requests').click();
    await page.getByRole('button', { name: /^one/ }).click();
    await page.getByRole('button', { name: 'Headers' }).click();
    await page.getByLabel('Name of a new header').fill('x-user');
    await page.getByLabel('Value of a new header').fill('{ feed: users.csv, column: id }');
    await expect(page.getByText('This would be sent as it stands.')).toBeVisible();
  });
  expect(problems).toEqual([]);
});
