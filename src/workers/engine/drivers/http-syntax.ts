/** The few rules of HTTP's grammar (RFC 9110, 5.5 and 5.6) that requests and answers share. */

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** Tabs, spaces, printing characters and the octets beyond ASCII. */
const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
const IS_TOKEN_OCTET = Uint8Array.from({ length: 256 }, (_, octet) =>
  TOKEN.test(String.fromCharCode(octet)) ? 1 : 0,
);

export const SAYS_CLOSE = 'close';

export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

export function isFieldValue(text: string): boolean {
  return FIELD_VALUE.test(text);
}

export function isTokenOctet(octet: number): boolean {
  return IS_TOKEN_OCTET[octet] === 1;
}

/** Whether octets `from` up to `to` may stand in a field value. */
export function hasValidText(bytes: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) {
    const octet = bytes[at] ?? 0;
    if ((octet < 32 && octet !== 9) || octet === 127) return false;
  }
  return true;
}

/** Whether a name stands there in any case. @param name in lower case; letters and hyphens only */
export function isNamed(bytes: Buffer, from: number, name: string): boolean {
  for (let place = 0; place < name.length; place += 1) {
    if (((bytes[from + place] ?? 0) | 32) !== name.charCodeAt(place)) return false;
  }
  return true;
}

/** Whether a comma-separated list in lower case has the token. */
export function listsToken(list: string, token: string): boolean {
  if (list === '' || list === token) return list === token;
  return list.split(',').some((one) => withoutBlanks(one) === token);
}

/** The last element of a comma-separated list; empty ones do not count (RFC 9110, 5.6.1). */
export function lastOfList(list: string): string {
  const elements = list.split(',').map(withoutBlanks);
  return elements.findLast((one) => one !== '') ?? '';
}

/** Blanks are space and tab, and no others: `trim` takes the octet A0 for one, which is part of a value (RFC 9110, 5.5). */
export function withoutBlanks(text: string): string {
  return text.replace(/^[\t ]+|[\t ]+$/g, '');
}

export function isBlank(octet: number | undefined): boolean {
  return octet === 32 || octet === 9;
}

/** The number that stands there, digits only; -1 where none does, or one too large to be exact. */
export function numberIn(bytes: Buffer, from: number, to: number): number {
  if (from >= to) return -1;
  let number = 0;
  for (let at = from; at < to; at += 1) {
    const octet = bytes[at] ?? 0;
    if (octet < 48 || octet > 57) return -1;
    number = number * 10 + (octet - 48);
  }
  return number <= Number.MAX_SAFE_INTEGER ? number : -1;
}

/** Value of a hexadecimal digit; -1 where it is none. */
export function hexOf(octet: number | undefined): number {
  if (octet === undefined) return -1;
  if (octet >= 48 && octet <= 57) return octet - 48;
  const letter = octet | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}
