import type { Page, WebSocketRoute } from '@playwright/test';
import { SAMPLE_TOKEN } from '../../src/contract/sample-services.ts';
import type { Scenario } from '../support/made-up/workbench.ts';
import { COLOUR_RULES, expect, test, violationsOf } from '../support/screen-test.ts';

/** Every screen in every state worth seeing, as a picture, in both themes and two sizes. */
interface Shot {
  readonly name: string;
  readonly scenario: Scenario;
  readonly place: string;
  readonly ready: string;
  readonly act?: (page: Page) => Promise<void>;
  /** Of a run under way: how fast it goes on while it is looked at. */
  readonly speed?: number;
}

/**
 * A second of the run in every five of ours. Checking a page takes several times as long while all of it is drawn anew
 * in every second; that nothing moves then is for the journeys to see.
 */
const CALM = 0.2;

const RUN = '/runs/demo-03';
const SHOTS: readonly Shot[] = [
  { name: 'home', scenario: 'demo', place: '/', ready: '[data-testid=last-runs] tbody tr' },
  { name: 'home-empty', scenario: 'empty', place: '/', ready: 'text=No runs yet' },
  { name: 'home-failed', scenario: 'fail', place: '/', ready: '[role=alert]' },
  { name: 'home-loading', scenario: 'slow', place: '/', ready: '[aria-label=Loading]' },
  {
    name: 'connection-lost',
    scenario: 'demo',
    place: '/',
    ready: '[data-testid=last-runs] tbody tr',
    act: cutOff,
  },
  {
    name: 'no-key',
    scenario: 'demo',
    place: '/',
    ready: '[data-testid=last-runs] tbody tr',
    act: async (page) => {
      await page.evaluate(() => sessionStorage.clear());
      await page.reload();
      await page.getByTestId('refused').waitFor();
    },
  },
  {
    name: 'start',
    scenario: 'demo',
    place: '/',
    ready: '[data-preset=light]',
    act: async (page) => {
      await page.locator('[data-preset=light]').click();
      await page.getByTestId('plan-preview').waitFor();
    },
  },
  {
    name: 'start-events',
    scenario: 'demo',
    place: '/',
    ready: '[data-testid=url-field]',
    act: async (page) => {
      await page.getByTestId('url-field').fill('http://localhost:8001/sse/stream');
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('button', { name: 'Event streams (SSE)' }).click();
      await page.getByLabel('Streams').fill('25');
      await page.getByTestId('plan-preview').waitFor();
    },
  },
  {
    name: 'start-socket',
    scenario: 'demo',
    place: '/',
    ready: '[data-testid=url-field]',
    act: async (page) => {
      await page.getByTestId('url-field').fill('ws://localhost:8001/ws/stream');
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByLabel('Message', { exact: true }).fill('{"action":"ping"}');
      await page.getByLabel('Answered by').fill('/type=pong');
      await page.getByTestId('plan-preview').waitFor();
    },
  },
  {
    name: 'palette',
    scenario: 'demo',
    place: '/',
    ready: '[data-testid=last-runs] tbody tr',
    act: async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('option').first().waitFor();
    },
  },
  {
    name: 'live',
    scenario: 'live',
    place: '/live/{run}',
    ready: '[data-testid=endpoints] tbody tr',
    speed: CALM,
  },
  {
    name: 'live-wide',
    scenario: 'live-wide',
    place: '/live/{run}',
    ready: '[data-testid=endpoints] tbody tr',
    speed: CALM,
  },
  {
    name: 'live-capacity',
    scenario: 'live-capacity',
    place: '/live/{run}',
    ready: '[data-testid=capacity-search] tbody tr',
    speed: CALM,
  },
  {
    name: 'capacity',
    scenario: 'demo',
    place: '/capacity/preset/gateway',
    ready: '[data-testid=plan-preview]',
    act: async (page) => {
      await page.getByLabel('Add p95<200ms').click();
      await page.getByLabel('Add errors<1%').click();
      await page.getByText('95% of the responses take less than 200 ms').waitFor();
    },
  },
  { name: 'capacity-empty', scenario: 'empty', place: '/capacity', ready: 'text=No search yet' },
  {
    name: 'capacity-refused',
    scenario: 'demo',
    place: '/capacity',
    ready: '[data-testid=objectives] input',
    act: async (page) => {
      await page.getByLabel('Objective 1', { exact: true }).fill('p95 > 200ms');
      await page.getByLabel('First load').fill('nothing');
      await page.getByText('A number above 0').waitFor();
    },
  },
  {
    name: 'run-capacity',
    scenario: 'demo',
    place: '/runs/demo-search',
    ready: '[data-testid=capacity-steps] tbody tr',
  },
  { name: 'run', scenario: 'demo', place: RUN, ready: '[data-testid=overall-grade]' },
  {
    name: 'run-analysis',
    scenario: 'analysed',
    place: '/runs/demo-analysed/analysis?view=analysis&a=198-208&alat=512-1218&zoom=140-290',
    ready: '[data-testid=cause]',
    act: async (page) => {
      await page.locator('[data-request]').nth(2).click();
      await page.getByText('Copy as cURL').waitFor();
    },
  },
  {
    name: 'run-analysis-old',
    scenario: 'analysed',
    place: '/runs/demo-old/analysis',
    ready: '[data-testid=no-requests]',
  },
  { name: 'run-grades', scenario: 'demo', place: `${RUN}/grades`, ready: '[data-testid=grades] tbody tr' },
  {
    name: 'run-grades-wide',
    scenario: 'wide',
    place: '/runs/demo-wide/grades',
    ready: '[data-testid=grades] tbody tr',
  },
  {
    name: 'run-endpoints',
    scenario: 'demo',
    place: `${RUN}/endpoints`,
    ready: '[data-testid=endpoints] tbody tr',
    act: async (page) => page.getByRole('button', { name: 'gateway curves' }).first().click(),
  },
  { name: 'run-charts', scenario: 'demo', place: `${RUN}/charts`, ready: '[data-testid=chart-bytes]' },
  {
    name: 'run-errors',
    scenario: 'demo',
    place: `${RUN}/errors`,
    ready: '[data-code]',
    act: async (page) => page.locator('summary').first().click(),
  },
  { name: 'run-streams', scenario: 'demo', place: `${RUN}/streams`, ready: '[data-testid=websocket]' },
  { name: 'run-target', scenario: 'demo', place: '/runs/demo-09/target', ready: '[data-testid=watches]' },
  { name: 'run-environment', scenario: 'demo', place: `${RUN}/environment`, ready: 'text=CPU' },
  { name: 'run-missing', scenario: 'demo', place: '/runs/nothing-here', ready: '[role=alert]' },
  { name: 'runs', scenario: 'demo', place: '/runs', ready: '[data-testid=runs-table] tbody tr' },
  { name: 'runs-thousand', scenario: 'many', place: '/runs', ready: '[data-testid=runs-table] tbody tr' },
  { name: 'runs-empty', scenario: 'empty', place: '/runs', ready: 'text=No runs yet' },
  {
    name: 'bin',
    scenario: 'demo',
    place: '/runs',
    ready: '[data-testid=runs-table] tbody tr',
    act: async (page) => {
      await page.getByRole('checkbox', { name: /^Select Gateway before/ }).check();
      await page.getByRole('button', { name: 'Delete' }).click();
      await page.getByRole('link', { name: 'Bin' }).click();
      await page.getByTestId('bin-runs').locator('tbody tr').waitFor();
    },
  },
  {
    name: 'unknown',
    scenario: 'demo',
    place: '/no/such/place',
    ready: 'text=There is nothing at this address',
  },
  {
    name: 'compare',
    scenario: 'demo',
    place: '/compare/demo-03/demo-09',
    ready: '[data-testid=differences] tbody tr',
  },
  {
    name: 'compare-capacity',
    scenario: 'demo',
    place: '/compare/demo-search-before/demo-search',
    ready: '[data-testid=compared-capacity] tbody tr',
  },
  { name: 'compare-choose', scenario: 'demo', place: '/compare', ready: 'text=Choose two runs' },
  { name: 'services', scenario: 'demo', place: '/services', ready: '[data-service=metrics]' },
  { name: 'services-empty', scenario: 'empty', place: '/services', ready: 'text=Not running here' },
  {
    name: 'services-edit',
    scenario: 'demo',
    place: '/services',
    ready: '[data-service=shop]',
    act: async (page) => {
      await page.getByRole('button', { name: 'Edit shop' }).click();
      await page.getByLabel('Address 2', { exact: true }).fill('shop.staging');
      await page.getByTestId('save-service').click();
      await page.getByRole('dialog').getByRole('alert').waitFor();
    },
  },
  {
    name: 'console',
    scenario: 'demo',
    place: '/console/{streaming}%2Fws%2Fstream',
    ready: '[data-testid=console-url]',
    act: async (page) => {
      await page.getByText('Subprotocols and headers').click();
      await page.getByLabel('Subprotocols', { exact: true }).fill('prices.v2');
      await page.getByLabel('Token', { exact: true }).fill(SAMPLE_TOKEN);
      await page.getByTestId('console-connect').click();
      await page.getByRole('log').getByText('connection_established').first().waitFor();
      await page.getByRole('button', { name: /"ping"/ }).click();
      await page.getByTestId('console-send').click();
      await page.getByRole('log').getByText('pong').first().waitFor();
    },
  },
  { name: 'settings', scenario: 'demo', place: '/settings', ready: '[data-testid=about]' },
];

