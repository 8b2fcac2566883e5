import { isCredentialName, isHiddenName, isSureCredentialName } from './credential-names.ts';

/**
 * What gives a credential away when nobody has named it: its shape, and the name it travels under. The one reading of
 * addresses, headers and bodies for all who may not print what stands there.
 */

/** `eyJ` is how base64 of a JSON object begins: the head of a JWT (RFC 7519), its other parts perhaps cut off. */
const JWT = /\beyJ[\w-]{10,}(?:\.[\w-]*){0,4}/g;
/** Letters that make up a token. Shorter than this, or without both letters and digits, it may be any word. */
const OPAQUE = /^(?=.*\d)(?=.*[A-Za-z])[\w.~+/=-]{20,}$/;
/** Identifiers and times are long and of letters and digits, too, and what they say is needed to read an address. */
const HARMLESS =
  /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$|^\d{4}-\d\d-\d\d(?:T[\d:.]*(?:Z|[+-][\d:]+)?)?$/i;
/**
 * What is made at random changes between letters and digits all over; words joined by dashes, and versions, do not.
 * A path has more of them, so what has slashes must have many.
 */
const MIN_CHANGES = 3;
const CHARS_PER_CHANGE = 5;

/** Whether a text is a token by its looks alone, whatever it is called: a JWT, or long and opaque. */
export function isTokenShaped(text: string): boolean {
  if (new RegExp(`^(?:${JWT.source})$`).test(text)) return true;
  if (!OPAQUE.test(text) || HARMLESS.test(text)) return false;
  const changes = text.match(/[A-Za-z](?=\d)|\d(?=[A-Za-z])/g)?.length ?? 0;
  return changes >= (text.includes('/') ? text.length / CHARS_PER_CHANGE : MIN_CHANGES);
}

/** What stands where a secret stood, by its name: `secret.token` of a plan is `[secret token]`. */
export function hiddenAs(name: string): string {
  return `[secret ${name.replace(/^secret\./, '')}]`;
}

