import type { CopiedRequest } from './curl-requests.ts';

/** How a tool writes a request as a cURL command. */
export interface CurlWriter {
  readonly tool: string;
  readonly write: (request: CopiedRequest) => string;
  /** Headers that the command asks for and the request has not. */
  readonly adds?: Readonly<Record<string, string>>;
  readonly notes?: readonly RegExp[];
}

type Quote = (text: string) => string;

const CODINGS = { 'accept-encoding': 'deflate, gzip, br' };
const SINGLE: Quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;
const DOUBLE: Quote = (text) => `"${text.replace(/[\\"`$]/g, '\\$&')}"`;

/** Chrome: `$'…'` as soon as a quote, a mark of exclamation or a letter beyond ASCII stands in it. */
const chromeBash: Quote = (text) => {
  if (!/['!]|[^\x20-\x7e]/.test(text)) return `'${text}'`;
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll("'", "\\'")
    .replaceAll('\n', '\\n')
    .replace(/[!]|[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `$'${escaped}'`;
};

/** Chrome since 2024, for `cmd`: a caret before whatever `cmd` might read. */
const chromeCmd: Quote = (text) => {
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replace(/[^a-zA-Z0-9\s_\-:=+~'/.',?;()*`]/g, '^$&')
    .replace(/%(?=[a-zA-Z0-9_])/g, '%^')
    .replace(/\r?\n/g, '^\r\n\r\n');
  return `^"${escaped}^"`;
};

/** Firefox for Windows, and Chrome before: quotes doubled, percent signs between quotes of their own. */
const doubled: Quote = (text) =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '""').replaceAll('%', '"%"').replace(/\r?\n/g, '"^\r\n\r\n"')}"`;

const powerShell: Quote = (text) => `'${text.replaceAll("'", "''")}'`;

const header =
  (quote: Quote, flag = '-H') =>
  (request: CopiedRequest) =>
    request.headers.map(([name, value]) => `${flag} ${quote(`${name}: ${value}`)}`);
const data =
  (quote: Quote, flag: string) =>
  ({ body }: CopiedRequest) =>
    body === null ? [] : [`${flag} ${quote(body)}`];
/** A method that the other words do not say already. */
const method =
  (quote: Quote, flag = '-X') =>
  (request: CopiedRequest) =>
    request.method === (request.body === null ? 'GET' : 'POST') ? [] : [`${flag} ${quote(request.method)}`];
const BARE: Quote = (text) => text;

/** Words of a browser: its own headers among those of the request. */
const browser =
  (quote: Quote, options: { readonly join: string; readonly flag: string; readonly last?: string }) =>
  (request: CopiedRequest) =>
    [
      `curl ${quote(request.url)}`,
      ...method(quote)(request),
      ...header(quote)({
        ...request,
        headers: [
          ['User-Agent', 'Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0'],
          ...request.headers,
          ['Connection', 'keep-alive'],
          ['sec-ch-ua-platform', '"Linux"'],
          ['Sec-Fetch-Mode', 'cors'],
          ['Priority', 'u=1'],
        ],
      }),
      ...data(quote, options.flag)(request),
      ...(options.last === undefined ? [] : [options.last]),
    ].join(options.join);

const AGENT = /^The header User-Agent was not imported/;

export const CURL_WRITERS: readonly CurlWriter[] = [
  {
    tool: 'Chrome (bash)',
    write: browser(chromeBash, { join: ' \\\n  ', flag: '--data-raw' }),
    notes: [AGENT],
  },
  {
    tool: 'Chrome (bash) of 2019',
    write: browser(chromeBash, { join: ' ', flag: '--data-binary', last: '--compressed' }),
    adds: CODINGS,
  },
  {
    tool: 'Chrome (cmd)',
    write: browser(chromeCmd, { join: ' ^\r\n  ', flag: '--data-raw' }),
    notes: [AGENT],
  },
  {
    tool: 'Firefox (POSIX)',
    write: browser(chromeBash, { join: ' \\\n  ', flag: '--data-raw', last: '--compressed' }),
    adds: CODINGS,
  },
  {
    tool: 'Firefox (Windows)',
    write: browser(doubled, { join: ' ', flag: '--data-raw', last: '--compressed' }),
    adds: CODINGS,
  },
  {
    tool: 'Firefox (Windows), joined lines',
    write: browser(doubled, { join: ' ^\r\n ', flag: '--data-raw' }),
    notes: [AGENT],
  },
  {
    tool: 'Safari',
    write: (request) =>
      [
        `curl '${request.url}'`,
        `-X '${request.method}'`,
        ...header(SINGLE)(request),
        ...data(SINGLE, '--data-binary')(request),
      ].join(' \\\n'),
  },
  {
    tool: 'Postman',
    write: (request) =>
      [
        `curl --location --request ${request.method} ${SINGLE(request.url)}`,
        ...header(SINGLE, '--header')(request),
        ...data(SINGLE, '--data')(request),
      ].join(' \\\n'),
    notes: [/^Up to 10 redirects are followed/],
  },
  {
    tool: 'Insomnia',
    write: (request) =>
      [
        `curl --request ${request.method}`,
        `--url ${SINGLE(request.url)}`,
        ...header(SINGLE, '--header')(request),
        "--header 'user-agent: insomnia/10'",
        ...data(SINGLE, '--data')(request),
      ].join(' \\\n  '),
    notes: [AGENT],
  },
  {
    tool: 'Swagger UI',
    write: (request) =>
      [
        `curl -X '${request.method}'`,
        SINGLE(request.url),
        ...header(SINGLE)(request),
        ...data(SINGLE, '-d')(request),
      ].join(' \\\n  '),
  },
  {
    tool: 'Charles',
    write: (request) =>
      [
        'curl',
        `-H ${SINGLE(`Host: ${new URL(request.url).host}`)}`,
        ...method(BARE)(request),
        ...header(SINGLE)(request),
        ...data(SINGLE, '--data-binary')(request),
        '--compressed',
        SINGLE(request.url),
      ].join(' '),
    adds: CODINGS,
  },
  {
    tool: 'a manual',
    write: (request) =>
      `# Try it:\n$ curl -sS -X ${request.method} ${DOUBLE(request.url)} \\\n>   ${[...header(DOUBLE)(request), ...data(SINGLE, '-d')(request)].join(' \\\n>   ')}\n`,
  },
  {
    tool: 'a runbook',
    write: (request) =>
      `#!/bin/sh\nset -e\n# retried, because the gateway is slow\nsudo -E curl --fail --retry 5 --retry-max-time 30 --retry-delay 1 -o /dev/null -w '%{http_code}\\n' \\\n  ${[...method(BARE)(request), ...header(SINGLE)(request), ...data(SINGLE, '--data-raw')(request), SINGLE(request.url)].join(' \\\n  ')} > out.txt 2>&1\n`,
    notes: [/^--retry was not imported/, /^--retry-max-time was not imported/],
  },
  {
    tool: 'a script with a here-document',
    write: (request) =>
      `ORIGIN=${new URL(request.url).origin}\ncurl -s ${[`"$ORIGIN${request.url.slice(new URL(request.url).origin.length)}"`, ...method(BARE)(request), ...header(SINGLE)(request)].join(' ')}${
        request.body === null ? '' : ` --data-binary @- <<'EOF' | jq .\n${request.body}\nEOF`
      }\n`,
  },
  {
    tool: 'PowerShell',
    write: (request) =>
      [
        'curl.exe',
        SINGLE(request.url),
        ...method(BARE)(request),
        ...header(powerShell)(request),
        ...data(powerShell, '--data-raw')(request),
      ].join(' `\r\n  '),
  },
  {
    tool: 'cmd by hand',
    write: (request) =>
      [
        'C:\\Users\\me>curl.exe',
        DOUBLE(request.url),
        ...method(BARE)(request),
        ...header(byHand)(request),
        ...data(byHand, '-d')(request),
      ]
        .join(' ^\r\n     ')
        .replace('>curl', '> curl'),
  },
];

function byHand(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
