import { expect, type Page } from '@playwright/test';
import type { Workbench } from './workbench.ts';

/** Opens a page of the workbench with a fresh code, watching for what must never happen in it. */
export async function openWorkbench(
  page: Page,
  workbench: Pick<Workbench, 'address'>,
  fragment = '',
): Promise<{ problems: string[] }> {
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  const address = await workbench.address();
  const { origin } = new URL(address);
  page.on('request', (request) => {
    if (
      !/^(data|blob):/.test(request.url()) &&
      !request.url().startsWith(origin) &&
      !request.url().startsWith(origin.replace('http', 'ws'))
    ) {
      problems.push(`asked ${request.url()}`);
    }
  });
  await page.goto(address);
  await expect(page.getByRole('navigation').first()).toBeVisible();
  if (fragment !== '') await goTo(page, fragment);
  return { problems };
}

/** Follows a deep link without losing the session. */
export async function goTo(page: Page, fragment: string): Promise<void> {
  await page.evaluate((to) => {
    location.hash = to;
  }, fragment);
}