/** A name and a value with an equals sign between them: of a query, a form, a cookie or a command. */
const PAIR = /([\w.%[\]-]{1,80})=((?:[^&;\s"'<>,)}#\\]|'(?=[\w%]))+)/g;
/** A name and a text in quotes with a matcher of PromQL between them, quotes escaped as often as they are inside JSON. */
const LABEL = /([\w.-]{1,80})\\{0,8}["'`]?\s{0,8}(?:=~|!~|!=|=)\s{0,8}(\\{0,8})(["'`])/g;
/** The same as an address writes it. */
const ENCODED_LABEL =
  /((?:%[\da-f]{2})?)([\w.-]{1,80})((?:%2[027]|\+){0,8}(?:!|%21)?(?:=|%3D)(?:~|%7E)?(?:%20|\+){0,8}%22)(.{1,4000}?)%22/gi;
/** What a member of JSON begins with, quotes escaped as often as JSON is inside JSON. */
const MEMBER = /["']([\w. -]{1,80})\\*["']\s*:\s*(\\*)(["'])/g;
/** A header on a line of its own. */
const LINE = /^([ \t]*[\w-]{2,60}):[ \t]+(\S.*)$/gm;
const SCHEME = /\b(bearer|basic)([ \t]+|%20|\+)([\w.~+/=%-]{6,})/gi;
/** `//user:password@`; a port is followed by a path, not by a person's host. */
const USER = /\/\/(?:[^\s/@?#:"'<>]|'(?=[\w%]))*(?::(?!\d{1,5}(?:[/?#]|$))(?:[^\s?#"'<>]|'(?=[\w%]))*)?@/g;

/** Hides what an address gives away: queries by name and shape, the person before the host, JWTs anywhere. */
export function hideInAddresses(text: string): string {
  let hidden = text;
  if (hidden.includes('eyJ')) hidden = hidden.replace(JWT, hiddenAs('token'));
  if (/=[^"'`]{0,20}["'`]/.test(hidden)) hidden = hideLabels(hidden, ({ name }) => hiddenAs(name));
  if (hidden.includes('%22')) hidden = hidden.replace(ENCODED_LABEL, hideEncodedLabel);
  if (hidden.includes('=')) hidden = hidden.replace(PAIR, hidePair);
  return hidden.includes('@') ? hidden.replace(USER, hideUser) : hidden;
}

/**
 * Hides what is a credential by its name or its shape wherever a service may have put it: in addresses and forms, as a
 * member of JSON, as a header, behind `Bearer` and `Basic`. Placeholders are left alone: they are names.
 */
export function hideCredentials(text: string): string {
  const hidden = hideInAddresses(text);
  const schemed = /bearer|basic/i.test(hidden) ? hidden.replace(SCHEME, hideAfterScheme) : hidden;
  return schemed.includes(':') ? hideMembers(schemed).replace(LINE, hideLine) : schemed;
}

/** A label that holds a credential, and its text as it is written, without the quotes. */
interface CredentialLabel {
  readonly name: string;
  readonly written: string;
}

/** Puts other texts in the place of the credentials in the labels of PromQL or of a metric, and of attributes like them. */
export function hideLabels(text: string, replacement: (label: CredentialLabel) => string): string {
  let hidden = '';
  let kept = 0;
  for (const match of text.matchAll(LABEL)) {
    const [whole, name = '', slashes = '', quote = '"'] = match;
    const from = match.index + whole.length;
    if (from < kept) continue;
    const to = endOfString(text, from, { slashes: slashes.length, quote });
    const written = text.slice(from, to);
    if (!isLabelCredential(name, written)) continue;
    hidden += text.slice(kept, from) + replacement({ name, written });
    kept = to;
  }
  return kept === 0 ? text : hidden + text.slice(kept);
}

/** Whether a label of this name holds a credential. Names that mean something else as often (`key`) must hold a token. */
export function isLabelCredential(name: string, value: string): boolean {
  // Signs alone are a pattern: `token!=""`, `token=~".+"`.
  if (/^[.*+?|^$()\\\s]*$/.test(value) || isPlaceholder(value)) return false;
  const isDoubtful = isCredentialName(name) && !isSureCredentialName(name);
  return isDoubtful ? isTokenShaped(value) : isHiddenName(name);
}

function hideEncodedLabel(
  whole: string,
  before: string,
  name: string,
  matcher: string,
  value: string,
): string {
  if (!isLabelCredential(name, decoded(value))) return whole;
  return `${before}${name}${matcher}${hiddenAs(name)}%22`;
}

/** A password that is a placeholder is a name. */
function hideUser(user: string): string {
  return /^\/\/[^:]*:\{\{[^{}]*\}\}@$/.test(user) ? user : '//…@';
}

function hidePair(pair: string, name: string, value: string, at: number, whole: string): string {
  // `token=~"…"` is a label of PromQL.
  if (isPlaceholder(value) || value === '~') return pair;
  if (isHiddenName(decoded(name))) return `${name}=${hiddenAs(decoded(name).replace(/^-+/, ''))}`;
  const inQuery = /[?&]$/.test(whole.slice(Math.max(0, at - 1), at));
  return inQuery && isTokenShaped(decoded(value)) ? `${name}=${hiddenAs('token')}` : pair;
}

function hideMembers(text: string): string {
  let hidden = '';
  let kept = 0;
  MEMBER.lastIndex = 0;
  for (let match = MEMBER.exec(text); match !== null; match = MEMBER.exec(text)) {
    const [, name = '', slashes = '', quote = '"'] = match;
    const from = MEMBER.lastIndex;
    const to = endOfString(text, from, { slashes: slashes.length, quote });
    if (to === from || !isHiddenName(name) || isPlaceholder(text.slice(from, to))) continue;
    hidden += text.slice(kept, from) + hiddenAs(name);
    kept = to;
    MEMBER.lastIndex = to;
  }
  return kept === 0 ? text : hidden + text.slice(kept);
}

/** Where a string of JSON ends: at a quote that is escaped no more than the one it began with, or where it is cut. */
function endOfString(text: string, from: number, opening: { slashes: number; quote: string }): number {
  let slashes = 0;
  for (let at = from; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === opening.quote && slashes <= opening.slashes) return at - slashes;
    if (sign === '\n' || sign === '…') return at;
    slashes = sign === '\\' ? slashes + 1 : 0;
  }
  return text.length;
}

function hideLine(line: string, name: string, value: string): string {
  const header = name.trim().toLowerCase();
  const isSecret = header === 'set-cookie' || (isHiddenName(header) && header.includes('-'));
  if (isPlaceholder(value) || !(isSecret || SURE_HEADERS.has(header))) return line;
  return `${name}: ${hiddenAs(name.trim())}`;
}

/** Without a dash they are still headers and no words of a sentence. */
const SURE_HEADERS: ReadonlySet<string> = new Set(['authorization', 'cookie']);

/** `basic authentication` is prose; a credential has a digit, a sign, or letters of both cases amid it. */
function hideAfterScheme(text: string, scheme: string, blank: string, value: string): string {
  const looksMade = /\d|[+/=%]|[a-z][A-Z]/.test(value);
  return looksMade ? `${scheme}${blank}${hiddenAs(scheme.toLowerCase())}` : text;
}

function isPlaceholder(value: string): boolean {
  return /^(?:[A-Za-z]+ )?(?:\{\{|\[secret(?: |$))|^\{[\w.]+\}/.test(value);
}

/** The text of an encoded part of an address or form; as it is where it is not encoded. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
