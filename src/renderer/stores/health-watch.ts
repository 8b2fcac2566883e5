import { runningRow } from './runs.ts';
import type { Workbench } from './workbench.tsx';

/** How old an answer may be before a service is asked again while the window is in sight (ms). */
const EVERY_MS = 30_000;
/** When the window comes back to the front it is looked at: sooner (ms). */
const ON_LOOK_MS = 5_000;

/**
 * Keeps what is shown of the services' health from going stale: asks again now and then, and when the window is looked
 * at; not while it is out of sight, and not during a run, whose requests are to be the only ones.
 */
export function watchHealth({ services, runs, host }: Pick<Workbench, 'services' | 'runs' | 'host'>): void {
  const ask = (olderThanMs: number) => {
    const isBusy = runningRow(runs.getState().rows) !== null;
    if (isBusy || document.visibilityState !== 'visible' || host.connection() !== 'connected') return;
    void services.getState().refresh(olderThanMs);
  };
  const look = () => ask(ON_LOOK_MS);
  setInterval(() => ask(EVERY_MS), EVERY_MS / 2);
  window.addEventListener('focus', look);
  document.addEventListener('visibilitychange', look);
}
