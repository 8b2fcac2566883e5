import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ElectronApplication, _electron as electron, expect, type Page, test } from '@playwright/test';
import { findElectron, whyNoElectron } from '../../support/electron-binary.ts';

/** The real desktop window. What it shows is tested through the web host; here it is about being a safe window. */
const reason = whyNoElectron();
test.skip(reason !== null, `skipped: ${reason}`);

let shell: ElectronApplication;
let page: Page;

test.beforeAll(async () => {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  shell = await electron.launch({
    executablePath: findElectron() ?? '',
    args: [root, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    env: { ...process.env, PLIMSOLL_HOME: mkdtempSync(join(tmpdir(), 'plimsoll-electron-')) } as Record<
      string,
      string
    >,
  });
  page = await shell.firstWindow();
});
test.afterAll(async () => {
  await shell?.close();
});

test('opens the workbench from app:// and asks nothing of the network', async () => {
  expect(page.url()).toMatch(/^app:\/\/plimsoll\/index\.html/);
  await expect(page.getByRole('heading').first()).toBeVisible();
  const outside = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map((entry) => entry.name)
      .filter((name) => !name.startsWith('app://plimsoll/')),
  );
  expect(outside).toEqual([]);
});

test('gives the page no Node and no Electron', async () => {
  const seen = await page.evaluate(() => ({
    node: [
      typeof Reflect.get(globalThis, 'require'),
      typeof Reflect.get(globalThis, 'process'),
      typeof Reflect.get(globalThis, 'Buffer'),
    ],
    bridge: Object.keys(Reflect.get(globalThis, 'plimsoll') as object).sort(),
  }));
  expect(seen).toEqual({ node: ['undefined', 'undefined', 'undefined'], bridge: ['call', 'on'] });
});

test('stays on its page and opens no other window', async () => {
  await page.evaluate(() => {
    window.open('https://example.com/');
    location.href = 'https://example.com/';
  });
  expect(page.url()).toMatch(/^app:\/\/plimsoll\//);
  expect(shell.windows()).toHaveLength(1);
});

test('blocks eval and inline script', async () => {
  const blocked = await page.evaluate(() => {
    try {
      new Function('return 1')();
      return false;
    } catch {
      return true;
    }
  });
  expect(blocked).toBe(true);
});
