import { expect, type Locator, type Page, test } from '@playwright/test';
import type { Summary } from '../../src/contract/summary.ts';
import { goTo, openWorkbench } from '../support/open-workbench.ts';
import { violationsOf } from '../support/screen-test.ts';
import { runPlimsoll, startWorkbench, type Workbench } from '../support/workbench.ts';

/** WebSockets on the sample services: watched live, read in the result, and spoken to by hand. */
test.describe.configure({ mode: 'serial' });

const CONNECTIONS = 8;

let workbench: Workbench;
test.beforeAll(async () => {
  workbench = await startWorkbench();
});
test.afterAll(async () => {
  expect(await workbench.close()).toBe(0);
});

const figureIn = async (place: Locator): Promise<number> =>
  Number(await place.locator('[data-value]').first().getAttribute('data-value'));

async function stateOf(page: Page, state: string): Promise<number> {
  return figureIn(page.getByTestId('lifecycle-webSocket').locator(`[data-state=${state}]`));
}

async function startSamples(page: Page): Promise<void> {
  await goTo(page, '#/services');
  await page.getByTestId('samples').getByRole('button', { name: 'Start them' }).click();
  await expect(page.getByTestId('samples').getByRole('button', { name: 'Stop them' })).toBeVisible();
}

test('a WebSocket run is watched live and read in its result', async ({ page }) => {
  const { problems } = await openWorkbench(page, workbench);
  await startSamples(page);
  await goTo(page, '#/');
  await page.locator('[data-preset=smoke-ws]').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Sample services' }).click();
  await dialog.getByLabel('Connections').fill(String(CONNECTIONS));
  await dialog.getByLabel('Duration').fill('8s');
  await page.getByTestId('start-run').click();
  await expect(page).toHaveURL(/#\/live\//, { timeout: 30_000 });
  const runId = /\/live\/([^?]+)/.exec(page.url())?.[1] ?? '';

  await test.step('live: every connection is in one state, and all of them subscribe', async () => {
    await expect(page.getByTestId('websocket').locator('canvas').first()).toBeVisible();
    await expect.poll(() => stateOf(page, 'subscribed'), { timeout: 20_000 }).toBe(CONNECTIONS);
    for (const chart of ['connections-by-state', 'connect-time', 'round-trip', 'messages-in-and-out']) {
      await expect(page.getByTestId(`chart-${chart}`)).toBeVisible();
    }
    await expect(page.getByTestId('lanes-webSocket').getByRole('img')).toHaveCount(CONNECTIONS);
    expect(await violationsOf(page)).toEqual([]);
  });

  await test.step('result: the books, how each ended, the topics, the storm against the steady state', async () => {
    await expect(page).toHaveURL(new RegExp(`#/runs/${runId}`), { timeout: 60_000 });
    await page.getByTestId('tab-streams').click();
    const shown = await runPlimsoll(['show', runId, '--json', '-', '--data-dir', workbench.dataDir]);
    const { webSocket } = JSON.parse(shown.out) as Summary;
    expect(webSocket).toMatchObject({
      attempted: CONNECTIONS,
      opened: CONNECTIONS,
      closedBy: { clean: CONNECTIONS },
    });
    expect(await figureIn(page.getByTestId('lifecycle-webSocket'))).toBe(CONNECTIONS);
    expect(await stateOf(page, 'closed')).toBe(CONNECTIONS);
    const ended = page.getByTestId('endings').locator('[data-row=clean]');
    await expect(ended).toContainText('Closed by Plimsoll, as planned');
    expect(await figureIn(ended)).toBe(CONNECTIONS);
    await expect(page.getByTestId('topics')).toContainText('pong');
    const phases = page.getByTestId('phases').locator('tbody tr');
    await expect(phases).toHaveCount(2);
    await expect(phases.first()).toContainText('While opening');
    expect(webSocket?.phases?.opening).toMatchObject({ attempted: CONNECTIONS, opened: CONNECTIONS });
    expect(webSocket?.phases?.steady.opened).toBe(0);
    const times = page.getByRole('table', { name: 'Times' }).getByRole('row');
    for (const [name, time] of [
      ['Time to first message', webSocket?.firstMessageMs],
      ['Session length', webSocket?.sessionMs],
    ] as const) {
      expect(await figureIn(times.filter({ hasText: name }))).toBe(time?.count);
    }
    expect(webSocket?.lanes).toHaveLength(CONNECTIONS);
    await expect(page.getByTestId('lanes-webSocket').getByRole('img')).toHaveCount(CONNECTIONS);
    expect(await violationsOf(page)).toEqual([]);
  });
  expect(problems).toEqual([]);
});

test('the console speaks to the streaming service by hand', async ({ page }) => {
  const { problems } = await openWorkbench(page, workbench);
  await goTo(page, '#/services');
  await page.getByTestId('samples').getByTestId('console-of-streaming').click();
  await expect(page.getByTestId('console-url')).toHaveValue(/^ws:\/\/127\.0\.0\.1:\d+\/ws\/stream$/);
  const frames = page.getByRole('log');

  await test.step('a service that wants a token says so', async () => {
    await page.getByTestId('console-connect').click();
    await expect(page.getByRole('alert')).toContainText('status 401');
  });

  await test.step('with one it connects, greets, confirms and pushes', async () => {
    await page.getByTestId('sample-token').click();
    await expect(page.getByTestId('console-token')).toHaveValue('sample-token');
    await expect(page.getByTestId('sample-token')).toHaveCount(0);
    await page.getByTestId('console-token').fill('secret-token-1');
    await page.getByTestId('console-connect').click();
    await expect(page.getByTestId('console-connection')).toContainText('Connected');
    await expect(frames).toContainText('connection_established');
    await page.getByRole('button', { name: /"subscribe"/ }).click();
    await page.getByTestId('console-send').click();
    await expect(frames).toContainText('subscription_confirmed');
    await expect(frames).toContainText('"topic":"pricing.updates"', { timeout: 20_000 });
  });

  await test.step('an application ping gets its pong, a protocol ping its round trip', async () => {
    await page.getByTestId('console-message').fill('{"action":"ping","data":{}');
    await page.getByTestId('console-send').click();
    await expect(page.getByRole('alert')).toContainText('Not JSON');
    await page.getByTestId('console-message').fill('{"action":"ping","data":{}}');
    await page.keyboard.press('Control+Enter');
    await expect(frames.locator('[data-kind=text]', { hasText: '"type":"pong"' })).toBeVisible();
    await page.getByTestId('console-ping').click();
    const pong = frames.locator('[data-kind=pong]');
    await expect(pong).toContainText('ms');
    expect(await figureIn(pong)).toBeGreaterThan(0);
    await expect(page.getByTestId('console-command')).toContainText("--reply '/type=pong'");
    await expect(page.getByTestId('console-command')).not.toContainText('secret-token-1');
    expect(await violationsOf(page)).toEqual([]);
  });

  await test.step('and it closes cleanly, also when its screen is left', async () => {
    await page.getByTestId('console-connect').click();
    await expect(frames.locator('[data-kind=close][data-direction=in]')).toContainText('1000');
    await expect(page.getByTestId('console-connection')).toContainText('Closed');
    await page.getByTestId('console-connect').click();
    await expect(page.getByTestId('console-connection')).toContainText('Connected');
    const gone = page.evaluate(() => location.hash);
    await goTo(page, '#/services');
    await goTo(page, await gone);
    await expect(page.getByTestId('console-connection')).toContainText('Closed');
  });

  await test.step('what was said runs as a load test from here, the token in no text of it', async () => {
    await page.getByTestId('console-token').fill('secret-token-1');
    await page.getByTestId('console-run').click();
    await page.getByLabel('Connections').fill('3');
    await page.getByLabel('Duration').fill('3s');
    await page.getByTestId('start-run').click();
    await expect(page).toHaveURL(/#\/live\//);
    await expect(page).toHaveURL(/#\/runs\//, { timeout: 60_000 });
    await expect(page.getByTestId('outcome')).toHaveText('Passed');
    await page.getByTestId('tab-streams').click();
    await expect(page.getByTestId('websocket')).toBeVisible();
    await page.getByTestId('tab-environment').click();
    await expect(page.getByText('PLIMSOLL_CONSOLE_TOKEN')).toBeVisible();
    await expect(page.locator('body')).not.toContainText('secret-token-1');
  });
  // The refused upgrade is an answer of the program, not a request of the page.
  expect(problems).toEqual([]);
});

test('the console is reached from rail, palette and keyboard', async ({ page }) => {
  await openWorkbench(page, workbench);
  const heading = page.getByRole('heading', { level: 1, name: 'WebSocket console' });
  await page.getByRole('navigation').first().getByRole('link', { name: 'Console' }).click();
  await expect(heading).toBeVisible();
  await goTo(page, '#/runs');
  await expect(heading).toHaveCount(0);
  await page.keyboard.press('g');
  await page.keyboard.press('w');
  await expect(heading).toBeVisible();
  await goTo(page, '#/runs');
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder(/./).last().fill('websocket console');
  await page.keyboard.press('Enter');
  await expect(heading).toBeVisible();
});
