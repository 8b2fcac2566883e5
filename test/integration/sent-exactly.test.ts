/** Every kind of body, header and address of a plan file, byte for byte as a server receives it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PlanInput } from '../../src/contract/plan.ts';
import {
  type RecordedRequest,
  type RecordingServer,
  startRecordingServer,
} from '../support/recording-server.ts';
import { createTempDir, type TempDir } from '../support/temp-dir.ts';
import { runPlimsoll } from '../support/workbench.ts';

/** All 256 octets: no text in any encoding. */
const OCTETS = Buffer.from(Array.from({ length: 256 }, (_, octet) => octet));
const TEXT = 'Grüße, 世界 🌊\r\n\t"quoted" \\ <&> {{ not_a_value }} \u2028';
const WIDE = { ключ: 'значение', emoji: '👩‍🚀', deep: [{ a: null }, [true, -0.5, 1e21]], empty: {} };

type Steps = NonNullable<NonNullable<PlanInput['classes']>[string]['tasks']>[string]['steps'];

let dir: TempDir;
let server: RecordingServer;
let requests: ReadonlyMap<string, RecordedRequest>;

/** A brace that opens no placeholder. */
const literal = (text: string) => text.replaceAll('{{', '{{ "{{" }}');

const STEPS: Steps = [
  { name: 'json', post: '/json', body: { json: WIDE } },
  {
    name: 'typed',
    put: '/typed',
    body: {
      json: { id: '{{ number }}', text: 'n={{ number }}', list: '{{ list }}', quote: '{{ awkward }}' },
    },
  },
  { name: 'text', post: '/text', body: { text: literal(TEXT) } },
  { name: 'xml', patch: '/xml', body: { text: '<a>{{ awkward }}</a>', type: 'application/xml' } },
  {
    name: 'form',
    post: '/form',
    body: { form: { 'a b': '1 + 1 = 2 & more', ü: '{{ awkward }}', empty: '' } },
  },
  { name: 'file', post: '/file', body: { file: 'octets.bin' } },
  { name: 'typed_file', put: '/typed-file', body: { file: 'octets.bin', type: 'image/png' } },
  { name: 'none', post: '/none' },
  {
    name: 'query',
    get: '/query?fixed=a%20b&plus=1+1',
    query: { q: 'a b&c=d/é?#', again: '{{ awkward }}', 'na me': '100 %', empty: '' },
  },
  { name: 'path', get: '/päth/{{ awkward }}/%41%2F/x' },
  {
    name: 'headers',
    get: '/headers',
    headers: {
      'x-class': 'step',
      'X-Large': 'Yes',
      'x-value': '{{ number }}-{{ plain }}',
      'user-agent': 'own',
    },
  },
  {
    name: 'own_type',
    post: '/own-type',
    headers: { 'Content-Type': 'application/vnd.api+json' },
    body: { json: { a: 1 } },
  },
  { name: 'removed', delete: '/removed', body: { json: [1] } },
  { name: 'head', head: '/head' },
];

const PLAN: PlanInput = {
  plimsoll: 1,
  name: 'Exactly',
  values: {
    number: 7,
    plain: 'plain',
    awkward: 'a b/c?d=é&"+%{}',
    list: { list: '{{ plain }}', count: [2, 2] },
  },
  classes: {
    sender: {
      service: 'target',
      iterations: 1,
      headers: { 'x-class': 'class', 'x-everywhere': 'a, b; c="d"' },
      tasks: { all: { steps: STEPS } },
    },
  },
  load: { users: 1, duration: 20 },
};

beforeAll(async () => {
  dir = createTempDir();
  server = await startRecordingServer();
  writeFileSync(join(dir.path, 'octets.bin'), OCTETS);
  const file = join(dir.path, 'plan.json');
  const services = { target: { url: `${server.url}/base` } };
  writeFileSync(file, JSON.stringify({ ...PLAN, services }));
  const { code, err } = await runPlimsoll(['run', file, '--quiet', '--data-dir', join(dir.path, 'home')]);
  expect([code, err]).toEqual([0, `Traffic goes to target ${server.url}/base\n`]);
  requests = new Map(server.requests.map((request) => [request.path.replace('/base/', ''), request]));
});
afterAll(async () => {
  await server.close();
  dir.remove();
});

