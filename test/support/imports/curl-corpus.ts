import type { CorpusDocument, StatedRequest } from './corpus-document.ts';
import { COPIED_REQUESTS, type CopiedRequest } from './curl-requests.ts';
import { CURL_WRITERS } from './curl-writers.ts';

function stated(request: CopiedRequest, adds: Readonly<Record<string, string>> = {}): StatedRequest {
  const headers = Object.fromEntries(request.headers.map(([name, value]) => [name.toLowerCase(), value]));
  const isJson = /json/.test(headers['content-type'] ?? '');
  const body =
    request.body === null
      ? null
      : isJson
        ? { json: JSON.parse(request.body) as unknown }
        : { text: request.body };
  return { method: request.method, url: request.url, headers: { ...headers, ...adds }, body };
}

const WRITTEN = CURL_WRITERS.flatMap(({ tool, write, adds, notes }) =>
  COPIED_REQUESTS.map((request): CorpusDocument => {
    const isHereDocument = tool.includes('here-document') && request.body !== null;
    const own = stated(request, adds);
    // What a here-document holds ends with a line end, which only JSON does not mind.
    const body =
      isHereDocument && own.body !== null && 'text' in own.body ? { text: `${own.body.text}\n` } : own.body;
    return {
      name: `cURL, ${tool}: ${request.name}`,
      kind: 'curl',
      text: write(request),
      requests: [{ ...own, body }],
      ...(notes && { notes }),
    };
  }),
);

const get = (url: string, headers: Readonly<Record<string, string>> = {}): StatedRequest => ({
  method: 'GET',
  url,
  headers,
  body: null,
});

/** One of its kind each. */
const SINGLE: readonly Omit<CorpusDocument, 'kind'>[] = [
  {
    name: 'cURL, a variable for a token',
    text: 'curl -H "Authorization: Bearer $TOKEN" https://api.test/me',
    requests: [get('https://api.test/me', { authorization: 'Bearer t-1' })],
    fill: { TOKEN: 't-1' },
    notes: [/^\$TOKEN is filled in by a shell: the plan has \{\{ env\.TOKEN \}\} there/],
  },
  {
    name: 'cURL, a command for a token',
    text: 'curl -H "Authorization: Bearer $(cat token.txt)" https://api.test/me',
    requests: [get('https://api.test/me', { authorization: 'Bearer t-2' })],
    fill: { PLIMSOLL_SECRET_CAT_TOKEN_TXT: 't-2' },
    notes: [/^\$\(cat token\.txt\) is filled in by a shell/],
  },
  {
    name: 'cURL, a variable that the script sets',
    text: 'export TOKEN=t-3\nID=7\ncurl -H "Authorization: Bearer ${TOKEN}" "https://api.test/items/$ID?full=${FULL:-yes}"',
    requests: [get('https://api.test/items/7?full=yes', { authorization: 'Bearer t-3' })],
  },
  {
    name: 'cURL, a host that is a variable',
    text: 'curl "$BASE_URL/items"',
    requests: [get('http://localhost:8080/items')],
    notes: [/^\$BASE_URL is a host that a shell fills in; the plan calls http:\/\/localhost:8080/],
  },
  {
    name: 'cURL, a variable of cmd',
    text: 'curl ^\r\n -H "X-Key: %API_KEY%" ^\r\n http://api.test/a',
    requests: [get('http://api.test/a', { 'x-key': 'k' })],
    fill: { API_KEY: 'k' },
  },
  {
    name: 'cURL, a variable of PowerShell',
    text: 'PS C:\\> curl.exe -H "X-Key: $env:API_KEY" `\r\n  http://api.test/a',
    requests: [get('http://api.test/a', { 'x-key': 'k' })],
    fill: { API_KEY: 'k' },
  },
  {
    name: 'cURL, a variable in a body',
    text: `curl http://api.test/a -H 'Content-Type: application/json' -d "{\\"id\\": $ID, \\"name\\": \\"$NAME\\"}"`,
    requests: [
      {
        method: 'POST',
        url: 'http://api.test/a',
        headers: { 'content-type': 'application/json' },
        body: { json: { id: 5, name: 'n' } },
      },
    ],
    fill: { ID: '5', NAME: 'n' },
  },
  {
    name: 'cURL, Basic credentials from variables',
    text: 'curl -u "$USER:$PASSWORD" http://api.test/a',
    requests: [get('http://api.test/a', { authorization: 'Basic bTpw' })],
    fill: { PLIMSOLL_SECRET_AUTHORIZATION: 'bTpw', USER: 'm', PASSWORD: 'p' },
    notes: [/^Authorization is to be set: Basic takes the base64 of \$USER:\$PASSWORD/],
  },
  {
    name: 'cURL, a token got by another command',
    text: 'TOKEN=$(curl -s -d user=a http://api.test/login)\ncurl -H "Authorization: Bearer $TOKEN" http://api.test/me',
    requests: [
      {
        method: 'POST',
        url: 'http://api.test/login',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: { text: 'user=a' },
      },
      get('http://api.test/me', { authorization: 'Bearer t-4' }),
    ],
    fill: { PLIMSOLL_SECRET_CURL_S_D_USER_A_HTTP_API_TEST_LOGIN: 't-4' },
  },
  {
    name: 'cURL, several addresses and --next',
    text: 'curl http://a.test/1 http://a.test/2 --next -d x=1 http://a.test/3',
    requests: [
      get('http://a.test/1'),
      get('http://a.test/2'),
      {
        method: 'POST',
        url: 'http://a.test/3',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: { text: 'x=1' },
      },
    ],
  },
  {
    name: 'cURL, what echo writes into it',
    text: `echo '{"a":1}' | curl --json @- http://a.test/x`,
    requests: [
      {
        method: 'POST',
        url: 'http://a.test/x',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: { json: { a: 1 } },
      },
    ],
  },
  {
    name: 'cURL, a value of an option that nobody knows',
    text: 'curl --some-new-option 30 http://a.test/x',
    requests: [get('http://a.test/x')],
    notes: [/^--some-new-option was not imported/, /^The word 30 was not imported: it is not an address/],
  },
  {
    name: 'cURL, options with values before the address',
    text: 'curl --retry-max-time 30 --keepalive-time 5 --tls13-ciphers X --limit-rate 1k --url-query a=1 -r 0-99 http://a.test/x',
    requests: [get('http://a.test/x?a=1', { range: 'bytes=0-99' })],
    notes: [/^--limit-rate was not imported/],
  },
  {
    name: 'cURL, Digest credentials',
    text: 'curl --digest -u me:pw http://a.test/x',
    requests: [get('http://a.test/x')],
    notes: [/a plan does not support --digest/],
  },
];

/** Commands in the manner of browsers, tools, manuals and scripts. */
export const CURL_CORPUS: readonly CorpusDocument[] = [
  ...WRITTEN,
  ...SINGLE.map((one): CorpusDocument => ({ ...one, kind: 'curl' })),
];
