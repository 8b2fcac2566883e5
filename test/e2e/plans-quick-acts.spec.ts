import { expect, type Page, test } from '@playwright/test';
import { goTo, openWorkbench } from '../support/open-workbench.ts';
import { startWorkbench, type Workbench } from '../support/workbench.ts';

/** Acts on a plan that follow each other faster than the program answers: none undoes another. */

let workbench: Workbench;
test.beforeAll(async () => {
  workbench = await startWorkbench();
});
test.afterAll(async () => {
  expect(await workbench.close()).toBe(0);
});

const TEXT = `plimsoll: 1
name: Quick
services: { shop: { url: "http://127.0.0.1:9" } }
classes: { looking: { service: shop, tasks: { list: { get: /items } } } }
load: { users: 4, stages: [{ to: 4, duration: 1m }, { duration: 2m }] }
stopWhen: ["p95>1s for 10s", "p99>2s for 20s", "max>3s for 30s"]
`;

const RULE = /(?:[\w/]+: )?\w+>\w+%? for \w+(?: then \w+)?/g;

const yaml = (page: Page) => page.getByTestId('yaml').locator('.cm-content');
const textOf = async (page: Page) => (await yaml(page).locator('.cm-line').allTextContents()).join('\n');

/** Holds edits back on their way to the program. @returns lets them go, these and those that follow */
async function holdEdits(page: Page): Promise<() => void> {
  let isHeld = true;
  const held: (() => void)[] = [];
  await page.routeWebSocket('**/wire', (socket) => {
    const program = socket.connectToServer();
    socket.onMessage((message) => {
      const send = () => program.send(message);
      if (isHeld && String(message).includes('"plans.edit"')) held.push(send);
      else send();
    });
  });
  return () => {
    isHeld = false;
    for (const send of held) send();
  };
}

/** The plan on one of its tabs, its edits held until `release`. */
async function openHeld(page: Page, tab: 'bounds' | 'load') {
  const release = await holdEdits(page);
  const { problems } = await openWorkbench(page, workbench);
  await goTo(page, '#/plans');
  await page.getByTestId('paste').fill(TEXT);
  await page.getByTestId('take-paste').click();
  await expect(yaml(page)).toBeVisible();
  await page.getByTestId(`plan-tab-${tab}`).click();
  return { release, problems };
}

test('quick acts on one row, and on rows that move, all stand', async ({ page }) => {
  const { release, problems } = await openHeld(page, 'bounds');
  const rules = page.getByTestId('stop-rules');
  await rules.getByLabel('Place of stop rule 1').selectOption({ label: 'shop · list' });
  await rules.getByLabel('Measure of stop rule 1').selectOption({ label: 'error rate' });
  await rules.getByLabel('Limit of stop rule 1').fill('7');
  await rules.getByLabel('Window of stop rule 1').fill('30s');
  await rules.getByLabel('Window of stop rule 1').press('Enter');
  // There and back again.
  await rules.getByLabel('Limit of stop rule 3').fill('4000');
  await rules.getByLabel('Limit of stop rule 3').press('Enter');
  await rules.getByLabel('Limit of stop rule 3').fill('3000');
  await rules.getByLabel('Limit of stop rule 3').press('Enter');
  await rules.getByRole('button', { name: 'Remove stop rule 2' }).click();
  await rules.getByLabel('What stop rule 3 does').selectOption({ label: 'hold the load' });
  await rules.getByRole('button', { name: 'Add', exact: true }).click();
  await rules.getByRole('button', { name: 'Add', exact: true }).click();
  expect(await textOf(page)).toContain('stopWhen: ["p95>1s for 10s", "p99>2s for 20s", "max>3s for 30s"]');
  release();
  await expect(rules.getByLabel('Measure of stop rule 4')).toHaveValue('latency p95');
  await expect
    .poll(async () => (await textOf(page)).match(RULE))
    .toEqual([
      'shop/list: errors>7% for 30s',
      'max>3s for 30s then hold',
      'p95>1s for 10s',
      'p95>1s for 10s',
    ]);
  await expect(page.getByTestId('keep')).toHaveText('Saved');
  expect(problems).toEqual([]);
});

test('quick acts on the load all stand', async ({ page }) => {
  const { release, problems } = await openHeld(page, 'load');
  await page.getByTestId('load-level').fill('9');
  await page.getByTestId('load-level').press('Enter');
  await page.getByRole('button', { name: 'Add a stage' }).click();
  await page.getByRole('button', { name: 'Remove stage 1' }).click();
  await page.getByLabel('Duration of stage 2').fill('3m');
  await page.getByLabel('Duration of stage 2').press('Enter');
  await page.getByLabel('Warm-up').fill('5s');
  await page.getByLabel('Warm-up').press('Enter');
  release();
  await expect(page.getByTestId('stages').locator('tbody tr')).toHaveCount(2);
  await expect(page.getByLabel('Duration of stage 1')).toHaveValue('3m');
  await expect(page.getByLabel('Duration of stage 2')).toHaveValue('1m');
  await expect(page.getByTestId('load-level')).toHaveValue('9');
  await expect.poll(() => textOf(page)).toContain('warmup: 5s');
  expect(problems).toEqual([]);
});
