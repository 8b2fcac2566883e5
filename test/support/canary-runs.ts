/** Runs whose secrets are canaries: what is written, set and kept beside them, by the way each canary comes in. */

import type { Failure } from '../../src/contract/failure.ts';
import type { Overrides } from '../../src/contract/plan.ts';
import type { RunPlan } from '../../src/contract/run-plan.ts';
import type { FailureCount, KeptRequest, RunSecond } from '../../src/contract/tick.ts';
import type { WatchedSecond } from '../../src/contract/watch.ts';
import { CARRIERS, type Canary, FORMS, type WayIn } from './canaries.ts';
import { makeFailure, makeSecond, makeSeriesSecond, makeStream } from './made-seconds.ts';

const quoted = (text: string) => JSON.stringify(text);

export function textsOf(canaries: readonly Canary[], way: WayIn): string[] {
  return canaries.filter((canary) => canary.way === way).map(({ text }) => text);
}

/** The environment a program with these canaries runs in. */
export function envOf(canaries: readonly Canary[]): Record<string, string> {
  return Object.fromEntries(textsOf(canaries, 'env').map((text, index) => [`SHOP_KEY_${index}`, text]));
}

export function setsOf(canaries: readonly Canary[]): Record<string, string> {
  return Object.fromEntries(textsOf(canaries, 'set').map((text, index) => [`given_${index}`, text]));
}

/** What answers give of these canaries, by the names the plan takes them under: none of them says what it is. */
export function answersOf(canaries: readonly Canary[]): [name: string, text: string][] {
  return textsOf(canaries, 'answer').map((text, index) => [`given_by_answer_${index}`, text]);
}

/** `users.csv`: who they are, and their passwords. */
export function feedOf(canaries: readonly Canary[]): string {
  const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const rows = textsOf(canaries, 'feed').map((text, index) => `user-${index},${cell(text)}`);
  return ['login,password', ...rows, ''].join('\n');
}

/** Bare addresses with a credential in the query, by its name. */
export function addressesOf(url: string, canaries: readonly Canary[]): string[] {
  return textsOf(canaries, 'address').map((text) => `${url}/items?page=2&token=${encodeURIComponent(text)}`);
}

/** A command as it is copied out of a browser. */
export function curlOf(url: string, canaries: readonly Canary[]): string {
  const shell = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  const [first = '', second = '', third = '', fourth = '', fifth = ''] = textsOf(canaries, 'import');
  return [
    `curl -X POST ${shell(`${url}/imported?access_token=${encodeURIComponent(first)}`)}`,
    `-H ${shell(`X-Api-Key: ${second}`)}`,
    `-H ${shell(`Authorization: Bearer ${third}`)}`,
    `-b ${shell(`session=${fourth}`)}`,
    `--json ${shell(JSON.stringify({ password: fifth }))}`,
  ].join(' ');
}

/** One plan with every way in that a plan has; each canary is sent by a task of its own. */
export function planOf(url: string, canaries: readonly Canary[]): string {
  const named = (way: WayIn, line: (text: string, index: number) => string) =>
    textsOf(canaries, way).map(line);
  const lines = [
    'plimsoll: 1',
    'name: Canaries',
    'services:',
    `  shop: { url: ${quoted(url)} }`,
    'values:',
    ...named('env', (_, index) => `  key_${index}: { env: SHOP_KEY_${index} }`),
    ...named('set', (_, index) => `  given_${index}: { env: NOT_SET_${index}, default: nothing }`),
    '  login: { feed: users.csv, order: sequential }',
    ...named('answer', (_, index) => `  wrapped_${index}: "w-{{ given_by_answer_${index} }}"`),
    'classes:',
    '  user:',
    '    service: shop',
    '    thinkTime: none',
    '    tasks:',
    ...named(
      'env',
      (_, index) =>
        `      env ${index}: { get: "/env/${index}/{{ key_${index} }}", headers: { X-Any: "{{ key_${index} | url }}" }, ${CHECKS} }`,
    ),
    ...named(
      'set',
      (_, index) => `      set ${index}: { get: "/set/${index}?any={{ given_${index} }}", ${CHECKS} }`,
    ),
    ...named(
      'address',
      (text, index) =>
        `      address ${index}: { get: ${quoted(`/address/${index}?api_key=${encodeURIComponent(text)}`)}, ${CHECKS} }`,
    ),
    ...named(
      'header',
      (text, index) =>
        `      header ${index}: { get: /header/${index}, headers: { Authorization: ${quoted(`Bearer ${text}`)} }, ${CHECKS} }`,
    ),
    ...named(
      'body',
      (text, index) =>
        `      body ${index}: { post: /body/${index}, body: { json: { user: ada, password: ${quoted(text)} } }, ${CHECKS} }`,
    ),
    `      feed 0: { post: /feed, body: { form: { login: "{{ login.login }}", secret: "{{ login.password }}" } }, ${CHECKS} }`,
    ...named('answer', (_, index) => answerTask(index)),
    ...watchOf(canaries),
    'load: { users: 2, duration: 2s }',
    'limits: { followRedirects: 2 }',
    '',
  ];
  return lines.join('\n');
}

