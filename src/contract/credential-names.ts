/**
 * By which names a request carries what it is known by: the one table for all who must know a credential when they
 * see it (whose fault a rejection is, what an address shown or stored may not hold).
 */

/** Headers that are credentials whatever they hold; names in lower case. */
const HEADERS: ReadonlySet<string> = new Set(['authorization', 'proxy-authorization', 'cookie']);

/** Without case and punctuation: `access_token`, `accessToken` and `Access-Token` are one name. */
const NAMES: ReadonlySet<string> = new Set([
  'token',
  'xtoken',
  'accesskey',
  'idtoken',
  'refreshtoken',
  'usertoken',
  'wstoken',
  'bearer',
  'bearertoken',
  'jwt',
  'authorization',
  'credential',
  'credentials',
  'pass',
  'passphrase',
  'passwd',
  'pwd',
  'pin',
  'otp',
  'privatekey',
  'sessionid',
  'sid',
  'jsessionid',
  'phpsessid',
  'subscriptionkey',
  'appkey',
]);

/** What a longer name may end with: `x-amz-security-token`, `client_secret`, `user[password]`. */
const ENDINGS = [
  'accesstoken',
  'apikey',
  'apitoken',
  'authkey',
  'authtoken',
  'password',
  'secret',
  'secretkey',
  'securitytoken',
  'sessiontoken',
] as const;

/** Credentials with some services, and something else with others: `?key=` may be an object's. */
const MAYBE: ReadonlySet<string> = new Set(['auth', 'key', 'session', 'sig', 'signature', 'ticket']);
const MAYBE_ENDINGS = ['signature'] as const;

/** @param name of a header, in any case */
export function isCredentialHeader(name: string): boolean {
  return HEADERS.has(name.toLowerCase()) || isCredentialName(name);
}

/** Whether a query parameter, form field or JSON member of this name holds a credential, or well may. */
export function isCredentialName(name: string): boolean {
  return isSureCredentialName(name) || isMaybe(bare(name));
}

/** As `isCredentialName`, without the names that are something else as often: what tells two callers apart. */
export function isSureCredentialName(name: string): boolean {
  const word = bare(name);
  return NAMES.has(word) || ENDINGS.some((ending) => word.endsWith(ending));
}

/** Somebody's own names for credentials: `shop_token`, `dbPassphrase`. */
const HIDDEN_ENDINGS = [
  'token',
  'passphrase',
  'passcode',
  'passwd',
  'pwd',
  'privatekey',
  'sessionid',
] as const;
/** What turns the pages of a list is a token by its name alone. */
const PAGING = /^(?:next|prev|previous|page|paging|pagination|continuation|cursor|sync|resume)/;

/** Whether what stands under this name is better hidden than shown: credentials, and whatever may well be one. */
export function isHiddenName(name: string): boolean {
  const word = bare(name);
  if (isCredentialHeader(name)) return true;
  return HIDDEN_ENDINGS.some((ending) => word.endsWith(ending)) && !PAGING.test(word);
}

function isMaybe(word: string): boolean {
  return MAYBE.has(word) || MAYBE_ENDINGS.some((ending) => word.endsWith(ending));
}

function bare(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}
