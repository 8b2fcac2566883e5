type Address = { readonly ok: true; readonly url: string } | { readonly ok: false; readonly error: string };

const SCHEMES = ['http:', 'https:', 'ws:', 'wss:'];

/** What sends requests from a terminal, and stands before an address that is copied from there. */
const PROGRAMS =
  /^(?:[$>#%]\s+)?(curl|wget|https?(?=\s)|xh|hey|oha|wrk2?|ab|k6|vegeta|bombardier|autocannon|websocat|wscat)(?:\.exe)?(?:\s|$)/i;

/**
 * What was typed as an absolute address. `localhost:3000/x` gets the scheme it lacks; other schemes are refused. A
 * single word may be the name of a host, but is one only where a scheme or a port says so.
 */
export function readAddress(text: string): Address {
  const typed = text.trim();
  if (typed === '') return { ok: false, error: 'Enter an address, such as http://localhost:3000/' };
  const program = PROGRAMS.exec(typed)?.[1];
  if (program !== undefined)
    return {
      ok: false,
      error: `“${program}” is a command: enter the address alone, or paste a whole cURL command`,
    };
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed);
  const withScheme = hasScheme ? typed : `http://${typed}`;
  const url = URL.parse(withScheme);
  if (url === null || url.hostname === '') return { ok: false, error: 'This is not an address' };
  if (!SCHEMES.includes(url.protocol)) {
    return { ok: false, error: `${url.protocol} is not supported; use http, https, ws or wss` };
  }
  const { hostname: host } = url;
  if (!hasScheme && !/[.:]/.test(host) && url.port === '' && host !== 'localhost')
    return {
      ok: false,
      error: `“${host}” is not an address yet: add its port (${host}:8080), or begin with http://`,
    };
  return { ok: true, url: withScheme };
}