/** A login whose answer is to be kept secret; then it travels by a value made of it, which no name gives away. */
function answerTask(index: number): string {
  const given = `given_by_answer_${index}`;
  const steps = [
    `{ get: /login/${index}, extract: [{ to: ${given}, json: /given, secret: true }] }`,
    `{ get: "/orders/${index}/{{ wrapped_${index} }}", headers: { X-Any: "{{ ${given} | url }}" }, ${CHECKS} }`,
  ];
  return `      answer ${index}: { steps: [${steps.join(', ')}] }`;
}

const CHECKS = 'checks: [{ json: /ok, equals: true }]';

/** Watched as a plan writes them, by a header and a query; nobody listens there. */
function watchOf(canaries: readonly Canary[]): string[] {
  const [first, second] = textsOf(canaries, 'watch');
  if (first === undefined || second === undefined) return [];
  const headers = `headers: { Authorization: ${quoted(`Bearer ${first}`)}, X-Key: "{{ env.SHOP_KEY_0 }}" }`;
  return [
    'watch:',
    `  cache: { prometheus: ${quoted(`http://127.0.0.1:1/m?api_key=${encodeURIComponent(second)}`)}, ${headers} }`,
  ];
}

/** Watches as somebody types them, by a password, a token, a query and labels. */
export function typedWatchesOf(canaries: readonly Canary[]): { of: string; source: string }[] {
  const [, , ...typed] = textsOf(canaries, 'watch').map(encodeURIComponent);
  const before = [`http://mon:${typed[0]}@127.0.0.1:1/m`, `http://${typed[1]}@127.0.0.1:1/m`];
  const addresses = [...before, `http://127.0.0.1:1/m?token=${typed[2]}#up`];
  const label = encodeURIComponent(`{apikey=${quoted(textsOf(canaries, 'watch')[4] ?? '')}}`);
  addresses.push(`http://127.0.0.1:1?query=up${label}`);
  return typed.length < 3 ? [] : addresses.map((url) => ({ of: 'database', source: `prometheus:${url}` }));
}

export function overridesOf(canaries: readonly Canary[]): Overrides {
  return { values: setsOf(canaries), watch: typedWatchesOf(canaries) };
}

/** A second in which a target echoed every canary in every form, in everything that carries text of a target. */
export function echoingSecond(plan: RunPlan, canaries: readonly Canary[], second: number): RunSecond {
  const failures: FailureCount[] = [];
  const exemplars: KeptRequest[] = [];
  const topics: Record<string, { count: number; bytes: number }> = {};
  const closedBy: Record<string, number> = {};
  const watched: WatchedSecond[] = [];
  for (const canary of canaries) {
    if (plan.watches !== undefined) watched.push(...watchedOf(canary.text, second));
    for (const [name, write] of Object.entries(FORMS)) {
      const form = write(canary.text);
      topics[form] = { count: 1, bytes: 1 };
      closedBy[`ws.${form}`] = 1;
      exemplars.push(exemplarOf(form, `e.${exemplars.length}`));
      for (const [carrier, carry] of Object.entries(CARRIERS)) {
        failures.push(
          failed(
            makeFailure(`test.${name}.${carrier}.${failures.length}`, {
              message: carry(form),
              hint: carry(form),
            }),
          ),
        );
      }
    }
  }
  const streams = plan.scenarios.slice(0, 1).map(({ name }) => makeStream(name, { topics, closedBy }));
  const series = [makeSeriesSecond(0, [1, 2, 3], { counts: { errors: failures.length } })];
  return makeSecond(second, series, { failures, exemplars, streams, ...(watched.length > 0 && { watched }) });
}

/** What a page of metrics and the system may say of a text: in a name, a label, what was found and why nothing was. */
function watchedOf(form: string, second: number): WatchedSecond[] {
  const gauges = [`metric{who=${quoted(form)}}`, form].map((name) => ({
    name,
    unit: 'number' as const,
    value: 1,
  }));
  return [
    { second, watch: 0, gauges, found: `process 1 (node --key ${form})`, remarks: [`It echoes ${form}.`] },
    { second, watch: 1, gauges: [], gap: `Answered 401: ${form}.` },
  ];
}

function failed(failure: Failure): FailureCount {
  return { series: 0, failure, count: 1, firstUs: 1_000, lastUs: 2_000 };
}

/** A request that was kept whole, with a form in all that was sent and all that came back. */
function exemplarOf(form: string, code: string): KeptRequest {
  const path = `/a/${form}?b=${form}`;
  return {
    asked: `GET ${path} HTTP/1.1\r\nX-Any: ${form}\r\nCookie: a=1; sid=${form}`,
    answer: {
      head: `HTTP/1.1 500 ${form}\r\nX-Echo: ${form}\r\nSet-Cookie: sid=${form}; Path=/`,
      body: `{"error":"unknown ${form}"}`,
      note: '',
    },
    series: 0,
    thread: 0,
    intendedUs: null,
    startedUs: 0,
    dnsUs: null,
    connectUs: null,
    tlsUs: null,
    sentUs: 1,
    firstByteUs: 2,
    endedUs: 3,
    reused: true,
    status: 500,
    method: 'GET',
    url: `http://127.0.0.1:1${path}`,
    code,
  };
}
