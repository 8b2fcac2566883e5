import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImportKind } from '../../../../src/contract/plan-editing.ts';
import type { App } from '../../../../src/main/services/app-port.ts';
import { openApp } from '../../../support/opened-app.ts';
import { type RecordingServer, startRecordingServer } from '../../../support/recording-server.ts';
import { ScriptedCrews } from '../../../support/scripted-crew.ts';
import { createTempDir, type TempDir } from '../../../support/temp-dir.ts';

/** What is sent is compared with what curl 7.88.1 sends for the same words. */
const FORM = 'application/x-www-form-urlencoded';
const FRAME = '----plimsoll-form-boundary';

let dir: TempDir;
let app: App;
let server: RecordingServer;
beforeEach(async () => {
  dir = createTempDir();
  server = await startRecordingServer({ status: 200 });
  app = openApp(dir.path, { startCrew: new ScriptedCrews().start, env: {} });
});
afterEach(async () => {
  await app.close();
  await server.close();
  dir.remove();
});

/** Imports a text and sends the first request of the plan it gives. */
async function sent(kind: ImportKind, text: string) {
  const imported = await app.handlers['plans.import']({ kind, text });
  if (!imported.ok) throw new Error(imported.failure.message);
  const checked = await app.handlers['plans.check']({ text: imported.value.text });
  const data = checked.ok ? checked.value.data : null;
  const classes = Object.entries((data as { classes: Record<string, { tasks: object }> }).classes);
  const [className = '', { tasks }] = classes[0] ?? ['', { tasks: {} }];
  const task = Object.keys(tasks)[0] ?? '';
  const tried = await app.handlers['plans.tryStep']({ text: imported.value.text, className, task, step: 0 });
  if (!tried.ok) throw new Error(tried.failure.message);
  const [request] = server.requests;
  if (request === undefined) throw new Error('nothing was sent');
  const { 'content-type': type = null, cookie = null, ...headers } = request.headers;
  return {
    line: `${request.method} ${request.path}`,
    type,
    cookie,
    body: request.body.toString('utf8'),
    xA: headers['x-a'],
    text: imported.value.text,
    notes: imported.value.notes.filter((note) => !/^(The load|A secret)/.test(note)),
  };
}
const curled = (words: string) => sent('curl', `curl ${server.url}/a ${words}`);