const SIZES = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
  { width: 800, height: 600 },
] as const;

test.describe.configure({ mode: 'parallel' });

for (const shot of SHOTS) {
  test(`${shot.name}: both themes, three sizes, nothing inaccessible, nothing cut off`, async ({
    page,
    open,
  }) => {
    await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'light' });
    await open(shot.scenario, shot.place, shot.speed);
    await page.locator(shot.ready).first().waitFor();
    await shot.act?.(page);
    // The theme changes under an open page, as when the system goes dark in the evening.
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize(SIZES[0]);
      expect(await violationsOf(page, colorScheme === 'light' ? undefined : COLOUR_RULES)).toEqual([]);
      for (const size of SIZES) {
        await page.setViewportSize(size);
        expect(await overflowOf(page)).toEqual({ screen: 0, page: [0, 0] });
        // Large and dark differs from the others in nothing of its own: taken on request, for the time it costs.
        if (colorScheme === 'dark' && size !== SIZES[0] && process.env.UPDATE_SCREENSHOTS !== '1') continue;
        await page.screenshot({
          path: `test-results/screens-demo/${shot.name}-${size.width}-${colorScheme}.png`,
          animations: 'disabled',
        });
      }
    }
  });
}

/** Opens the page again, and once it shows something cuts it off from its program for good. */
async function cutOff(page: Page): Promise<void> {
  const sockets: WebSocketRoute[] = [];
  let isCut = false;
  await page.routeWebSocket('**/wire', (socket) => {
    if (isCut) return socket.close();
    sockets.push(socket);
    socket.connectToServer();
  });
  await page.reload();
  await page.getByTestId('last-runs').locator('tbody tr').first().waitFor();
  isCut = true;
  for (const socket of sockets) await socket.close();
  await page.getByTestId('connection-lost').waitFor();
}

/** Pixels beyond the edges: of a screen to the right, of the page around it to the right and down. */
function overflowOf(page: Page): Promise<{ screen: number; page: [right: number, down: number] }> {
  return page.evaluate(() => {
    const main = document.getElementById('main');
    const { scrollWidth, scrollHeight } = document.documentElement;
    return {
      screen: main === null ? 0 : main.scrollWidth - main.clientWidth,
      page: [scrollWidth - innerWidth, scrollHeight - innerHeight],
    };
  });
}
