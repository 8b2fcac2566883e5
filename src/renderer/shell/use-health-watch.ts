import { useEffect } from 'react';
import { type Page, watchHealth } from '../stores/health-watch.ts';
import { useWorkbench } from '../stores/workbench.tsx';

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

/** Keeps the services' health fresh for as long as the window is open. */
export function useHealthWatch(): void {
  const { services, runs, host } = useWorkbench();
  useEffect(() => watchHealth({ services, runs, host }, THIS_PAGE), [services, runs, host]);
}
