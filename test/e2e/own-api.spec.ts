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
    await expect(next).toHaveText('users.csv is missing: choose the file.');
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
    await expect(page.getByText('This would be sent literally.')).toBeVisible();
  });
  expect(problems).toEqual([]);
});

test('an import of nothing but changes says that nobody sends it, and is switched on', async ({ page }) => {
  const { problems } = await openWorkbench(page, workbench);
  const operation = { responses: { 201: { description: 'made' } } };
  await openText(
    page,
    JSON.stringify({
      openapi: '3.0.3',
      info: { title: 'Orders', version: '1' },
      servers: [{ url: server.url }],
      paths: { '/orders': { post: operation }, '/orders/7': { delete: operation } },
    }),
  );
  const idle = page.getByTestId('idle-classes');
  await expect(idle).toContainText(
    'These requests change data, so no user sends them until you switch them on.',
  );
  await expect(idle).toContainText('Until then, the plan has nothing to run.');
  await expect(idle).toContainText('POST /orders, DELETE /orders/7');
  await expect(page.getByTestId('run-plan')).toBeDisabled();
  await page.screenshot({ path: 'test-results/screens/idle-classes.png' });
  expect(await violationsOf(page)).toEqual([]);
  await idle.getByRole('switch').click();
  await expect(page.getByTestId('outlook')).toContainText('5 users have started');
  await expect(idle).toHaveCount(0);
  await expect(page.getByTestId('run-plan')).toBeEnabled();
  expect(problems).toEqual([]);
});

test('what asks for a subscription and what confirms it are fields', async ({ page }) => {
  const { problems } = await openWorkbench(page, workbench);
  await openText(
    page,
    'plimsoll: 1\nname: Sockets\nservices: { shop: { url: "http://127.0.0.1:9" } }\nclasses:\n  feed: { service: shop, websocket: { path: /ws, connections: 2 } }\nload: { duration: 1m }\n',
  );
  const card = page.getByTestId('class-feed');
  await card.getByLabel('Sent once after opening').fill('[{ "action": "subscribe" }]');
  await card.getByLabel('Subscribed once a frame has, at').fill('type');
  await expect(card.getByText('A JSON pointer, such as /type')).toBeVisible();
  await card.getByLabel('Subscribed once a frame has, at').fill('/type');
  await expect(card.getByLabel('this value').first()).toHaveValue('subscribed');
  await card.getByLabel('this value').first().fill('ready');
  await expect.poll(() => textOf(page)).toContain('confirm: { pointer: /type, value: ready }');
  expect(await textOf(page)).toContain('subscribe: [{ action: subscribe }]');
  await page.screenshot({ path: 'test-results/screens/stream-fields.png' });
  await card.getByLabel('Subscribed once a frame has, at').fill('');
  await expect.poll(() => textOf(page)).not.toContain('confirm');
  expect(problems).toEqual([]);
});

