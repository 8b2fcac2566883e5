import { COLOUR_RULES, expect, test, violationsOf } from '../support/screen-test.ts';

/** The four answers of a stress run, on the first page of it. */
for (const theme of ['light', 'dark'] as const)
  test(`the answers of a stress run stand on its summary, ${theme}`, async ({ page, open }, info) => {
    await page.emulateMedia({ colorScheme: theme });
    await open('demo', '/runs/demo-05');
    const answers = page.getByTestId('stress');
    await expect(answers.locator('dt')).toHaveText([
      'Degradation',
      'Breaking point',
      'Recovery',
      'Exhausted resource',
    ]);
    await expect(answers.locator('dd').nth(2)).toHaveText(
      'The load never fell again, so recovery was not seen.',
    );
    await expect(answers.locator('dd').last()).toHaveText('Target not watched.');
    await answers.scrollIntoViewIfNeeded();
    await page.screenshot({ path: info.outputPath(`stress-${theme}.png`) });
    expect(await violationsOf(page, COLOUR_RULES)).toEqual([]);
  });
