/** The window's only content. Registered as a standard, secure scheme, so it has a real origin. */
export const APP_SCHEME = 'app';
const APP_HOST = 'plimsoll';
const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`;
export const START_URL = `${APP_ORIGIN}/index.html`;

/** True only for URLs whose parsed scheme and host are exactly ours; never by prefix. */
export function isOurUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && url.protocol === `${APP_SCHEME}:` && url.host === APP_HOST && url.username === '';
}
