import type { Page } from 'playwright';

/** What was drawn of a page for a while. */
export interface FramesSeen {
  readonly perSecond: number;
  /** Between two frames. */
  readonly longestMs: number;
  /** What held up the page for more than 50 ms. */
  readonly longTasks: number;
  readonly longestTaskMs: number;
}

/** Counts the frames of a page while something is done with it; Chromium alone tells of long tasks. */
export async function framesWhile(page: Page, work: () => Promise<void>): Promise<FramesSeen> {
  await page.evaluate(begin);
  await work();
  return page.evaluate(end);
}

interface Counted {
  startedAt: number;
  frames: number;
  longestMs: number;
  tasks: number[];
}

/** Runs in the page. */
function begin(): void {
  const counted: Counted = { startedAt: performance.now(), frames: 0, longestMs: 0, tasks: [] };
  Reflect.set(window, 'counted', counted);
  const observer = new PerformanceObserver((list) => {
    counted.tasks.push(...list.getEntries().map(({ duration }) => duration));
  });
  observer.observe({ type: 'longtask' });
  let last = performance.now();
  const count = (): void => {
    if (Reflect.get(window, 'counted') !== counted) {
      observer.disconnect();
      return;
    }
    const now = performance.now();
    counted.frames += 1;
    counted.longestMs = Math.max(counted.longestMs, now - last);
    last = now;
    requestAnimationFrame(count);
  };
  requestAnimationFrame(count);
}

/** Runs in the page. */
function end(): FramesSeen {
  const { frames, startedAt, longestMs, tasks }: Counted = Reflect.get(window, 'counted');
  Reflect.deleteProperty(window, 'counted');
  return {
    perSecond: (frames * 1_000) / (performance.now() - startedAt),
    longestMs,
    longTasks: tasks.length,
    longestTaskMs: Math.max(0, ...tasks),
  };
}
