import { type App, app, type Session, type WebContents } from 'electron';
import { isOurUrl } from './origin.ts';

/** The one permission a page may have: putting sanitized text on the clipboard ("copy as cURL"). */
const ALLOWED_PERMISSION = 'clipboard-sanitized-write';

/** App-wide refusals, for every page that could ever come to be. Call before the app is ready. */
export function lockDown(target: App = app): void {
  target.enableSandbox();
  target.on('web-contents-created', (_event, contents) => lockDownContents(contents));
}

/** Request and check handlers both: Chromium asks one or the other. */
export function lockDownSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) =>
    answer(permission === ALLOWED_PERMISSION),
  );
  session.setPermissionCheckHandler((_contents, permission) => permission === ALLOWED_PERMISSION);
  session.setDevicePermissionHandler(() => false);
}

function lockDownContents(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.on('will-navigate', (event) => stopLeaving(event));
  contents.on('will-frame-navigate', (event) => stopLeaving(event));
  contents.on('will-redirect', (event) => stopLeaving(event));
}

/** A reload of our own page is the only navigation there is; screens change by the fragment. */
function stopLeaving(event: { preventDefault(): void; url: string; isMainFrame: boolean }): void {
  if (!event.isMainFrame || !isOurUrl(event.url)) event.preventDefault();
}
