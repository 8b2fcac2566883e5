import type { DesktopAlert } from '../../contract/alert.ts';
import { valueIn } from './loadable.ts';
import type { Workbench } from './workbench.tsx';

/**
 * Says in the window what became of the alert of a run, and shows alerts on the desktop where the browser does that: a window of
 * Electron has its program do it.
 */
export function watchAlerts({ host, app, notices }: Pick<Workbench, 'host' | 'app' | 'notices'>): void {
  host.on('alert.settled', ({ sentence }) => {
    if (sentence !== '') notices.getState().say(sentence);
  });
  host.on('alert.raised', (alert) => {
    if (valueIn(app.getState().info)?.host !== 'electron') show(alert);
  });
}

function show({ title, body, runId }: DesktopAlert): void {
  if (!('Notification' in window) || Notification.permission !== 'granted') return;
  // One of a run takes the place of an earlier one of it.
  new Notification(title, { body, tag: runId ?? 'plimsoll' });
}