test('from the first start to a graded run of three endpoints, without a plan file', async ({ page }) => {
  const fresh = await startWorkbench();
  const startedMs = Date.now();
  const deed = { clicks: 0, fields: 0 };
  const click = async (name: string) => {
    deed.clicks += 1;
    await page.getByRole('button', { name, exact: true }).click();
  };
  const fill = async (label: string, text: string) => {
    deed.fields += 1;
    await page.getByLabel(label, { exact: true }).fill(text);
  };
  const choose = async (label: string, value: string) => {
    deed.clicks += 1;
    await page.getByLabel(label, { exact: true }).selectOption(value);
  };
  const before = server.counts().requests;
  try {
    const { problems } = await openWorkbench(page, fresh);
    await fill('Address', `${server.url}/items?limit=2`);
    await click('Continue');

    await test.step('two endpoints more: one with a JSON body, one with a check', async () => {
      await click('Add an endpoint');
      await fill('Address of endpoint 2', '/orders');
      await choose('Method of endpoint 2', 'post');
      await fill('Body', '{ "item": 7,');
      await expect(page.getByText('Not valid JSON yet')).toBeVisible();
      await expect(page.getByTestId('start-run')).toBeDisabled();
      await page.getByLabel('Body', { exact: true }).fill('{ "item": 7, "count": 2 }');
      await fill('Accepted status codes', '201');
      await click('Add an endpoint');
      await fill('Address of endpoint 3', '/stock');
      await click('Details of endpoint 3');
      const third = page.getByRole('region', { name: 'Endpoint 3' });
      await third.getByLabel('Response JSON has').fill('/ok=true');
      deed.fields += 1;
    });
    await test.step('a token and a header for all of them, and a short run', async () => {
      await choose('Credential', 'bearer');
      await fill('Token', 's3cr3t-of-shop');
      await fill('Headers', 'X-Shop: north');
      await fill('Duration', '2s');
      await fill('Users', '3');
      await expect(page.getByTestId('start-targets')).toContainText(server.url);
      await expect(page.getByTestId('plan-preview')).toContainText('3 endpoints');
      expect(await violationsOf(page)).toEqual([]);
      await page.screenshot({ path: 'test-results/screens/own-api-start.png' });
      await click('Start');
    });
    await test.step('a graded result, every endpoint good', async () => {
      await expect(page).toHaveURL(/#\/runs\//, { timeout: 60_000 });
      await expect(page.getByTestId('overall-grade')).toHaveText(/Excellent/);
      await page.getByTestId('tab-grades').click();
      for (const path of ['/items', '/orders', '/stock'])
        await expect(page.getByTestId('grades')).toContainText(path);
    });
    const seconds = Math.round((Date.now() - startedMs) / 1_000);
    console.log(`own API: ${deed.clicks} clicks, ${deed.fields} fields, ${seconds} s with the run of 2 s`);
    expect(deed.clicks).toBeLessThanOrEqual(9);
    // A person takes about three seconds for a field and one for a click: with the run, half a minute to spare.
    expect(deed.fields * 6 + deed.clicks * 2 + 10).toBeLessThan(120);
    expect(problems).toEqual([]);
    await page.goto('about:blank');
  } finally {
    expect(await fresh.close()).toBe(0);
  }
  const sent = server.requests.slice(before);
  const orders = sent.filter(({ path }) => path === '/orders');
  expect(new Set(sent.map(({ method, path }) => `${method} ${path}`))).toEqual(
    new Set(['GET /items', 'POST /orders', 'GET /stock']),
  );
  expect(sent.every(({ headers }) => headers.authorization === 'Bearer s3cr3t-of-shop')).toBe(true);
  expect(sent.every(({ headers }) => headers['x-shop'] === 'north')).toBe(true);
  expect(JSON.parse(orders[0]?.body.toString() ?? '')).toEqual({ item: 7, count: 2 });
  expect(sent.find(({ path }) => path === '/items')?.query.get('limit')).toBe('2');
});

test('a pasted cURL command fills the fields, and the load may be a rate until a number of requests', async ({
  page,
}) => {
  const { problems } = await openWorkbench(page, workbench);
  const command = `curl '${server.url}/orders' \\\n  -H 'Authorization: Bearer s3cr3t-of-shop' \\\n  -H 'X-Shop: south' --json '{"item":9}'`;
  await page.getByTestId('url-field').evaluate((field, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text', text);
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, command);
  const first = page.getByRole('region', { name: 'Endpoint 1' });
  await expect(first.getByLabel('Method of endpoint 1')).toHaveValue('post');
  await expect(first.getByLabel('Address of endpoint 1')).toHaveValue(`${server.url}/orders`);
  await expect(first.getByLabel('Body', { exact: true })).toHaveValue('{"item":9}');
  await expect(first.getByLabel('Headers of this endpoint')).toHaveValue(
    'X-Shop: south\nAccept: application/json',
  );
  await expect(page.getByLabel('Token')).toHaveValue('s3cr3t-of-shop');

  await page.getByRole('button', { name: 'Paste cURL' }).click();
  await page.getByLabel('cURL commands').fill(`curl -k ${server.url}/stock -H "X-Key: $KEY" -u ann:pw`);
  await page.getByRole('button', { name: 'Fill in the fields' }).click();
  const second = page.getByRole('region', { name: 'Endpoint 2' });
  await expect(second.getByLabel('Headers of this endpoint')).toHaveValue(
    `X-Key: $KEY\nAuthorization: Basic ${btoa('ann:pw')}`,
  );
  await expect(page.getByTestId('curl-notes')).toContainText('$KEY is filled in by a shell');
  await expect(page.getByTestId('curl-notes')).toContainText('-k was not imported');
  await page.getByRole('button', { name: 'Remove endpoint 2' }).click();

  await page.getByRole('button', { name: 'Arrivals per second' }).click();
  await page.getByLabel('Arrival rate').fill('30');
  await page.getByRole('button', { name: 'A number of requests' }).click();
  await page.getByLabel('Number of requests').fill('60');
  await expect(page.getByTestId('plan-preview')).toContainText('60');
  const before = server.counts().requests;
  await page.getByTestId('start-run').click();
  await expect(page).toHaveURL(/#\/runs\//, { timeout: 60_000 });
  await expect(page.getByTestId('overall-grade')).toHaveText(/Excellent/);
  expect(server.counts().requests - before).toBe(60);

  await test.step('and the run is started again, with its number and what was typed for it', async () => {
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Run again' }).click();
    await page.getByTestId('start-run').click();
    await expect(page).toHaveURL(/#\/live\//, { timeout: 30_000 });
    await expect(page).toHaveURL(/#\/runs\//, { timeout: 60_000 });
    await expect(page.getByTestId('overall-grade')).toHaveText(/Excellent/);
    expect(server.counts().requests - before).toBe(120);
  });
  expect(problems).toEqual([]);
});
