import type { CorpusDocument, StatedRequest } from './corpus-document.ts';

/** A request of a session, as a recorder saw it. */
interface Recorded {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: { readonly type: string; readonly text: string };
  readonly answered: string;
  /** Chrome's word for what asked. */
  readonly by: string;
  /** Not a request of a plan. */
  readonly isLeftOut?: boolean;
}

interface Session {
  readonly name: string;
  readonly requests: readonly Recorded[];
  readonly notes: readonly RegExp[];
}

const ORIGIN = 'https://shop.test';
const ASSETS: readonly Recorded[] = [
  {
    method: 'GET',
    url: `${ORIGIN}/static/app.9f2c.js`,
    answered: 'application/javascript',
    by: 'script',
    isLeftOut: true,
  },
  {
    method: 'GET',
    url: `${ORIGIN}/static/site.css`,
    answered: 'text/css',
    by: 'stylesheet',
    isLeftOut: true,
  },
  { method: 'GET', url: `${ORIGIN}/img/logo.svg`, answered: 'image/svg+xml', by: 'image', isLeftOut: true },
];

const SESSIONS: readonly Session[] = [
  {
    name: 'a page that asks an API',
    requests: [
      { method: 'GET', url: `${ORIGIN}/`, answered: 'text/html; charset=utf-8', by: 'document' },
      ...ASSETS,
      {
        method: 'GET',
        url: `${ORIGIN}/api/items?page=1&q=a%20b`,
        headers: { accept: 'application/json', 'x-client': 'web' },
        answered: 'application/json',
        by: 'fetch',
      },
      {
        method: 'POST',
        url: `${ORIGIN}/api/cart`,
        headers: { accept: '*/*' },
        body: { type: 'application/json', text: '{"sku":"A-1","count":2}' },
        answered: 'application/json',
        by: 'xhr',
      },
      { method: 'DELETE', url: `${ORIGIN}/api/cart/7`, answered: '', by: 'fetch' },
    ],
    notes: [/^3 requests for scripts, styles, images and fonts were left out/],
  },
  {
    name: 'a site of pages and forms',
    requests: [
      { method: 'GET', url: `${ORIGIN}/login`, answered: 'text/html', by: 'document' },
      {
        method: 'POST',
        url: `${ORIGIN}/login`,
        body: { type: 'application/x-www-form-urlencoded', text: 'user=ada&next=%2F' },
        answered: 'text/html',
        by: 'document',
      },
      { method: 'GET', url: `${ORIGIN}/account.html`, answered: 'text/html', by: 'document' },
      ...ASSETS,
    ],
    notes: [/^3 requests for scripts, styles, images and fonts were left out/],
  },
  {
    name: 'an application with events',
    requests: [
      {
        method: 'OPTIONS',
        url: `${ORIGIN}/api/events`,
        headers: { origin: 'https://app.test' },
        answered: '',
        by: 'preflight',
      },
      {
        method: 'GET',
        url: `${ORIGIN}/api/events?topic=a`,
        headers: { accept: 'text/event-stream' },
        answered: 'text/event-stream',
        by: 'eventsource',
      },
      { method: 'GET', url: 'wss://shop.test/socket', answered: '', by: 'websocket', isLeftOut: true },
      { method: 'GET', url: `${ORIGIN}/api/state`, answered: 'application/json', by: 'xhr' },
    ],
    notes: [/^GET \/api\/events is an event stream/, /^1 WebSocket was not imported/],
  },
  {
    name: 'an API without a page',
    requests: [
      {
        method: 'PUT',
        url: `${ORIGIN}/v1/things/ü`,
        body: { type: 'text/plain', text: 'é 100%' },
        answered: 'application/json',
        by: 'other',
      },
      {
        method: 'PATCH',
        url: `${ORIGIN}/v1/things/2`,
        body: { type: 'application/merge-patch+json', text: '{"a":null}' },
        answered: 'application/json',
        by: 'other',
      },
      { method: 'HEAD', url: `${ORIGIN}/v1/things`, answered: '', by: 'other' },
    ],
    notes: [],
  },
];

interface Recorder {
  readonly tool: string;
  readonly order: (entries: readonly object[]) => readonly object[];
  readonly entry: (request: Recorded, begunMs: number) => object;
  readonly top?: object;
  readonly isSpaced?: boolean;
  /** What the tool loses is said, body by body. */
  readonly losesBodies?: boolean;
}

const BEGUN = Date.UTC(2026, 10, 2, 9, 30, 0, 120);
const iso = (ms: number) => new Date(ms).toISOString();
const pairs = (headers: Readonly<Record<string, string>> = {}) =>
  Object.entries(headers).map(([name, value]) => ({ name, value }));
const asIs = (entries: readonly object[]) => entries;
const backwards = (entries: readonly object[]) => [...entries].reverse();

