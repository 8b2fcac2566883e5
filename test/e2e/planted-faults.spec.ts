import { expect, test, violationsOf } from '../support/screen-test.ts';

/** A person who looks for what is wrong with a service, of which three things are: see `storeFaultyRun`. */

test('three faults are found from the Summary within six clicks', async ({ page, open }) => {
  await open('analysed', '/runs/demo-faulty');
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
      /Slow for 4 s: gateway historical ?gateway historical waited (8|9)\d\d ms longer for its first byte, from 0:30 to 0:34\./,
    );
    await expect(findings).toContainText(
      /Some requests are much slower to receive: gateway curves ?[23](\.\d+)?% of requests to gateway curves spent (5|6)\d\d ms longer receiving their response\./,
    );
    await expect(findings).toContainText(
      /Failed for 5 s: gateway swap_levels ?gateway swap_levels, from 1:00 to 1:05: (\d+) of \1 failed/,
    );
    expect(await violationsOf(page)).toEqual([]);
  });
  await test.step('the slow endpoint', async () => {
    await show(/Slow for .+ gateway historical/);
    await expect(page.getByTestId('chip-a')).toContainText('0:30');
    await expect(cause).toContainText('first byte');
    await expect(page.locator('[data-request]').first()).toContainText('historical');
  });
  await test.step('the dripping bodies', async () => {
    await back();
    await show(/slower to receive: gateway curves/);
    await expect(cause).toContainText('receiving');
    await expect(page.locator('[data-request]').first()).toContainText('curves');
  });
  await test.step('the failures', async () => {
    await back();
    await show(/Failed for .+ gateway swap_levels/);
    const sides = page.getByRole('group', { name: 'What is shown of the selection' });
    await sides.getByRole('button', { name: 'Errors' }).click();
    clicks += 1;
    await expect(page.getByRole('button', { name: 'http.5xx' })).toBeVisible();
  });
  expect(clicks).toBeLessThanOrEqual(6);
  await test.step('without the findings, the analysis of the whole run leads to the failures as well', async () => {
    await page.getByRole('button', { name: 'Clear the selection' }).click();
    await page.getByLabel('Endpoints', { exact: true }).selectOption({ index: 0 });
    const failed = page.getByTestId('why-failed');
    await expect(failed).toContainText(/^\d+ of [\d,]+ requests failed \(/);
    await failed.getByRole('button', { name: 'failed requests' }).click();
    await expect(page.locator('[data-request]').first()).toContainText('swap_levels');
    await expect(page.getByTestId('why-doubt')).toHaveCount(0);
  });
});
