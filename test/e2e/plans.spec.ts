import { expect, type Page, test } from '@playwright/test';
import { goTo, openWorkbench } from '../support/open-workbench.ts';
import { type RecordingServer, startRecordingServer } from '../support/recording-server.ts';
import { COLOUR_RULES, violationsOf } from '../support/screen-test.ts';
import { startWorkbench, type Workbench } from '../support/workbench.ts';

/** Plans as people write them: in a real browser, under the real content security policy, against a real program. */

let workbench: Workbench;
let server: RecordingServer;
test.beforeAll(async () => {
  workbench = await startWorkbench();
  server = await startRecordingServer((request) =>
    request.headers.authorization === 'Bearer s3cr3t'
      ? { body: { items: [{ id: 1, name: 'lamp' }], next: null } }
      : { status: 401, body: { error: 'who are you?' } },
  );
});
test.afterAll(async () => {
  await server.close();
  expect(await workbench.close()).toBe(0);
});

const yaml = (page: Page) => page.getByTestId('yaml').locator('.cm-content');
/** The text as it is, line by line. */
const textOf = async (page: Page) => (await yaml(page).locator('.cm-line').allTextContents()).join('\n');
const isKept = (page: Page) => expect(page.getByTestId('keep')).toHaveText('Saved');

/** Opens a new plan that holds this text. */
async function openText(page: Page, text: string): Promise<void> {
  await goTo(page, '#/plans');
  await page.getByTestId('paste').fill(text);
  await page.getByTestId('take-paste').click();
  await expect(page).toHaveURL(/#\/plans\/plan-/);
  await expect(yaml(page)).toBeVisible();
}

const SHOP = `plimsoll: 1
name: Shop # the small one
services:
  shop: { url: "http://127.0.0.1:9" }
classes:
  # Most people only look.
  looking:
    service: shop
    thinkTime: none
    tasks:
      list: { weight: 3, get: /items } # the start page
      one: { get: /items/1 }
load: { users: 4, spawnRate: 2, duration: 1m } # small first
`;

test('a stranger pastes one cURL command into an empty plan and gets a graded test of an unknown API', async ({
  page,
}) => {
  const { problems } = await openWorkbench(page, workbench);
  await test.step('finds the plans, and makes an empty one', async () => {
    await page.getByRole('navigation').first().getByRole('link', { name: 'Plans' }).click();
    await expect(page.getByText('No plan of your own yet')).toBeVisible();
    await page.getByTestId('empty-plan').click();
    await expect(page.getByText('Add a request')).toBeVisible();
    await expect(page.getByText('Nothing to run yet')).toBeVisible();
    await expect(page.getByTestId('run-plan')).toBeDisabled();
  });

  await test.step('pastes the command, and reads what will happen', async () => {
    await page
      .getByTestId('paste')
      .fill(
        `curl '${server.url}/items?limit=5' -H 'Accept: application/json' -H 'Authorization: Bearer s3cr3t'`,
      );
    await expect(page.getByText('This is a cURL command.')).toBeVisible();
    await page.getByTestId('take-paste').click();
    await expect(page.getByTestId('outlook')).toContainText('5 users have started after 5s');
    await expect(page.getByTestId('import-notes')).toContainText('A secret was removed from the plan');
    expect(await textOf(page)).not.toContain('s3cr3t');
    await isKept(page);
  });

  await test.step('sends one request and sees it answered', async () => {
    await page
      .getByRole('button', { name: /GET \/items/ })
      .first()
      .click();
    await page.getByTestId('send-one').click();
    const tried = page.getByTestId('tried');
    await expect(tried).toContainText('200');
    await expect(tried).toContainText('A run would count it as successful.');
    await expect(tried).toContainText('"name": "lamp"');
    await tried.getByRole('button', { name: 'Request' }).click();
    await expect(tried).toContainText('authorization: Bearer [secret authorization]');
    expect(server.counts().requests).toBe(1);
  });

  await test.step('starts it, shorter, and gets a result with a grade', async () => {
    await page.getByTestId('run-plan').click();
    await page.getByLabel('Duration').last().fill('4s');
    await page.getByTestId('start-run').click();
    await expect(page).toHaveURL(/#\/live\//, { timeout: 30_000 });
    await expect(page).toHaveURL(/#\/runs\//, { timeout: 60_000 });
    await expect(page.getByTestId('overall-grade')).toHaveText(/Excellent|Good|Acceptable|Poor/);
  });
  const [, second] = server.requests;
  expect([second?.path, second?.query.get('limit'), second?.headers.authorization]).toEqual([
    '/items',
    '5',
    'Bearer s3cr3t',
  ]);
  expect(problems).toEqual([]);
});

test('what is written in the text is seen in the form, and back, and every comment stays', async ({
  page,
}) => {
  const { problems } = await openWorkbench(page, workbench);
  await openText(page, SHOP);
  await page.getByTestId('plan-tab-load').click();
  await expect(page.getByTestId('load-level')).toHaveValue('4');

  await test.step('from the text', async () => {
    await yaml(page).getByText('duration').last().click();
    await page.keyboard.press('End');
    await page.keyboard.press('Control+End');
    await page.keyboard.type('thresholds:\n- { service: shop, metric: latency, acceptable: 250 }');
    await page.getByTestId('plan-tab-bounds').click();
    await expect(page.locator('[data-bound="0"]').getByLabel('Acceptable below')).toHaveValue('250');
  });

  await test.step('from the form', async () => {
    await page.getByLabel('What threshold 1 is for').selectOption({ label: 'shop, each endpoint' });
    await expect.poll(() => textOf(page)).toContain('scope: every-endpoint');
    await expect(page.getByLabel('What threshold 1 is for')).toHaveValue('shop, each endpoint');
    await page.getByLabel('What threshold 1 is for').selectOption({ label: 'shop, as a whole' });
    await page.locator('[data-bound="0"]').getByLabel('Good below').fill('120');
    await page.getByTestId('plan-tab-load').click();
    await page.getByTestId('load-level').fill('12');
    await page.getByTestId('load-level').press('Enter');
    await page.getByTestId('plan-tab-requests').click();
    await page.getByLabel('Weight of one').fill('2');
    await page.getByLabel('Weight of one').press('Enter');
    await expect(page.locator('[data-task=list]')).toContainText('60%');
    await expect(page.locator('[data-task=one]')).toContainText('40%');
    await page.getByTestId('plan-tab-about').click();
    const cookies = page.getByRole('switch', { name: 'Each user keeps its cookies' });
    await expect(cookies).not.toBeChecked();
    await page.getByLabel('Redirects followed').fill('3');
    await page.getByLabel('Redirects followed').press('Enter');
    await expect(cookies).toBeChecked();
    await cookies.click();
    await page.getByRole('switch', { name: 'Reject responses that break HTTP/1.1' }).click();
    await isKept(page);
  });

  const text = await textOf(page);
  for (const line of [
    'name: Shop # the small one',
    '  # Most people only look.',
    '      list: { weight: 3, get: /items } # the start page',
    '      one: { get: /items/1, weight: 2 }',
    'load: { users: 12, spawnRate: 2, duration: 1m } # small first',
    '  - { service: shop, metric: latency, acceptable: 250, good: 120 }',
  ]) {
    expect(text.split('\n')).toContain(line);
  }

  for (const limit of ['followRedirects: 3', 'cookies: false', 'strictHttp: true'])
    expect(text).toContain(limit);

  await test.step('and it is there after a reload', async () => {
    await page.reload();
    await expect(yaml(page)).toBeVisible();
    expect(await textOf(page)).toBe(text);
  });

  await test.step('undo takes back the changes of both sides, one by one', async () => {
    await page.getByTestId('plan-tab-load').click();
    await page.getByTestId('load-level').fill('99');
    await page.getByTestId('load-level').press('Enter');
    await expect.poll(() => textOf(page)).toContain('users: 99');
    await yaml(page).click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('# later');
    await page.getByRole('button', { name: 'Undo' }).click();
    expect(await textOf(page)).not.toContain('# later');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(page.getByTestId('load-level')).toHaveValue('12');
    await page.getByRole('button', { name: 'Redo' }).click();
    await expect(page.getByTestId('load-level')).toHaveValue('99');
  });
  expect(problems).toEqual([]);
});

test('a text that cannot be read is kept, and the form waits with the sentence', async ({ page }) => {
  const { problems } = await openWorkbench(page, workbench);
  await openText(page, SHOP);
  await yaml(page).click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('oops: "never closed');
  await expect(page.getByTestId('unreadable')).toContainText('The text cannot be read as YAML.');
  await expect(page.getByTestId('unreadable')).toContainText('Line 14');
  await expect(page.getByTestId('problems')).toBeVisible();
  await expect(page.getByTestId('run-plan')).toBeDisabled();
  await expect(page.locator('[inert]')).toHaveCount(1);
  await isKept(page);
  await page.reload();
  await expect(page.getByTestId('unreadable')).toBeVisible();
  expect(await textOf(page)).toContain('oops: "never closed');
  await yaml(page).click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('" ');
  await expect(page.getByTestId('problems')).toContainText('"oops" is not a key of a plan here');
  await expect(page.getByTestId('unreadable')).toHaveCount(0);
  await page.getByTestId('problems').getByRole('button').first().click();
  await page.keyboard.press('Shift+End');
  await page.keyboard.press('Backspace');
  await expect(page.getByTestId('outlook')).toContainText('4 users have started after 2s');
  expect(problems).toEqual([]);
});

test('letters typed into the text are no shortcuts', async ({ page }) => {
  const { problems } = await openWorkbench(page, workbench);
  await openText(page, SHOP);
  const { hash } = new URL(page.url());
  await yaml(page).click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('# gr gh gp');
  await expect.poll(() => textOf(page)).toContain('# gr gh gp');
  expect(new URL(page.url()).hash).toBe(hash);
  expect(problems).toEqual([]);
});

test('the text offers the keys and values that can stand there', async ({ page }) => {
  const { problems } = await openWorkbench(page, workbench);
  await openText(page, SHOP);
  await yaml(page).click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('purp');
  await page.getByRole('option', { name: 'purpose' }).click();
  await page.keyboard.type('cap');
  await page.getByRole('option', { name: 'capacity' }).click();
  await expect.poll(() => textOf(page)).toContain('purpose: capacity');
  await page.getByTestId('plan-tab-about').click();
  await expect(page.getByRole('button', { name: 'Capacity', pressed: true })).toBeVisible();
  expect(problems).toEqual([]);
});

test('the drawing is dragged, moved by keys, and agrees with its numbers', async ({ page }) => {
  const { problems } = await openWorkbench(page, workbench);
  await openText(page, SHOP);
  await page.getByTestId('plan-tab-load').click();
  const end = page.locator('[data-handle=end]');
  await expect(end).toHaveAttribute('aria-valuetext', '4 users at 1 min');

  await test.step('by hand', async () => {
    const box = await end.boundingBox();
    if (box === null) throw new Error('the handle is not shown');
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x - 100, box.y + 40, { steps: 8 });
    await page.mouse.up();
    await expect(end).not.toHaveAttribute('aria-valuetext', '4 users at 1 min');
    const users = await page.getByTestId('load-level').inputValue();
    const duration = await page.getByTestId('load-duration').inputValue();
    expect(Number(users)).toBeLessThan(4);
    await expect
      .poll(() => textOf(page))
      .toContain(`load: { users: ${users}, spawnRate: 2, duration: ${duration} } # small first`);
  });

  await test.step('by keys', async () => {
    await page.getByTestId('load-level').fill('10');
    await page.getByTestId('load-level').press('Enter');
    await page.getByTestId('load-duration').fill('60s');
    await page.getByTestId('load-duration').press('Enter');
    await expect(end).toHaveAttribute('aria-valuetext', '10 users at 1 min');
    await end.focus();
    await page.keyboard.press('ArrowUp');
    await expect(end).toHaveAttribute('aria-valuetext', '11 users at 1 min');
    await page.keyboard.press('Shift+ArrowRight');
    await expect(end).toHaveAttribute('aria-valuetext', '11 users at 1:10 min');
  });

  await test.step('as stages', async () => {
    await page.getByRole('button', { name: 'Stages', exact: true }).click();
    await expect(page.getByTestId('stages').getByRole('row')).toHaveCount(3);
    await page.getByRole('button', { name: 'Add a stage' }).click();
    await page.getByLabel('Shape of stage 3').selectOption('spike');
    await expect.poll(() => textOf(page)).toContain('spike');
    await page.getByLabel('Level of stage 3').fill('80');
    await page.getByLabel('Level of stage 3').press('Enter');
    await expect(page.locator('[data-handle="stage 2"]')).toHaveAttribute(
      'aria-valuetext',
      '80 users at 2:10 min',
    );
    await expect(page.getByTestId('outlook')).toContainText('80 users have started');
  });
  expect(problems).toEqual([]);
});

test('plans are copied, deleted and brought back; a preset is read and copied', async ({ page }) => {
  const { problems } = await openWorkbench(page, workbench);
  await openText(page, SHOP.replace('name: Shop', 'name: To be deleted'));
  await isKept(page);
  await goTo(page, '#/plans');
  const own = page.getByTestId('own-plans');
  await expect(own.getByRole('link', { name: 'To be deleted' })).toBeVisible();
  await own.getByRole('button', { name: 'Delete To be deleted' }).click();
  await expect(own.getByRole('link', { name: 'To be deleted' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(own.getByRole('link', { name: 'To be deleted' })).toBeVisible();
  await own.getByRole('button', { name: 'Duplicate To be deleted' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('To be deleted (copy)');
  expect(await textOf(page)).toContain('name: To be deleted (copy) # the small one');

  await goTo(page, '#/presets/light');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Light load');
  await expect(page.getByText('a preset, read only')).toBeVisible();
  await expect(page.getByLabel('Weight').first()).not.toBeEditable();
  await page.getByTestId('duplicate-preset').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Light load (copy)');
  await page
    .getByTestId('class-AuthServiceUser')
    .getByRole('button', { name: 'Copy them into this plan' })
    .click();
  await expect(page.getByTestId('class-AuthServiceUser').getByLabel('Weight of verify_token')).toHaveValue(
    '3',
  );
  await expect(page.getByTestId('outlook')).toContainText('9 users have started');
  expect(await textOf(page)).toContain('expectations:');
  expect(problems).toEqual([]);
});

test('a feed is added to its plan, shown by its first rows, and drawn from', async ({ page }) => {
  const { problems } = await openWorkbench(page, workbench);
  await openText(
    page,
    SHOP.replace('http://127.0.0.1:9', server.url)
      .replace('/items/1', '"/users/{{ who }}"')
      .replace('load:', 'values:\n  who: { feed: people.csv, column: id, order: unique }\nload:'),
  );
  await page.getByTestId('plan-tab-values').click();
  await expect(page.getByTestId('files')).toContainText('people.csv is missing');
  await page.getByLabel('File to add to the plan').setInputFiles({
    name: 'export.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('id,name\n7,Ann\n8,Ben\n'),
  });
  await expect(page.getByTestId('files')).toContainText('export.csv');
  await page.getByRole('button', { name: 'Remove file export.csv' }).click();
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Choose it' }).click(),
  ]);
  await chooser.setFiles({
    name: 'export.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`id,name\n${[7, 8, 9, 10].map((id) => `${id},"Ann, ${id}"`).join('\n')}\n`),
  });
  await expect(page.getByRole('table', { name: 'First rows of people.csv' })).toContainText('Ann, 8');
  await expect(page.getByTestId('files')).toContainText('4 rows');
  await page.getByTestId('plan-tab-requests').click();
  await page.getByRole('button', { name: /^one/ }).click();
  await page.getByTestId('send-one').click();
  await expect(page.getByTestId('tried')).toContainText('401');
  expect(server.requests.at(-1)?.path).toBe('/users/7');

  await page.getByTestId('run-plan').click();
  await page.getByLabel('Duration').last().fill('2s');
  await page.getByTestId('start-run').click();
  await expect(page).toHaveURL(/#\/runs\//, { timeout: 60_000 });
  const asked = new Set(
    server.requests.map((request) => request.path).filter((path) => path.startsWith('/users/')),
  );
  expect([...asked].every((path) => /^\/users\/(7|8|9|10)$/.test(path))).toBe(true);
  expect(asked.size).toBeGreaterThan(1);
  expect(problems).toEqual([]);
});

test('values are added and renamed where they stand, and the cursor stays', async ({ page }) => {
  const { problems } = await openWorkbench(page, workbench);
  await openText(page, SHOP);
  await page.getByTestId('plan-tab-values').click();
  const values = page.getByTestId('values');
  for (const name of ['value', 'value_2', 'value_3']) {
    await values.getByRole('button', { name: 'Add' }).click();
    await expect(values.getByLabel(`Name of value ${name}`, { exact: true })).toBeVisible();
    await values.getByLabel(`Choices of ${name}`, { exact: true }).fill(`of ${name}`);
  }
  await isKept(page);
  await expect(values.getByLabel('Choices of value_2', { exact: true })).toHaveValue('of value_2');

  await test.step('slowly, with Enter', async () => {
    const field = values.getByLabel('Name of value value_2', { exact: true });
    await field.click();
    await field.press('Control+a');
    // Slower than a field waits before it takes over what was typed.
    await page.keyboard.type('hue', { delay: 500 });
    await expect(field).toBeFocused();
    await page.keyboard.press('Enter');
    const renamed = values.getByLabel('Name of value hue', { exact: true });
    await expect(renamed).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(values.getByLabel('Kind of hue', { exact: true })).toBeFocused();
  });
  await test.step('by leaving the field: the next one keeps the cursor', async () => {
    await values.getByLabel('Name of value value', { exact: true }).fill('tint');
    await page.keyboard.press('Tab');
    await expect(values.getByLabel('Kind of tint', { exact: true })).toBeFocused();
    const next = values.getByLabel('Choices of tint', { exact: true });
    await next.click();
    await next.press('Control+a');
    await page.keyboard.type('red, blue');
    await expect(next).toHaveValue('red, blue');
  });
  const written = async () => {
    const text = await textOf(page);
    return text.slice(text.indexOf('values:'));
  };
  await expect.poll(written).toBe(`values:
  tint: { oneOf: [red, blue] }
  hue: { oneOf: [of value_2] }
  value_3: { oneOf: [of value_3] }
`);
  await expect(page.getByText('is not there any more')).toHaveCount(0);
  expect(problems).toEqual([]);
});

test('a task is renamed with its inside open; a header is not written over', async ({ page }) => {
  const { problems } = await openWorkbench(page, workbench);
  await openText(page, SHOP.replace('get: /items/1', 'get: /items/1, headers: { accept: a/b }'));
  await page.getByRole('button', { name: /^one/ }).click();
  await page.getByLabel('Name of the task').fill('single');
  await page.getByLabel('Name of the task').press('Enter');
  await expect(page.locator('[data-task=single]')).toBeVisible();
  await expect(page.getByLabel('Name of the task')).toBeFocused();
  await page.getByRole('button', { name: 'Headers' }).click();
  await page.getByLabel('Name of a new header').fill('accept');
  await page.getByLabel('Value of a new header').fill('c/d');
  await page.getByLabel('Value of a new header').press('Enter');
  await expect(page.getByText('That name is taken')).toBeVisible();
  await page.getByLabel('Name of a new header').fill('x-more');
  await page.getByLabel('Value of a new header').press('Enter');
  await expect.poll(() => textOf(page)).toContain('headers: { accept: a/b, x-more: c/d }');
  expect(problems).toEqual([]);
});

test('a plan that is too large is refused, and the page goes on', async ({ page }) => {
  const { problems } = await openWorkbench(page, workbench);
  await goTo(page, '#/plans');
  await page.getByLabel('File to import').setInputFiles({
    name: 'large.yaml',
    mimeType: 'application/yaml',
    buffer: Buffer.from(`${SHOP}# ${'x'.repeat(4_600_000)}\n`),
  });
  await expect(page.getByText('The plan has more than 1,000,000 characters.')).toBeVisible();
  await page.getByTestId('empty-plan').click();
  await expect(page.getByText('Add a request')).toBeVisible();
  expect(problems).toEqual([]);
});

test('what cannot be saved when its plan is left becomes a plan of its own', async ({ page, context }) => {
  const { problems } = await openWorkbench(page, workbench);
  await openText(page, SHOP.replace('name: Shop', 'name: Left'));
  await isKept(page);
  const other = await context.newPage();
  await openWorkbench(other, workbench, new URL(page.url()).hash);
  await other.getByTestId('plan-tab-load').click();
  await other.getByTestId('load-level').fill('50');
  await other.getByTestId('load-level').press('Enter');
  await expect.poll(() => textOf(other)).toContain('users: 50');
  await isKept(other);
  await page.getByTestId('plan-tab-load').click();
  await page.getByTestId('load-level').fill('60');
  await page.getByTestId('load-level').press('Enter');
  await expect(page.getByTestId('keep')).toHaveText('Changed elsewhere');
  await goTo(page, '#/plans');
  await expect(page.getByText('“Left” could not be saved when you left it.')).toBeVisible();
  await page.getByRole('button', { name: 'Open it' }).click();
  await expect.poll(() => textOf(page)).toContain('users: 60');
  expect(problems).toEqual([]);
});

test('two windows do not run over each other', async ({ page, context }) => {
  const { problems } = await openWorkbench(page, workbench);
  await openText(page, SHOP);
  await isKept(page);
  const other = await context.newPage();
  await openWorkbench(other, workbench, new URL(page.url()).hash);
  await expect(yaml(other)).toBeVisible();
  await other.getByTestId('plan-tab-load').click();
  await other.getByTestId('load-level').fill('50');
  await other.getByTestId('load-level').press('Enter');
  await isKept(other);
  await page.getByTestId('plan-tab-load').click();
  await page.getByTestId('load-level').fill('60');
  await page.getByTestId('load-level').press('Enter');
  await expect(page.getByTestId('keep')).toHaveText('Changed elsewhere');
  await page.getByRole('button', { name: 'Take theirs' }).click();
  await expect(page.getByTestId('load-level')).toHaveValue('50');
  await isKept(page);
  expect(problems).toEqual([]);
});

test('stop rules are written in fields, as lines of the text; one that is none stays a text until it is', async ({
  page,
}) => {
  const { problems } = await openWorkbench(page, workbench);
  await openStopRules(page);
  const rules = page.getByTestId('stop-rules');
  await expect(rules.getByLabel('Measure of stop rule 1')).toHaveValue('latency p95');
  const wrong = rules.getByLabel('Stop rule 2', { exact: true });
  await expect(wrong).toHaveValue('p95>1 for 10s');
  await expect(rules.getByText('"1" is not a latency').first()).toBeVisible();
  await wrong.fill('p95>1s for 10s');
  await wrong.press('Enter');
  await expect(rules.getByLabel('Measure of stop rule 2')).toHaveValue('latency p95');
  await rules.getByLabel('Place of stop rule 1').selectOption({ label: 'shop · list' });
  await rules.getByLabel('Measure of stop rule 1').selectOption({ label: 'error rate' });
  await rules.getByLabel('What stop rule 1 does').selectOption({ label: 'stop and fail the run' });
  await rules.getByLabel('Limit of stop rule 1').fill('2.5');
  await rules.getByLabel('Window of stop rule 1').fill('30s');
  await rules.getByLabel('Window of stop rule 1').press('Enter');
  await expect.poll(() => textOf(page)).toContain('shop/list: errors>2.5% for 30s then fail');
  await rules.getByRole('button', { name: 'Remove stop rule 2' }).click();
  await expect.poll(() => textOf(page)).not.toContain('p95>1s for 10s');
  await isKept(page);
  expect(problems).toEqual([]);
});

async function openStopRules(page: Page): Promise<void> {
  await openText(page, `${SHOP}stopWhen: ["p95>1s for 10s", "p95>1 for 10s"]\n`);
  await page.getByTestId('plan-tab-bounds').click();
}

/** More than anybody writes: what a recording or a description brings. */
const LONG = SHOP.replace(
  '      one:',
  `${Array.from({ length: 300 }, (_, nth) => `      endpoint_${nth}: { get: /api/v1/things/${nth}/with/a/long/path }`).join('\n')}\n      one:`,
);
const STATES: readonly (readonly [name: string, open: (page: Page) => Promise<void>])[] = [
  ['plans', async (page) => goTo(page, '#/plans')],
  ['empty', async (page) => openText(page, 'plimsoll: 1\nname: Empty\n')],
  ['requests', async (page) => openRequest(page)],
  ['load', async (page) => openTab(page, 'load')],
  ['bounds', async (page) => openTab(page, 'bounds')],
  ['stop-rules', openStopRules],
  ['values', async (page) => openTab(page, 'values')],
  ['about', async (page) => openTab(page, 'about')],
  ['own-numbers', openOwnNumbers],
  ['invalid', async (page) => openText(page, `${SHOP}x: [`)],
  ['faulty', async (page) => openText(page, SHOP.replace('users: 4', 'usrs: 4'))],
  ['preset', async (page) => goTo(page, '#/presets/comprehensive')],
  ['long', async (page) => openText(page, LONG)],
  ['gone', async (page) => goTo(page, '#/plans/plan-nowhere')],
];

async function openRequest(page: Page): Promise<void> {
  await openText(
    page,
    SHOP.replace('http://127.0.0.1:9', server.url).replace('/items/1', '"/items/{{ secret.key }}"'),
  );
  await page.getByRole('button', { name: /^list/ }).click();
  await page.getByTestId('send-one').click();
  await expect(page.getByTestId('tried')).toBeVisible();
}

/** Classes that take no share: a number, connections, a load of their own; and a name that is taken. */
async function openOwnNumbers(page: Page): Promise<void> {
  const more = `  many: { service: shop, users: 7, tasks: { a: { get: /, headers: { accept: a/b } } } }
  sockets: { service: shop, websocket: { path: /ws, connections: 5 } }
  apart: { service: shop, load: { users: 2, duration: 1m }, tasks: { a: { get: / } } }
`;
  await openText(page, SHOP.replace('load:', `${more}load:`));
  await expect(page.getByTestId('class-apart')).toContainText('A load of its own, in the text.');
  const many = page.getByTestId('class-many');
  await many.getByRole('button', { name: /^a/ }).click();
  await many.getByRole('button', { name: 'Headers' }).click();
  await many.getByLabel('Name of a new header').fill('accept');
  await expect(many.getByText('That name is taken')).toBeVisible();
  await page.getByTestId('class-apart').scrollIntoViewIfNeeded();
}

async function openTab(page: Page, tab: string): Promise<void> {
  await openText(
    page,
    SHOP.replace('/items/1', '"/items/{{ secret.key }}"').replace(
      'load:',
      'values: { n: { range: [1, 9] } }\nload:',
    ),
  );
  await page.getByTestId(`plan-tab-${tab}`).click();
}

for (const [name, open] of STATES) {
  test(`${name}: both themes, two sizes, nothing inaccessible, nothing cut off`, async ({ page }) => {
    await openWorkbench(page, workbench);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await open(page);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      expect(await violationsOf(page, colorScheme === 'light' ? undefined : COLOUR_RULES)).toEqual([]);
      for (const size of [
        { width: 1280, height: 800 },
        { width: 1920, height: 1080 },
      ]) {
        await page.setViewportSize(size);
        const overflow = await page.evaluate(() => {
          const main = document.getElementById('main');
          return main === null ? 0 : main.scrollWidth - main.clientWidth;
        });
        expect(overflow).toBe(0);
        await page.screenshot({
          path: `test-results/screens/plans-${name}-${size.width}-${colorScheme}.png`,
          animations: 'disabled',
        });
      }
      await page.setViewportSize({ width: 1280, height: 800 });
    }
  });
}
