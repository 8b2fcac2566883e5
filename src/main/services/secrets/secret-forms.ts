/** A text that holds JSON may itself be held by JSON, and that is quoted in a message: escaped once for each. */
const MAX_ESCAPES = 3;
/** Bytes that stand before a text in base64 shift its letters in one of three ways. */
const SHIFTS = [0, 1, 2] as const;

/**
 * Every way a secret may be written: as it is, as it stands in JSON (and in JSON inside JSON), in HTML, in a URL or
 * form, in small letters as a host, in hexadecimal, and in base64, by itself or amid other bytes, as in Basic credentials.
 * Each may be held by JSON or an address once more: an error body that quotes a page, a redirect that carries what it was
 * asked.
 * @param isOneOfMany held by an address it is then known as most write it: all ways are twice as many forms
 */
export function formsOf(secret: string, isOneOfMany = false): Set<string> {
  const held = isOneOfMany ? percentForms : urlForms;
  const forms = ownForms(secret);
  for (const form of [...forms]) {
    forms.add(inJson(form));
    // Letters and digits, which most of them are, stand in an address as they are.
    if (RESERVED.test(form)) for (const encoded of held(form)) forms.add(encoded);
  }
  return forms;
}

/** Of a secret that is one of very many: as it is, and in a URL. */
export function fewFormsOf(secret: string): Set<string> {
  return new Set([secret, ...percentForms(secret)]);
}

/** What some writer of an address does not leave as it is. */
const RESERVED = /[^\w.~-]/;

/** A host name, which parsers of addresses write in small letters; a port may follow. */
const HOST = /^[\w.-]+(?::\d+)?$/;

function ownForms(secret: string): Set<string> {
  const forms = new Set([secret, ...htmlForms(secret)]);
  let escaped = secret;
  for (let times = 0; times < MAX_ESCAPES; times += 1) {
    for (const form of urlForms(escaped)) forms.add(form);
    escaped = inJson(escaped);
    for (const form of jsonForms(escaped)) forms.add(form);
  }
  for (const form of [...base64Forms(secret), ...hexForms(secret)]) forms.add(form);
  if (HOST.test(secret)) forms.add(secret.toLowerCase());
  return forms;
}

function urlForms(text: string): string[] {
  const forms = percentForms(text);
  forms.push(
    ...forms.map((form) => form.replaceAll('%20', '+')),
    new URLSearchParams({ s: text }).toString().slice(2),
  );
  // What URL parsers leave as it is in a path or a query differs; a few of them write small letters.
  forms.push(encodeURI(text.toWellFormed()));
  return forms.flatMap((form) => [form, form.replace(/%[\dA-F]{2}/g, (octet) => octet.toLowerCase())]);
}

/**
 * As JavaScript encodes a part of an address; with the apostrophe that a parser of addresses encodes as well, in a query
 * that was encoded already; and with all that RFC 3986 reserves.
 */
function percentForms(text: string): string[] {
  const encoded = encodeURIComponent(text.toWellFormed());
  const strict = encoded.replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  return [encoded, encoded.replaceAll("'", '%27'), strict];
}

/** The inside of a JSON string. */
function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Some writers of JSON leave nothing beyond ASCII as it is, some nothing that means something in HTML. */
function jsonForms(escaped: string): string[] {
  const ascii = escaped.replace(/[^\0-\x7f]/g, unicodeEscape);
  const safe = [escaped, ascii].map((text) => text.replace(/[<>&'+]/g, unicodeEscape));
  const slashed = escaped.replaceAll('/', '\\/');
  const some = escaped.replace(/[<>&]/g, unicodeEscape);
  return [escaped, ascii, slashed, some, ...safe].flatMap((text) => [
    text,
    text.replace(/\\u[\da-f]{4}/g, (unit) => `\\u${unit.slice(2).toUpperCase()}`),
  ]);
}

function unicodeEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function htmlForms(text: string): string[] {
  const bare = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const quoted = ['&quot;', '&#34;', '&#x22;'].map((quote) => bare.replaceAll('"', quote));
  const apostrophes = ['&#39;', '&#x27;', '&#039;', '&apos;', "'"];
  return [bare, ...quoted.flatMap((form) => apostrophes.map((sign) => form.replaceAll("'", sign)))];
}

/** Together, and apart as a console shows bytes. */
function hexForms(text: string): string[] {
  const hex = Buffer.from(text).toString('hex');
  return [hex, hex.toUpperCase(), hex.replace(/..(?!$)/g, '$& ')];
}

/** With its end where it is encoded by itself; else the letters that it alone decides. */
function base64Forms(text: string): string[] {
  const bytes = Buffer.from(text);
  const amid = SHIFTS.map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    return encoded.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + bytes.length) * 8) / 6));
  });
  return [bytes.toString('base64'), ...amid].flatMap((form) => [
    form,
    form.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''),
  ]);
}
