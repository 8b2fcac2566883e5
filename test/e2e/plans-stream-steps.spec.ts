import { expect, type Page, test } from '@playwright/test';
import { goTo, openWorkbench } from '../support/open-workbench.ts';
import { violationsOf } from '../support/screen-test.ts';
import { startWorkbench, type Workbench } from '../support/workbench.ts';

/** Steps that are WebSockets or event streams: the form edits them, and an edit beside them loses nothing of them. */

let workbench: Workbench;
test.beforeAll(async () => {
  workbench = await startWorkbench();
});
test.afterAll(async () => {
  expect(await workbench.close()).toBe(0);
});

const STEPS = `      watch:
        weight: 3
        steps:
          - { post: /login, extract: [{ to: token, json: /token }] }
          - websocket: /ws?token={{ token }} # who we are
            send: [{ action: ping }]
            until: { pointer: /type, value: pong }
            hold: 2s
          - { sse: /events, events: 3 }
      alone: { sse: /news }`;
const TEXT = `plimsoll: 1
name: Streams between requests
services: { shop: { url: "http://127.0.0.1:9" } }
classes:
  user:
    service: shop
    tasks:
${STEPS}
load: { users: 4, duration: 1m }
`;

const yaml = (page: Page) => page.getByTestId('yaml').locator('.cm-content');
const textOf = async (page: Page) => (await yaml(page).locator('.cm-line').allTextContents()).join('\n');

test('a plan with WebSocket and SSE steps is shown, and edited around them', async ({ page }) => {
  const { problems } = await openWorkbench(page, workbench);
  await goTo(page, '#/plans');
  await page.getByTestId('paste').fill(TEXT);
  await page.getByTestId('take-paste').click();
  await expect(yaml(page)).toBeVisible();
  await expect(page.getByText('On the way, watch opens a WebSocket')).toBeVisible();

  const watch = page.locator('[data-task=watch]');
  await watch.getByRole('button', { expanded: false }).first().click();
  await expect(watch.getByRole('heading', { name: '2. WEBSOCKET /ws?token={{ token }}' })).toBeVisible();
  await expect(watch.getByText('A WebSocket that is opened, used and closed again.')).toBeVisible();
  const [socket, events] = [watch.getByLabel('Step 2'), watch.getByLabel('Step 3')];
  await expect(socket.getByLabel('Sent after opening')).toHaveValue('[{"action":"ping"}]');
  await expect(socket.getByLabel('Answered once a frame has, at')).toHaveValue('/type');
  await expect(socket.getByLabel('this value')).toHaveValue('pong');
  await expect(events.getByLabel('Events to read')).toHaveValue('3');
  await expect(watch.getByText('An event stream that is opened, used and closed again.')).toBeVisible();
  // A stream is no request with another method, and is not sent by itself.
  await expect(watch.getByRole('combobox', { name: 'Method' })).toHaveCount(1);
  await expect(watch.getByTestId('send-one')).toHaveCount(1);
  await expect(page.locator('[data-task=alone]')).toContainText('SSE /news');
  expect(await violationsOf(page)).toEqual([]);

  await page.getByLabel('Weight of watch').fill('5');
  await page.getByLabel('Weight of watch').press('Enter');
  await expect.poll(() => textOf(page)).toContain('weight: 5');
  expect(await textOf(page)).toContain(STEPS.replace('weight: 3', 'weight: 5'));

  await socket.getByLabel('Stay open for').fill('90');
  await socket.getByLabel('this value').fill('done');
  await events.getByLabel('Events to read').fill('7');
  await events.getByLabel('Events to read').press('Enter');
  await expect.poll(() => textOf(page)).toContain('- { sse: /events, events: 7 }');
  expect(await textOf(page)).toContain(`- websocket: /ws?token={{ token }} # who we are
            send: [{ action: ping }]
            until: { pointer: /type, value: done }
            hold: 1m30s`);

  await watch.getByRole('button', { name: 'More for watch' }).click();
  await page.getByRole('menuitem', { name: 'Add an event stream after it' }).click();
  await expect.poll(() => textOf(page)).toContain('- { sse: / }');
  await expect(page.getByTestId('keep')).toHaveText('Saved');
  expect(problems).toEqual([]);
});
