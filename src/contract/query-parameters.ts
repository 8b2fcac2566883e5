/** A query of a Prometheus server; null: it is called as it reads. */
interface NamedQuery {
  readonly query: string;
  readonly name: string | null;
}

/** What stands behind the path of an address. */
interface Parameters {
  readonly queries: readonly NamedQuery[];
  /** All but each `query` and the `name` behind it, as they are written. */
  readonly others: string;
  /** What stands behind `#`. */
  readonly behind: string;
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const CLOSERS: ReadonlySet<string> = new Set(Object.values(CLOSING));
/** A percent sign with its two digits is one. */
const SIGN = /%[\da-f]{2}|[\s\S]/giy;
/** Nothing but signs that mean nothing in an address, and percent signs: somebody encoded it whole. */
const ENCODED = /^[\w.~*!%-]*$/;

/**
 * Splits what stands behind the path of an address: `?query=…&name=…&token=…#…`, each name behind its query. The value of `query` is PromQL, which people
 * write as it is: what stands within its quotes and brackets belongs to it, and a plus is a plus.
 * @returns `open`: a query whose quotes or brackets do not match, so that nobody can say where it ends
 */
export function readParameters(asked: string): Parameters | { readonly open: string } {
  const queries: { query: string; name: string | null }[] = [];
  const others: string[] = [];
  let at = asked.startsWith('?') ? 1 : 0;
  while (at > 0 && at < asked.length && asked[at] !== '#') {
    const isQuery = asked.startsWith('query=', at);
    const to = isQuery ? endOfQuery(asked, at + 6) : endOfPair(asked, at);
    if (to === null) return { open: asked.slice(at + 6) };
    const pair = asked.slice(at, to);
    const value = percentDecoded(pair.slice(pair.indexOf('=') + 1).trim());
    const last = queries.at(-1);
    if (isQuery && value.trim() !== '') queries.push({ query: value, name: null });
    else if (last?.name === null && pair.startsWith('name=') && value !== '') last.name = value;
    else if (pair !== '') others.push(pair);
    at = asked[to] === '&' ? to + 1 : to;
  }
  return { queries, others: others.join('&'), behind: asked[at] === '#' ? asked.slice(at + 1) : '' };
}

/** What `readParameters` reads: of each query its text, and its name where it has another. */
export function printQueries(queries: Readonly<Record<string, string>>): string {
  return Object.entries(queries)
    .map(([name, query]) => `query=${printQuery(query)}${name === query ? '' : `&name=${encoded(name)}`}`)
    .join('&');
}

/** Brackets stay readable where they match; nothing does where they do not. */
function printQuery(query: string): string {
  const readable = encoded(query);
  if (endOfQuery(readable, 0) === readable.length) return readable;
  return readable.replace(/['()]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
}

function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

function endOfPair(text: string, from: number): number {
  const length = text.slice(from).search(/[&#]/);
  return length === -1 ? text.length : from + length;
}

/** Where a query ends that begins there. @returns null: its quotes or brackets do not match */
function endOfQuery(text: string, from: number): number | null {
  const pair = endOfPair(text, from);
  if (ENCODED.test(text.slice(from, pair))) return pair;
  const open: string[] = [];
  let quote = '';
  SIGN.lastIndex = from;
  for (let match = SIGN.exec(text); match !== null; match = SIGN.exec(text)) {
    const [written] = match;
    const sign = written.length === 3 ? String.fromCharCode(Number.parseInt(written.slice(1), 16)) : written;
    if (quote !== '') {
      // The sign behind a backslash is text; between backticks there is none of these.
      if (sign === '\\' && quote !== '`') {
        if (SIGN.exec(text) === null) return null;
      } else if (sign === quote) quote = '';
    } else if (sign === '"' || sign === "'" || sign === '`') quote = sign;
    else if (CLOSING[sign] !== undefined) open.push(CLOSING[sign]);
    else if (CLOSERS.has(sign)) {
      if (open.pop() !== sign) return null;
    } else if ((written === '&' || written === '#') && open.length === 0) return match.index;
  }
  return quote === '' && open.length === 0 ? text.length : null;
}

/** Percent signs with digits that make up text are read; any other stands for itself. */
function percentDecoded(text: string): string {
  return text.replace(/(?:%[\da-f]{2})+/gi, (written) => {
    try {
      return decodeURIComponent(written);
    } catch {
      return written;
    }
  });
}
