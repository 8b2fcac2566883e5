import { runningRow } from './runs.ts';
import type { Workbench } from './workbench.tsx';

/** How old an answer may be before a service is asked again while the window is in sight (ms). */
const EVERY_MS = 30_000;
/** When the window comes back to the front it is looked at: sooner (ms). */
const ON_LOOK_MS = 5_000;

/** What of a page the watch goes by. */
export interface Page {
  isInSight(): boolean;
  /** Calls back when the page comes into sight or gets the focus. @returns stops that */
  onLook(listener: () => void): () => void;
}

const THIS_PAGE: Page = {
  isInSight: () => document.visibilityState === 'visible',
  onLook: (listener) => {
    window.addEventListener('focus', listener);
    document.addEventListener('visibilitychange', listener);
    return () => {
      window.removeEventListener('focus', listener);
      document.removeEventListener('visibilitychange', listener);
    };
  },
};

/**
 * Keeps what is shown of the services' health from going stale: asks again now and then, and when the window is looked
 * at; not while it is out of sight, and not during a run, whose requests are to be the only ones.
 * @returns ends it
 */
export function watchHealth(
  { services, runs, host }: Pick<Workbench, 'services' | 'runs' | 'host'>,
  page: Page = THIS_PAGE,
): () => void {
  const ask = (olderThanMs: number) => {
    const isBusy = runningRow(runs.getState().rows) !== null;
    if (isBusy || !page.isInSight() || host.connection() !== 'connected') return;
    void services.getState().refresh(olderThanMs);
  };
  const timer = setInterval(() => ask(EVERY_MS), EVERY_MS / 2);
  const stop = page.onLook(() => ask(ON_LOOK_MS));
  return () => {
    clearInterval(timer);
    stop();
  };
}