describe('the body of a pasted request', () => {
  it.each<[string, string, string]>([
    [`-d '{"a":1}'`, FORM, '{"a":1}'],
    [`-d '<a b="1"/>'`, FORM, '<a b="1"/>'],
    [`-d 'b=x y' -d 'c=%7e&d'`, FORM, 'b=x y&c=%7e&d'],
    [`-d 'b=x+y&10=a&9=b'`, FORM, 'b=x+y&10=a&9=b'],
    ["-d ''", FORM, ''],
    [`-d a=1 -H 'Content-Type: text/plain'`, 'text/plain', 'a=1'],
    [`--json '{"a":1}' --json '{"b":2}'`, 'application/json', '{"a":1}{"b":2}'],
    [`--json '{"__proto__": {"p": 1}}'`, 'application/json', '{"__proto__": {"p": 1}}'],
    [`--data-urlencode "q=x y!'()*~ü" --data-urlencode '=a b'`, FORM, 'q=x+y%21%27%28%29%2A~%C3%BC&a+b'],
    [`-d 'password=p%21 w&user=me'`, FORM, 'password=p%21 w&user=me'],
    [`-d '{"user":"me", "password" : "p\\"w"}'`, FORM, '{"user":"me", "password" : "p\\"w"}'],
    [`-d '{"t": "{{ x }}", "token":"{{"}'`, FORM, '{"t": "{{ x }}", "token":"{{"}'],
  ])('%s is sent byte for byte', async (words, type, body) => {
    const request = await curled(words);
    expect([request.line, request.type, request.body]).toEqual(['POST /a', type, body]);
    expect(request.text).not.toMatch(/p%21|p\\"w/);
  });

  it('that is JSON and goes as a form is spoken of', async () => {
    expect((await curled(`-d '{"a":1}'`)).notes).toEqual([
      'A JSON body is sent as application/x-www-form-urlencoded, as recorded: change its type if the API expects another.',
    ]);
  });

  it('keeps its texts where a file is one part of it', async () => {
    const request = await curled('-d a=1 -d @x.json -d b=2');
    expect([request.type, request.body]).toEqual([FORM, 'a=1&b=2']);
    expect(request.notes).toEqual([
      'The file x.json was not imported: it is one part of a body among others.',
    ]);
  });

  it('is a multipart form as curl writes it', async () => {
    const request = await curled(
      `-F 'a=b;type=text/plain;charset=utf-8' -F 'c="d;e"' -F 'f=g;filename=h.txt' -F 'i=j;k=l' -F 'q"r=s' -F password=pw --form-string 'm=n;type=text/plain'`,
    );
    const part = (head: string, value: string) =>
      `--${FRAME}\r\nContent-Disposition: form-data; name=${head}\r\n\r\n${value}\r\n`;
    expect(request.type).toBe(`multipart/form-data; boundary=${FRAME}`);
    expect(request.body).toBe(
      [
        part('"a"\r\nContent-Type: text/plain;charset=utf-8', 'b'),
        part('"c"', 'd;e'),
        part('"f"; filename="h.txt"\r\nContent-Type: text/plain', 'g'),
        part('"i"', 'j'),
        part('"q%22r"', 's'),
        part('"password"', 'pw'),
        part('"m"', 'n;type=text/plain'),
        `--${FRAME}--\r\n`,
      ].join(''),
    );
    expect(request.text).not.toContain('pw');
  });

  it('has the boundary behind a type of its own', async () => {
    const request = await curled(`-F a=b -H 'Content-Type: multipart/mixed'`);
    expect(request.type).toBe(`multipart/mixed; boundary=${FRAME}`);
  });
});

describe('the headers of a pasted request', () => {
  it.each([
    ['-b a=1 -b b=2', 'a=1; b=2', []],
    [`-b a=1 -H 'Cookie: c=3'`, 'c=3', []],
    [
      `-H 'Cookie: c=3' -H 'cookie: d=4'`,
      'c=3; d=4',
      ['Cookie appears more than once: its values are sent in one header.'],
    ],
  ])('%s gives one line of cookies', async (words, cookie, notes) => {
    const request = await curled(words);
    expect([request.cookie, request.notes]).toEqual([cookie, notes]);
  });

  it('that stand there twice are sent in one', async () => {
    const request = await curled(`-H 'X-A: 1' -H 'x-a: 2'`);
    expect([request.xA, request.notes]).toEqual([
      '1, 2',
      ['X-A appears more than once: its values are sent in one header.'],
    ]);
  });

  it('that are not imported are named', async () => {
    const words = [
      'bad name: x',
      'transfer-encoding: chunked',
      'Accept-Encoding: gzip, zstd',
      'If-None-Match: "1"',
    ];
    expect((await curled(words.map((word) => `-H '${word}'`).join(' '))).notes).toEqual([
      'The header "bad name" was not imported: that is not a valid name.',
      'The header Transfer-Encoding was not imported: bodies are sent with their length.',
      'zstd was left out of Accept-Encoding: such responses cannot be read here.',
      'The header If-None-Match was not imported: whole responses are requested.',
    ]);
  });
});

describe('a body that was recorded as fields', () => {
  const recorded = (postData: object) => {
    const request = { method: 'POST', url: `${server.url}/f`, headers: [], postData };
    return sent('har', JSON.stringify({ log: { entries: [{ request }] } }));
  };

  it('is sent as the form they were', async () => {
    const params = [
      { name: 'a b', value: 'ü&=' },
      { name: 'password', value: 'pw' },
    ];
    const request = await recorded({ mimeType: FORM, params });
    expect([request.line, request.type, request.body]).toEqual([
      'POST /f',
      FORM,
      'a+b=%C3%BC%26%3D&password=pw',
    ]);
    expect(request.text).not.toContain('pw');
  });

  it('is sent with the boundary of the recording, without its files', async () => {
    const params = [
      { name: 'a', value: '1', contentType: 'text/csv', fileName: 'a.csv' },
      { name: 'f', fileName: 'photo.png', contentType: 'image/png' },
    ];
    const request = await recorded({ mimeType: 'multipart/form-data; boundary=XX', params });
    expect([request.type, request.body]).toEqual([
      'multipart/form-data; boundary=XX',
      '--XX\r\nContent-Disposition: form-data; name="a"; filename="a.csv"\r\nContent-Type: text/csv\r\n\r\n1\r\n--XX--\r\n',
    ]);
    expect(request.notes).toContain('The form field f was not imported: it is a file.');
  });
});
