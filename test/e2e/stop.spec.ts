import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { openWorkbench } from '../support/open-workbench.ts';
import { startWorkbench, type Workbench } from '../support/workbench.ts';

let workbench: Workbench;
let server: Server;
test.beforeAll(async () => {
  workbench = await startWorkbench();
  server = createServer((_request, response) => response.end('ok'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
test.afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await workbench.close();
});

test('an address is tested from the home screen and stopped at will; what was measured is kept', async ({
  page,
}) => {
  const { problems } = await openWorkbench(page, workbench);
  await page.getByTestId('url-field').fill(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await page.getByTestId('url-field').press('Enter');
  await page.getByTestId('start-run').click();
  await expect(page).toHaveURL(/#\/live\//, { timeout: 30_000 });
  await expect(page.locator('canvas').first()).toBeVisible();
  await expect(page.getByTestId('elapsed')).toHaveText(/0:0[2-9]/, { timeout: 20_000 });
  await page.getByTestId('stop').click();
  await expect(page).toHaveURL(/#\/runs\//, { timeout: 15_000 });
  await expect(page.getByText(/stopped/i).first()).toBeVisible();
  expect(problems).toEqual([]);
});

test('an address that nobody answers ends in a sentence, not in a blank screen', async ({ page }) => {
  await openWorkbench(page, workbench);
  await page.getByTestId('url-field').fill('http://127.0.0.1:1/');
  await page.getByTestId('url-field').press('Enter');
  await page.getByTestId('start-run').click();
  await expect(page.getByText(/refused|not reachable|unreachable/i).first()).toBeVisible({ timeout: 20_000 });
});

test('a page without a code is told how to get in', async ({ page }) => {
  const address = await workbench.address();
  await page.goto(new URL(address).origin);
  await expect(page.getByTestId('refused')).toContainText('plimsoll serve');
});
