export type Address =
  | { readonly ok: true; readonly url: string }
  | { readonly ok: false; readonly error: string };

const SCHEMES = ['http:', 'https:', 'ws:', 'wss:'];

/** What was typed as an absolute address. `localhost:3000/x` gets the scheme it lacks; other schemes are refused. */
export function readAddress(text: string): Address {
  const typed = text.trim();
  if (typed === '') return { ok: false, error: 'Enter an address, such as http://localhost:3000/' };
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `http://${typed}`;
  const url = URL.parse(withScheme);
  if (url === null || url.hostname === '') return { ok: false, error: 'This is not an address' };
  if (!SCHEMES.includes(url.protocol)) {
    return { ok: false, error: `${url.protocol} is not supported; use http, https, ws or wss` };
  }
  return { ok: true, url: withScheme };
}
