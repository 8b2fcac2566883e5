/**
 * How smoothly the heatmap of a long run is panned and brushed, in a real Chromium without a GPU: one move of the hand a frame,
 * for three seconds each, at both sizes of a window. Run, after a build: `node test/bench/brush-frames.bench.ts [seconds]
 * [endpoints]`; default 1,200 s, 30 endpoints. Bound: 16.8 ms of CPU time of the page a frame, all of its threads; on an idle
 * machine also 95 of 100 frames within 16.8 ms.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CDPSession, chromium, type Page } from '@playwright/test';
import { NO_HEADLINE } from '../../src/main/storage/run-rows.ts';
import { openStorage } from '../../src/main/storage/storage.ts';
import { findBrowser } from '../house/find-browser.ts';
import { requestSeconds, requestsPlan } from '../support/made-requests.ts';
import { COMPLETED, makeRun } from '../support/made-seconds.ts';
import { goTo, openWorkbench } from '../support/open-workbench.ts';
import { TruthReport } from '../support/truth-report.ts';
import { startWorkbench } from '../support/workbench.ts';

const FRAME_MS = 16.8;
const FRAMES = 180;
const SIZES = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
] as const;

const [seconds = 1_200, endpoints = 30] = process.argv.slice(2).map(Number);
const plan = requestsPlan({ seconds, endpoints });
const run = makeRun(plan);

/** Beside others frames come late for no fault of the page. */
const isIdle = (loadavg()[0] ?? 0) < 1;

/** What a hand does in each frame: over the picture, from a share of its width and height to another. */
type Gesture = 'pan' | 'brush' | 'move' | 'strip' | 'zoom';

function store(folder: string): void {
  const opened = openStorage(folder);
  if (!opened.ok) throw new Error(opened.failure.message);
  const { runs, close } = opened.value;
  runs.create({ ...run, planText: '', overrides: {} });
  for (const second of requestSeconds({ seconds, endpoints, rate: 1_000, seed: 1 })) {
    runs.appendSecond(run.runId, second, NO_HEADLINE);
  }
  const end = { durationMs: seconds * 1_000, reason: '', headline: NO_HEADLINE };
  runs.finish(run.runId, { ...COMPLETED, ...end, environment: run.environment });
  close();
}

/** Milliseconds between the frames while one event a frame arrives. */
async function frames(page: Page, gesture: Gesture, count: number): Promise<number[]> {
  return page.evaluate(
    async ({ gesture, count }) => {
      const stage = document.querySelector('[role="application"]');
      if (stage === null) throw new Error('there is no heatmap');
      const box = stage.getBoundingClientRect();
      const y = gesture === 'strip' ? box.bottom - 14 : box.top + box.height * 0.3;
      const at = (share: number) => ({
        clientX: box.left + box.width * (0.3 + 0.5 * share),
        clientY: y + (gesture === 'brush' ? share * box.height * 0.3 : 0),
        bubbles: true,
        cancelable: true,
      });
      const point = (type: string, share: number) =>
        stage.dispatchEvent(
          new PointerEvent(type, { ...at(share), button: 0, buttons: 1, pointerId: 1, isPrimary: true }),
        );
      const isDrag = gesture === 'brush' || gesture === 'move' || gesture === 'strip';
      const step = (share: number, nth: number) => {
        if (isDrag) return point('pointermove', share);
        const turn = Math.floor(nth / 60) % 2 === 0 ? 1 : -1;
        const wheel = gesture === 'pan' ? { deltaX: 12 * turn } : { deltaY: 6 * turn, ctrlKey: true };
        return stage.dispatchEvent(new WheelEvent('wheel', { ...at(0.5), ...wheel }));
      };
      // There is no pointer that could be captured.
      stage.setPointerCapture = () => {};
      if (isDrag) point('pointerdown', 0);
      const times: number[] = [];
      let before = await new Promise<number>(requestAnimationFrame);
      for (let nth = 0; nth < count; nth += 1) {
        step(0.5 - 0.5 * Math.cos((nth / count) * 4 * Math.PI), nth);
        const now = await new Promise<number>(requestAnimationFrame);
        times.push(now - before);
        before = now;
      }
      if (isDrag) point('pointerup', 0.4);
      return times;
    },
    { gesture, count },
  );
}

/** CPU time of the page so far, in milliseconds: what others take of the machine meanwhile is not in it. */
async function cpuMs(browser: CDPSession): Promise<number> {
  const { processInfo } = await browser.send('SystemInfo.getProcessInfo');
  const pages = processInfo.filter(({ type }) => type === 'renderer');
  return 1_000 * Math.max(...pages.map(({ cpuTime }) => cpuTime));
}

async function look(page: Page, browser: CDPSession, report: TruthReport): Promise<void> {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    const middle = Math.floor(seconds / 2);
    const area = `a=${middle - 20}-${middle + 20}&alat=64-512&zoom=${middle - 75}-${middle + 75}`;
    await goTo(page, `#/runs/${run.runId}/analysis?view=analysis&${area}`);
    await page.getByTestId('area-a').waitFor();
    // What the selection asks for has come and been drawn: only the gestures are measured.
    await page.waitForTimeout(1_500);
    for (const gesture of ['pan', 'zoom', 'move', 'strip', 'brush'] as const) {
      await frames(page, gesture, 20);
      const before = await cpuMs(browser);
      const times = (await frames(page, gesture, FRAMES)).sort((a, b) => a - b);
      const busy = ((await cpuMs(browser)) - before) / FRAMES;
      const p95 = times[Math.floor(0.95 * (FRAMES - 1))] ?? 0;
      const rate = (1_000 * FRAMES) / times.reduce((sum, time) => sum + time, 0);
      report.check(
        `${gesture}, ${size.width} × ${size.height}`,
        `${busy.toFixed(1)} ms CPU a frame; p95 ${p95.toFixed(1)} ms, ${rate.toFixed(1)} frames/s`,
        {
          bound: `≤ ${FRAME_MS} ms`,
          met: busy <= FRAME_MS && (!isIdle || Number(p95.toFixed(1)) <= FRAME_MS),
        },
      );
      // What a gesture set off, answers and the address, is not that of the next.
      await page.waitForTimeout(600);
    }
  }
  const cdp = await page.context().newCDPSession(page);
  const { usedSize } = await cdp.send('Runtime.getHeapUsage');
  report.note('heap of the page', `${(usedSize / 1e6).toFixed(0)} MB`);
}

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-frames-'));
const report = new TruthReport('brush frames');
try {
  store(folder);
  const workbench = await startWorkbench({ dataDir: folder });
  const executablePath = findBrowser() ?? undefined;
  const browser = await chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const page = await browser.newPage();
    await openWorkbench(page, workbench);
    await look(page, await browser.newBrowserCDPSession(), report);
  } finally {
    await browser.close();
    await workbench.close();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
report.finish();
