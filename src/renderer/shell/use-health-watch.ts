import { useEffect } from 'react';
import { runningRow } from '../stores/runs.ts';
import { useWorkbench } from '../workbench.tsx';

/** How old an answer may be before a service is asked again while the window is in sight. */
const EVERY_MS = 30_000;
/** When the window comes back to the front it is looked at: sooner. */
const ON_FOCUS_MS = 5_000;

/**
 * Keeps what is shown of the services' health from going stale: asks again now and then, and when the window is looked
 * at; not while it is out of sight, and not during a run, whose requests are to be the only ones.
 */
export function useHealthWatch(): void {
  const { services, runs, host } = useWorkbench();
  useEffect(() => {
    const ask = (olderThanMs: number) => {
      const busy = document.visibilityState !== 'visible' || runningRow(runs.getState().rows) !== null;
      if (busy || host.connection() !== 'connected') return;
      void services.getState().refresh(olderThanMs);
    };
    const timer = setInterval(() => ask(EVERY_MS), EVERY_MS / 2);
    const onFocus = () => ask(ON_FOCUS_MS);
    window.addEventListener('focus', onFocus);
    document.addEventListener('visibilitychange', onFocus);
    return () => {
      clearInterval(timer);
      window.removeEventListener('focus', onFocus);
      document.removeEventListener('visibilitychange', onFocus);
    };
  }, [services, runs, host]);
}