const received = (name: string): RecordedRequest => {
  const request = requests.get(name);
  if (request === undefined) throw new Error(`nothing came for ${name}: ${[...requests.keys()].join(', ')}`);
  return request;
};
const bodyOf = (name: string) => {
  const { method, headers, body } = received(name);
  expect(Number(headers['content-length'])).toBe(body.length);
  return [method, headers['content-type'], body.toString()];
};

test('one request of each step, none twice', () => {
  expect([server.counts().requests, requests.size]).toEqual([STEPS.length, STEPS.length]);
});

test('JSON as JSON.stringify writes it, in UTF-8, values with their types', () => {
  expect(bodyOf('json')).toEqual(['POST', 'application/json', JSON.stringify(WIDE)]);
  expect(bodyOf('typed')).toEqual([
    'PUT',
    'application/json',
    '{"id":7,"text":"n=7","list":["plain","plain"],"quote":"a b/c?d=é&\\"+%{}"}',
  ]);
  expect(bodyOf('removed')).toEqual(['DELETE', 'application/json', '[1]']);
});

test('text as it stands in the plan, with its own type', () => {
  expect(bodyOf('text')).toEqual(['POST', 'text/plain; charset=utf-8', TEXT]);
  expect(bodyOf('xml')).toEqual(['PATCH', 'application/xml', '<a>a b/c?d=é&"+%{}</a>']);
});

test('forms as a browser encodes them', () => {
  const form = new URLSearchParams({ 'a b': '1 + 1 = 2 & more', ü: 'a b/c?d=é&"+%{}', empty: '' });
  expect(bodyOf('form')).toEqual(['POST', 'application/x-www-form-urlencoded', form.toString()]);
});

test('files octet by octet', () => {
  const { headers, body } = received('file');
  expect([headers['content-type'], headers['content-length'], body.equals(OCTETS)]).toEqual([
    'application/octet-stream',
    '256',
    true,
  ]);
  expect([
    received('typed-file').headers['content-type'],
    received('typed-file').body.equals(OCTETS),
  ]).toEqual(['image/png', true]);
});

test('no body where there is none', () => {
  expect([received('none').bodyBytes, received('none').headers['content-type']]).toEqual([0, undefined]);
  expect([received('head').method, received('head').bodyBytes]).toEqual(['HEAD', 0]);
});

test('addresses: what is written stays, values are encoded for where they stand', () => {
  expect(Object.fromEntries(received('query').query)).toEqual({
    fixed: 'a b',
    plus: '1 1',
    q: 'a b&c=d/é?#',
    again: 'a b/c?d=é&"+%{}',
    'na me': '100 %',
    empty: '',
  });
  const path = [...requests.keys()].find((one) => one.startsWith('p%'));
  expect(path).toBe('p%C3%A4th/a%20b%2Fc%3Fd%3D%C3%A9%26%22%2B%25%7B%7D/%41%2F/x');
});

test('headers: those of the step before those of the class, before the usual ones', () => {
  const { headers, rawHeaders } = received('headers');
  expect(headers).toMatchObject({
    'x-everywhere': 'a, b; c="d"',
    'x-class': 'step',
    'x-value': '7-plain',
    'user-agent': 'own',
    host: `127.0.0.1:${server.port}`,
  });
  // Names go out in small letters; to HTTP they are the same.
  expect(rawHeaders.slice(rawHeaders.indexOf('x-large')).slice(0, 2)).toEqual(['x-large', 'Yes']);
  const names = rawHeaders.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase());
  const times = (name: string) => names.filter((one) => one === name).length;
  expect([times('x-class'), times('user-agent'), times('host')]).toEqual([1, 1, 1]);
  expect(received('json').headers['x-class']).toBe('class');
  expect(bodyOf('own-type')).toEqual(['POST', 'application/vnd.api+json', '{"a":1}']);
});
