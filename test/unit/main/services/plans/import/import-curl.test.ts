import { describe, expect, it } from 'vitest';
import { importCurl } from '../../../../../../src/main/services/plans/import/import-curl.ts';
import { importedOf, START_NOTE } from '../imports.ts';
import { runOf } from '../support.ts';

const tasksOf = (command: string) => {
  const { plan } = importedOf(importCurl(command));
  return plan.classes?.user?.tasks;
};

describe('importCurl', () => {
  it('makes a plan that runs as it is, secrets taken out', () => {
    const command = `curl 'https://api.example.com/v1/items?limit=5&api_key=abc' \\
  -H 'Authorization: Bearer s3cr3t' -H 'User-Agent: x' -H 'Accept: application/json' --compressed`;
    const { plan, notes, secrets, text } = importedOf(importCurl(command));
    expect(plan).toEqual({
      plimsoll: 1,
      name: 'GET api.example.com/v1/items',
      services: { 'api.example.com': { url: 'https://api.example.com' } },
      classes: {
        user: {
          service: 'api.example.com',
          thinkTime: { between: ['1s', '3s'] },
          tasks: {
            'GET /v1/items': {
              get: '/v1/items?limit=5&api_key={{ secret.api-key }}',
              headers: {
                Authorization: 'Bearer {{ secret.authorization }}',
                Accept: 'application/json',
                'Accept-Encoding': 'deflate, gzip, br',
              },
            },
          },
        },
      },
      load: { users: 5, spawnRate: 1, duration: '1m' },
      thresholds: [
        {
          service: 'api.example.com',
          scope: 'every-endpoint',
          metric: 'errorRate',
          excellent: 0.1,
          good: 0.5,
          acceptable: 1,
        },
      ],
    });
    expect(secrets).toEqual({ PLIMSOLL_SECRET_AUTHORIZATION: 's3cr3t', PLIMSOLL_SECRET_API_KEY: 'abc' });
    expect(text).not.toMatch(/s3cr3t|abc/);
    expect(notes).toEqual([
      'The header User-Agent was not imported: requests identify this program and the run.',
      'A secret was removed from the plan: it is read from PLIMSOLL_SECRET_AUTHORIZATION.',
      'A secret was removed from the plan: it is read from PLIMSOLL_SECRET_API_KEY.',
      START_NOTE,
    ]);
    expect(runOf(text).thresholds).toHaveLength(1);
  });

  it.each<[string, unknown]>([
    ['curl localhost:3000', { 'GET /': { get: '/' } }],
    ['curl -I http://h/a', { 'HEAD /a': { head: '/a' } }],
    ['curl -sSLX DELETE http://h/a/1', { 'DELETE /a/1': { delete: '/a/1' } }],
    ['curl -XPATCH http://h/a', { 'PATCH /a': { patch: '/a' } }],
    ['curl http://h/ -d a=1 -d "b=x+y"', { 'POST /': { post: '/', body: { form: { a: '1', b: 'x y' } } } }],
    ['curl http://h/ -G -d a=1 --data-urlencode "q=x y"', { 'GET /': { get: '/?a=1&q=x+y' } }],
    [
      'curl http://h/ --json \'{"n": 1.50, "a": "{{ x }}"}\'',
      {
        'POST /': {
          post: '/',
          headers: { Accept: 'application/json' },
          body: { text: '{"n": 1.50, "a": "{{ "{{" }} x }}"}', type: 'application/json' },
        },
      },
    ],
    [
      'curl http://h/ -H "Content-Type: application/json" -d \'{"n": [1, 2], "a": "{{ x }}"}\'',
      { 'POST /': { post: '/', body: { json: { n: [1, 2], a: '{{ "{{" }} x }}' } } } },
    ],
    [
      'curl http://h/ -H "Content-Type: text/xml" --data-raw "<a>@b</a>"',
      {
        'POST /': {
          post: '/',
          body: { text: '<a>@b</a>', type: 'text/xml' },
        },
      },
    ],
    ['curl -T data/body.bin http://h/up', { 'PUT /up': { put: '/up', body: { file: 'data/body.bin' } } }],
    [
      'curl -d @./body.json http://h/up',
      {
        'POST /up': {
          post: '/up',
          headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
          body: { file: 'body.json' },
        },
      },
    ],
    ['curl http://h/a; curl http://h/a', { 'GET /a': { get: '/a' }, 'GET /a 2': { get: '/a' } }],
    [
      'curl http://h/ -H "Accept:" -H "X-Empty;" -H "X-A: b"',
      { 'GET /': { get: '/', headers: { 'X-Empty': '', 'X-A': 'b' } } },
    ],
    ['curl "http://h/{{x}}/ü?q={{y}}"', { 'GET /%7B%7Bx%7D%7D/%C3%BC': undefined }],
  ])('%s', (command, tasks) => {
    const found = tasksOf(command) as Record<string, unknown>;
    for (const [name, task] of Object.entries(tasks as object)) {
      if (task === undefined) expect(Object.keys(found)).toEqual([name.replaceAll('%', '_')]);
      else expect(found).toEqual(tasks);
    }
  });

  it('takes users, cookies and passwords as secrets', () => {
    const command = `curl -u me:pw -b 'sid=1; a=b' http://h/ --json '{"password":"p1","other":{"api_key":"k"}}'`;
    expect(importedOf(importCurl(command)).secrets).toEqual({
      PLIMSOLL_SECRET_AUTHORIZATION: 'bWU6cHc=',
      PLIMSOLL_SECRET_COOKIE: 'sid=1; a=b',
      PLIMSOLL_SECRET_PASSWORD: 'p1',
      PLIMSOLL_SECRET_API_KEY: 'k',
    });
  });

  it.each([
    ['a%zz:b', 'a%zz:b'],
    ['a%41%zz%:%C3%BC%3a', 'aA%zz%:ü:'],
  ])('unescapes the user of an address as curl does: %s', (written, user) => {
    expect(importedOf(importCurl(`curl 'http://${written}@localhost/x'`)).secrets).toEqual({
      PLIMSOLL_SECRET_AUTHORIZATION: Buffer.from(user, 'utf8').toString('base64'),
    });
  });

  it('takes over -k, -L, -m and says what it does not', () => {
    const { plan, notes } = importedOf(
      importCurl(
        'curl -k -L -m 2.5 --connect-timeout 1 -x http://p --cert c.pem -F a=1 -F f=@/etc/passwd --http2 -d @/etc/shadow http://h/',
      ),
    );
    expect(plan.limits).toEqual({
      verifyTls: false,
      followRedirects: 10,
      timeout: '2500ms',
      connectTimeout: '1000ms',
    });
    expect(notes).toEqual([
      '-x was not imported.',
      '--cert was not imported.',
      '--http2 was not imported.',
      'The form field f=@/etc/passwd was not imported: it is a file.',
      'The body from the file /etc/shadow was not imported: a plan reads only files next to it.',
      'Certificates are not verified, as in the command (-k).',
      'Up to 10 redirects are followed, as in the command (-L).',
      START_NOTE,
    ]);
  });

  it('makes a class per service', () => {
    const { plan } = importedOf(importCurl('curl http://a.test/x\ncurl http://b.test/y'));
    expect(Object.keys(plan.classes ?? {})).toEqual(['user of a.test', 'user of b.test']);
  });

  it.each([
    ['', 'the text is not a cURL command; it begins with "curl"'],
    ['wget http://h', 'the text is not a cURL command; it begins with "curl"'],
    [
      'Invoke-WebRequest -Uri "http://h" -Method POST',
      'the text is PowerShell (Invoke-WebRequest), not cURL; choose "Copy as cURL (bash)" instead',
    ],
    [
      '$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession\nInvoke-WebRequest -UseBasicParsing -Uri "http://h"',
      'the text is PowerShell (Invoke-WebRequest), not cURL; choose "Copy as cURL (bash)" instead',
    ],
    [
      'fetch("http://h", { "method": "GET" });',
      'the text is JavaScript (fetch), not cURL; choose "Copy as cURL (bash)" instead',
    ],
    ['curl', 'the text names no address'],
    ["curl 'http://h", 'the text ends inside a quote; copy all of it'],
    ['curl ftp://h/x', 'the text calls ftp://h/x, which is not an http address'],
    ['curl file:///etc/passwd', 'the text calls file:///etc/passwd, which is not an http address'],
    [
      "curl 'http://a%ff:b@localhost/x'",
      'the text holds a user or password whose escapes are not UTF-8; use -u user:password instead',
    ],
    ['curl -X BREW http://h/', 'the text has the method BREW, which a plan does not have'],
  ])('refuses %j', (text, message) => {
    const result = importCurl(text);
    expect(result.ok ? '' : result.failure.message).toBe(message);
  });
});

describe('a token of a query', () => {
  it('is taken out by its looks, whatever it is called', () => {
    const imported = importCurl("curl 'http://h/items?x=9f86d081884c7d659a2feaa0c55ad015&sort=name'");
    expect(imported.ok && imported.value.text).toContain('/items?x={{ secret.x }}&sort=name');
    expect(imported.ok && imported.value.secrets).toEqual({
      PLIMSOLL_SECRET_X: '9f86d081884c7d659a2feaa0c55ad015',
    });
  });
});