function entry(
  request: Recorded,
  startedDateTime: string,
  more: { headers?: object[]; request?: object; postData?: object; response?: object; top?: object } = {},
): object {
  const type = request.body === undefined ? [] : [{ name: 'content-type', value: request.body.type }];
  return {
    startedDateTime,
    time: 12.5,
    request: {
      method: request.method,
      url: request.url,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: [...(more.headers ?? []), ...pairs(request.headers), ...type],
      queryString: [],
      headersSize: -1,
      bodySize: request.body === undefined ? 0 : Buffer.byteLength(request.body.text),
      ...(request.body !== undefined && {
        postData: { mimeType: request.body.type, text: request.body.text, ...more.postData },
      }),
      ...more.request,
    },
    response: {
      status: 200,
      statusText: 'OK',
      headers: [],
      cookies: [],
      content: { size: 10, mimeType: request.answered },
      redirectURL: '',
      headersSize: -1,
      bodySize: 10,
      ...more.response,
    },
    cache: {},
    timings: { send: 1, wait: 10, receive: 1 },
    ...more.top,
  };
}

const RECORDERS: readonly Recorder[] = [
  {
    tool: 'Chrome',
    order: asIs,
    entry: (request, begunMs) =>
      entry(request, iso(begunMs), {
        headers: [
          { name: ':authority', value: 'shop.test' },
          { name: ':method', value: request.method },
          { name: 'sec-fetch-mode', value: 'cors' },
          { name: 'user-agent', value: 'Mozilla/5.0 Chrome/131' },
        ],
        top: {
          _initiator: { type: 'script' },
          _priority: 'High',
          _resourceType: request.by,
          connection: '443',
        },
      }),
  },
  {
    tool: 'Firefox',
    order: asIs,
    isSpaced: true,
    entry: (request, begunMs) =>
      entry(request, `${iso(begunMs + 3_600_000).slice(0, -1)}+01:00`, {
        headers: [
          { name: 'Host', value: 'shop.test' },
          { name: 'Accept-Encoding', value: 'gzip, deflate, br' },
          { name: 'Connection', value: 'keep-alive' },
        ],
        top: { pageref: 'page_1', serverIPAddress: '192.0.2.1' },
      }),
  },
  {
    tool: 'Safari',
    order: backwards,
    isSpaced: true,
    entry: (request, begunMs) => entry(request, iso(begunMs), { top: { _priority: 'medium' } }),
  },
  {
    tool: 'Charles',
    order: backwards,
    entry: (request, begunMs) =>
      entry(request, `${iso(begunMs - 5 * 3_600_000).slice(0, -1)}-05:00`, {
        headers: [{ name: 'Host', value: 'shop.test' }],
        request: { comment: '' },
        top: { comment: '' },
      }),
  },
  {
    tool: 'Fiddler',
    order: asIs,
    entry: (request, begunMs) =>
      entry(request, iso(begunMs).replace('Z', '0000Z'), {
        headers: [{ name: 'Host', value: 'shop.test' }],
        postData: {
          params: [],
          ...(request.body && {
            text: Buffer.from(request.body.text).toString('base64'),
            encoding: 'base64',
          }),
        },
        top: { pageref: '', comment: '[#1]' },
      }),
  },
  {
    tool: 'Playwright with attached bodies',
    order: asIs,
    losesBodies: true,
    entry: (request, begunMs) =>
      entry(request, iso(begunMs), {
        postData: { params: [], text: undefined, _sha1: '2fd4e1c67a2d28fced849ee1bb76e7391b93eb12' },
        top: { _monotonicTime: 1, _frameref: 'f' },
      }),
  },
  {
    tool: 'mitmproxy',
    order: (entries) => [...entries.slice(1), ...entries.slice(0, 1)],
    entry: (request, begunMs) =>
      entry(request, iso(begunMs).replace('Z', '000+00:00'), {
        postData: { params: [] },
        top: { connection: '1' },
      }),
  },
];

function stated(request: Recorded, recorder: Recorder): StatedRequest {
  const lost = recorder.losesBodies === true;
  const body = request.body;
  const isJson = body !== undefined && /json/.test(body.type);
  return {
    method: request.by === 'eventsource' ? 'SSE' : request.method,
    url: new URL(request.url).href,
    headers: {
      ...(recorder.tool === 'Firefox' && { 'accept-encoding': 'gzip, deflate, br' }),
      ...request.headers,
      ...(body !== undefined && { 'content-type': body.type }),
    },
    body:
      body === undefined || lost
        ? null
        : isJson
          ? { json: JSON.parse(body.text) as unknown }
          : { text: body.text },
  };
}

/** Sessions as browsers, proxies and test tools write them down. */
export const HAR_CORPUS: readonly CorpusDocument[] = RECORDERS.flatMap((recorder) =>
  SESSIONS.map(({ name, requests, notes }): CorpusDocument => {
    const entries = requests.map((request, nth) => recorder.entry(request, BEGUN + nth * 250));
    const log = {
      version: '1.2',
      creator: { name: recorder.tool, version: '1' },
      pages: [],
      entries: recorder.order(entries),
    };
    const kept = requests.filter(({ isLeftOut }) => isLeftOut !== true);
    const lost = recorder.losesBodies === true ? kept.filter(({ body }) => body !== undefined) : [];
    return {
      name: `HAR, ${recorder.tool}: ${name}`,
      kind: 'har',
      text: JSON.stringify({ log }, null, recorder.isSpaced === true ? 2 : 0),
      requests: kept.map((request) => stated(request, recorder)),
      notes: [
        ...notes,
        ...lost.map(({ method }) => new RegExp(`^${method} \\S+ has no body: \\d+ bytes were sent`)),
      ],
    };
  }),
);
