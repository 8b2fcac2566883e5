import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@playwright/test';
import { exported } from '../support/exported.ts';
import { OTHERS, TABLE } from '../support/outages/all.ts';
import { faultsOf } from '../support/outages/faults.ts';
import { runOutage } from '../support/outages/virtual-outage.ts';
import { createTempDir } from '../support/temp-dir.ts';

/** The report of every twelfth outage, drawn by a browser: the laws read it as it is first drawn. */
const all = [TABLE, OTHERS].flatMap((set) => [...set.http, ...set.websocket, ...set.reader]);
const held = all.filter(({ only }) => only !== 'real');
const folder = createTempDir();
test.afterAll(() => folder.remove());

for (const outage of held.filter((_, place) => place % 12 === 0)) {
  test(`the report says what a person would where the service ${outage.name}`, async ({ page }) => {
    const said = await runOutage(outage);
    const file = join(folder.path, `${all.indexOf(outage)}.html`);
    writeFileSync(file, exported(said.document, 'html').text);
    await page.goto(pathToFileURL(file).href);
    await page.locator('html[data-ready]').waitFor();
    // biome-ignore lint/performance/useDomNodeTextContent: what a person sees is what is read
    const shown = await page.locator('body').innerText();
    // biome-ignore lint/performance/useDomNodeTextContent: the same
    const defined = await page.locator('#definitions').innerText();
    expect(faultsOf({ ...said, report: shown.replace(defined, '') }, outage)).toEqual([]);
  });
}
