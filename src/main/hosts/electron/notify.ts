import { Notification } from 'electron';
import type { DesktopAlert } from '../../../contract/alert.ts';

/** Shows an alert where the system shows notifications; elsewhere nothing is lost but that. */
export function notify({ title, body }: DesktopAlert): void {
  if (Notification.isSupported()) new Notification({ title, body }).show();
}
