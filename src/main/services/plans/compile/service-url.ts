import { type Failure, fail, type Result, succeed, testFailure } from '../../../../contract/failure.ts';
import { hideInAddresses } from '../../../../contract/token-shape.ts';

/**
 * Reads the address of a service: scheme http, https, ws or wss (ws and wss are taken as http and https: which of
 * the two a class speaks, it says itself), host, perhaps port and base path. Nothing that names a person, a query or a place in a page.
 * @returns the address without trailing slash, `http:` or `https:`
 */
export function checkServiceUrl(text: string): Result<string> {
  if (text.includes('{{'))
    return fail(bad(text, 'cannot hold a placeholder; use --target NAME=URL to change it'));
  const spelled = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : null;
  const url = spelled === null || !URL.canParse(spelled) ? null : new URL(spelled);
  const port = url === null ? /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*:(\d+)(?=[/?#]|$)/i.exec(text)?.[1] : undefined;
  if (Number(port) > 65_535)
    return fail(bad(text, `has the port ${port?.slice(0, 20)}, and 65535 is the highest`));
  if (url === null) return fail(bad(text, 'is not an address; write one such as http://localhost:8000'));
  const scheme = SCHEMES[url.protocol];
  if (scheme === undefined) return fail(bad(text, 'is not http, https, ws or wss'));
  if (url.username !== '' || url.password !== '') {
    return fail(bad(text, 'holds a user name or password; send it as a header from a value instead'));
  }
  if (url.search !== '' || url.hash !== '')
    return fail(bad(text, 'has a query or fragment; a service has neither'));
  return succeed(`${scheme}//${url.host}${url.pathname.replace(/\/+$/, '')}`);
}

const SCHEMES: Readonly<Record<string, string>> = {
  'http:': 'http:',
  'https:': 'https:',
  'ws:': 'http:',
  'wss:': 'https:',
};

/** The same address for WebSockets. */
export function webSocketUrl(serviceUrl: string): string {
  return serviceUrl.replace(/^http/, 'ws');
}

function bad(text: string, why: string): Failure {
  return testFailure(
    'plan.bad_url',
    `"${hideInAddresses(text).slice(0, 100)}" ${why}`,
    'An address is a scheme, a host and perhaps a port and a path: http://localhost:8000.',
  );
}
