import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Hosted } from '../support/hosted.ts';
import { openWorkbench } from '../support/open-workbench.ts';
import { type PlantedFaults, plantedPlan, startPlantedFaults } from '../support/planted-faults.ts';
import { violationsOf } from '../support/screen-test.ts';
import { runPlimsoll, startWorkbench, type Workbench } from '../support/workbench.ts';

/** A person who looks for what is wrong with a service, of which three things are. */

let server: Hosted<PlantedFaults>;
let workbench: Workbench;
const dataDir = mkdtempSync(join(tmpdir(), 'plimsoll-planted-'));
test.beforeAll(async () => {
  test.setTimeout(120_000);
  server = await startPlantedFaults();
  const plan = join(dataDir, 'planted.yaml');
  writeFileSync(plan, plantedPlan(String(server.facts.url)));
  const { code, err } = await runPlimsoll(['run', plan, '--data-dir', dataDir, '--quiet']);
  expect([0, 4], err).toContain(code);
  workbench = await startWorkbench({ dataDir });
});
test.afterAll(async () => {
  expect(await workbench.close()).toBe(0);
  await server.close();
  rmSync(dataDir, { recursive: true, force: true });
});

test('three faults are found from the Summary within six clicks', async ({ page }) => {
  const { problems } = await openWorkbench(page, workbench, '#/runs');
  await page.getByRole('link', { name: 'Planted faults' }).first().click();
  const findings = page.getByTestId('findings');
  await findings.waitFor();
  let clicks = 0;
  const show = async (title: RegExp) => {
    await findings.getByRole('link', { name: title }).click();
    clicks += 1;
  };
  const back = async () => {
    await page.getByTestId('tab-summary').click();
    clicks += 1;
  };
  const cause = page.getByTestId('cause').first();

  await test.step('what the findings say', async () => {
    await expect(findings).toContainText(
      /Slow for [45] s: gateway historical gateway historical waited (8|9)\d\d ms longer for its first byte, from 0:0[78] to 0:1[23]\./,
    );
    await expect(findings).toContainText(
      /Some requests are much slower to receive: gateway curves \d(\.\d+)?% of requests to gateway curves spent [56]\d\d ms longer receiving their response\./,
    );
    await expect(findings).toContainText(
      /Failed for [56] s: gateway orders gateway orders, from 0:1[56] to 0:2[12]: \d+ of \d+ failed/,
    );
    expect(await violationsOf(page)).toEqual([]);
  });
  await test.step('the slow endpoint', async () => {
    await show(/Slow for .+ gateway historical/);
    await expect(page.getByTestId('chip-a')).toContainText('0:0');
    await expect(cause).toContainText('gateway historical');
    await expect(cause).toContainText('first byte');
  });
  await test.step('the dripping bodies', async () => {
    await back();
    await show(/slower to receive: gateway curves/);
    await expect(cause).toContainText('receiving');
    await expect(page.locator('[data-request]').first()).toContainText('curves');
  });
  await test.step('the failures', async () => {
    await back();
    await show(/Failed for .+ gateway orders/);
    await expect(page.getByText('http.5xx').first()).toBeVisible();
  });
  expect(clicks).toBeLessThanOrEqual(6);
  expect(problems).toEqual([]);
});
