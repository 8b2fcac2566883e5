/** A file made to hurt whoever reads it. */
export interface HostileFile {
  readonly name: string;
  readonly kind: 'plan' | 'curl' | 'har' | 'openapi' | 'feed';
  readonly make: () => string;
  /** Code of the refusal, or `harmless`: taken for what it says, which does nothing. */
  readonly outcome: string;
}

const PLAN = `plimsoll: 1
name: Hostile
services: { api: { url: "http://127.0.0.1:9" } }
classes: { user: { service: api, tasks: { t: { get: / } } } }
`;
const plan = (name: string, make: string | (() => string), outcome: string): HostileFile => ({
  name,
  kind: 'plan',
  make: typeof make === 'string' ? () => make : make,
  outcome,
});
const task = (inner: string) => PLAN.replace('get: /', () => inner);
const other =
  (kind: HostileFile['kind']) =>
  (name: string, make: string | (() => string), outcome: string): HostileFile => ({
    name,
    kind,
    make: typeof make === 'string' ? () => make : make,
    outcome,
  });
const curl = other('curl');
const har = other('har');
const openapi = other('openapi');
const feed = other('feed');

/** Each level of aliases holds ten of the one before: a billion in ten lines. */
function billionLaughs(): string {
  const levels = Array.from(
    { length: 9 },
    (_, n) => `  l${n + 1}: &l${n + 1} { object: { a: [${Array(10).fill(`*l${n}`).join(', ')}] } }`,
  );
  return `${PLAN}values:\n  l0: &l0 lol\n${levels.join('\n')}\n`;
}

function jsonLaughs(): string {
  const values = Array.from(
    { length: 30 },
    (_, n) => `  v${n + 1}: "{{ v${n} }}{{ v${n} }}{{ v${n} }}{{ v${n} }}"`,
  );
  return `${PLAN}values:\n  v0: lol\n${values.join('\n')}\n`;
}

const PLANS: readonly HostileFile[] = [
  plan('billion laughs', billionLaughs, 'plan.yaml'),
  plan(
    'billion laughs by merge keys',
    () => `${PLAN}values:\n  a: &a { value: 1 }\n  b: { <<: [${Array(300).fill('*a').join(', ')}] }\n`,
    'plan.too_big',
  ),
  plan('alias that contains itself', `${PLAN}values: { a: &a { object: { b: *a } } }\n`, 'plan.alias_cycle'),
  plan('values that double thirty times are only names', jsonLaughs, 'harmless'),
  plan(
    'thousand values in a chain',
    () =>
      `${PLAN}values:\n${Array.from({ length: 1_000 }, (_, n) => `  v${n}: "{{ v${n + 1} }}"`).join('\n')}\n  v1000: end\n`,
    'harmless',
  ),
  plan('value made of itself', `${PLAN}values: { a: "{{ b }}", b: "{{ a }}" }\n`, 'plan.value_cycle'),
  plan('hundred thousand brackets', () => '['.repeat(100_000), 'plan.too_deep'),
  plan('hundred thousand braces', () => '{a: '.repeat(100_000), 'plan.too_deep'),
  plan('hundred thousand dashes', () => '- '.repeat(100_000), 'plan.too_deep'),
  plan('hundred thousand questions', () => '? '.repeat(100_000), 'plan.too_deep'),
  plan(
    'nested blocks by indentation',
    () => Array.from({ length: 900 }, (_, n) => `${' '.repeat(n)}a:`).join('\n'),
    'plan.too_deep',
  ),
  plan('half a million open quotes', () => `a: ${"'".repeat(500_001)}`, 'plan.missing_key'),
  plan('million of one letter', () => 'a'.repeat(1_000_000), 'plan.invalid'),
  plan(
    'more than a million characters',
    () => `${PLAN}description: ${'x'.repeat(1_000_000)}\n`,
    'plan.too_big',
  ),
  plan(
    'two hundred thousand entries',
    () => `${PLAN}values: { a: { oneOf: [${'1,'.repeat(250_000)}1] } }\n`,
    'plan.too_big',
  ),
  plan(
    'hundred thousand anchors',
    () => `a: [${Array.from({ length: 60_000 }, (_, n) => `&a${n} 1`).join(', ')}]`,
    'plan.too_big',
  ),
  plan('hundred thousand comments', () => `${'# comment\n'.repeat(90_000)}${PLAN}`, 'harmless'),
  ...['[],', '{},', '*b,', '! ,', '!!map {},', ','].map((piece) =>
    plan(
      `900 KB of ${piece}`,
      () => `${PLAN}values: { b: &b 1, a: { oneOf: [${piece.repeat(900_000 / piece.length)}1] } }\n`,
      'plan.too_big',
    ),
  ),
  plan('900 KB of question marks', () => `${PLAN}values:\n${'  ?\n'.repeat(225_000)}`, 'plan.too_big'),
  plan(
    'lists of lists of lists in a body',
    () =>
      `${task('post: /, body: { json: { a: "{{ c }}" } }')}values: { a: { list: 1, count: 1000 }, b: { list: "{{ a }}", count: 1000 }, c: { list: "{{ b }}", count: 1000 } }\n`,
    'plan.too_big',
  ),
  plan(
    'values that double thirty times, in a header',
    () => `${jsonLaughs().replace('get: /', 'get: /, headers: { X-A: "{{ v30 }}" }')}`,
    'plan.too_big',
  ),
  plan('key __proto__', '__proto__: { polluted: true }\nplimsoll: 1', 'plan.unsafe_key'),
  plan(
    'key __proto__ deep in a body',
    task('post: /, body: { json: { a: { __proto__: { polluted: true } } } }'),
    'plan.unsafe_key',
  ),
  plan('key constructor', `${PLAN}constructor: { prototype: { polluted: true } }\n`, 'plan.unknown_key'),
  plan('class called constructor', PLAN.replace('user:', 'constructor:'), 'harmless'),
  plan(
    'value called toString',
    `${PLAN}values: { toString: 1, hasOwnProperty: 2, valueOf: 3 }\n`,
    'harmless',
  ),
  plan(
    'body with constructor keys',
    task('post: /, body: { json: { constructor: { prototype: { polluted: true } } } }'),
    'harmless',
  ),
  plan('function tag', `${PLAN}description: !!js/function "function () { process.exit(9) }"\n`, 'plan.yaml'),
  plan('python tag', `${PLAN}description: !!python/object/apply:os.system ["touch /tmp/x"]\n`, 'plan.yaml'),
  plan('ruby tag', `${PLAN}description: !ruby/object:Gem::Installer {}\n`, 'plan.yaml'),
  plan('binary tag', `${PLAN}description: !!binary aGVsbG8=\n`, 'plan.yaml'),
  plan('own tag directive', `%TAG ! tag:evil.test,2024:\n---\n${PLAN}`, 'harmless'),
  plan('two documents', `${PLAN}---\n${PLAN}`, 'plan.yaml'),
  plan('key that is a list', `? [a, b]\n: 1\n${PLAN}`, 'plan.yaml'),
  plan('key twice', `${PLAN}name: Again\n`, 'plan.yaml'),
  plan('template with code', task('get: "/{{ process.exit(1) }}"'), 'plan.template'),
  plan(
    'template that asks for the prototype',
    `${task('get: "/{{ a.__proto__.constructor }}"')}values: { a: { object: { b: 1 } } }\n`,
    'harmless',
  ),
  plan(
    'hundred thousand placeholders',
    () => task(`post: /, body: { text: "${'{{ a }}'.repeat(90_000)}" }`) + 'values: { a: 1 }\n',
    'harmless',
  ),
  plan(
    'hundred thousand open placeholders',
    () => task(`post: /, body: { text: "${'{{ '.repeat(200_000)}" }`),
    'plan.template',
  ),
  plan('body from /etc/passwd', task('post: /, body: { file: /etc/passwd }'), 'plan.outside'),
  plan('body from above', task('post: /, body: { file: ../../../../etc/passwd }'), 'plan.outside'),
  plan('feed from a drive', `${PLAN}values: { a: { feed: "C:\\\\Windows\\\\win.ini" } }\n`, 'plan.outside'),
  plan('feed from an address', `${PLAN}values: { a: { feed: "http://evil.test/x.csv" } }\n`, 'plan.outside'),
  plan(
    'feed from a device',
    `${task('get: "/{{ a }}"')}values: { a: { feed: dev/zero.csv } }\n`,
    'plan.input',
  ),
  plan(
    'feed by a link out of the folder',
    `${task('get: "/{{ a }}"')}values: { a: { feed: link.csv } }\n`,
    'plan.input',
  ),
  plan('suite by path', `${PLAN}use: { suite: ../../etc/passwd, classes: {} }\n`, 'plan.invalid'),
  plan('suite by prototype', `${PLAN}use: { suite: constructor, classes: {} }\n`, 'plan.unknown_suite'),
  plan('pattern that explodes', task("get: /, extract: [{ to: x, regex: '(a+)+$' }]"), 'harmless'),
  plan('pattern with look-behind', task("get: /, extract: [{ to: x, regex: '(?<=a)b' }]"), 'plan.pattern'),
  plan(
    'pattern of a million groups',
    () => task(`get: /, extract: [{ to: x, regex: '${'(a'.repeat(20_000)}' }]`),
    'plan.pattern',
  ),
  plan(
    'pattern that repeats itself',
    task("get: /, extract: [{ to: x, regex: '((a{1000}){1000}){1000}' }]"),
    'plan.pattern',
  ),
  plan('header with a line break', task('get: /, headers: { X-A: "a\\r\\nEvil: 1" }'), 'plan.bad_header'),
  plan('header name with a colon', task('get: /, headers: { "X: evil": a }'), 'plan.bad_header'),
  plan('address with a password', PLAN.replace('http://127', 'http://me:secret@127'), 'plan.bad_url'),
  plan('address of a file', PLAN.replace('http://127.0.0.1:9', 'file:///etc/passwd'), 'plan.bad_url'),
  plan('address of a script', PLAN.replace('http://127.0.0.1:9', 'javascript:alert(1)'), 'plan.bad_url'),
  plan('users beyond counting', `${PLAN}load: { users: .inf }\n`, 'plan.invalid'),
  plan('users that are no number', `${PLAN}load: { users: .nan }\n`, 'plan.invalid'),
  plan('rate of 1e308', `${PLAN}load: { rate: 1e308 }\n`, 'plan.out_of_range'),
  plan('duration of a thousand years', `${PLAN}load: { duration: 9000000h }\n`, 'plan.absurd'),
  plan(
    'thousand stages of ten thousand users',
    () => `${PLAN}load: { stages: [${Array(1_000).fill('{ to: 10000, duration: 1s }').join(', ')}] }\n`,
    'harmless',
  ),
  plan(
    'two thousand classes',
    () =>
      `${PLAN.split('classes')[0]}classes:\n${Array.from({ length: 2_000 }, (_, n) => `  c${n}: { service: api, tasks: { t: { get: / } } }`).join('\n')}\n`,
    'harmless',
  ),
  plan(
    'nothing but control characters',
    () => '\u0000\u0001\u0002\u0007\u001b[2J'.repeat(1_000),
    'plan.invalid',
  ),
  plan('text that turns its direction', `${PLAN}description: "\u202e\u2066evil\u2069"\n`, 'harmless'),
];

const entry = (more: object) => ({ request: { method: 'GET', url: 'http://127.0.0.1:9/a', ...more } });
const harOf = (entries: readonly unknown[]) => JSON.stringify({ log: { entries } });

const IMPORTS: readonly HostileFile[] = [
  curl('cURL with command substitution', 'curl "http://127.0.0.1/$(touch /tmp/x)" -H "A: `id`"', 'harmless'),
  curl('cURL that reads a configuration', 'curl -K /etc/passwd http://127.0.0.1/', 'harmless'),
  curl(
    'cURL that sends /etc/passwd',
    'curl -d @/etc/passwd -F f=@/etc/shadow -T /etc/hosts http://127.0.0.1/',
    'harmless',
  ),
  curl('cURL for a file', 'curl file:///etc/passwd', 'import.curl'),
  curl(
    'cURL with hundred thousand options',
    () => `curl http://127.0.0.1/ ${'-H "X-A: b" '.repeat(80_000)}`,
    'harmless',
  ),
  curl('cURL of half a million quotes', () => `curl http://127.0.0.1/ ${"''".repeat(400_000)}`, 'harmless'),
  curl(
    'cURL with a body as deep as it is long',
    () => `curl http://127.0.0.1/ -H 'Content-Type: application/json' -d '${'['.repeat(200_000)}'`,
    'harmless',
  ),
  curl(
    'cURL of two million characters',
    () => `curl http://127.0.0.1/${'a'.repeat(2_000_000)}`,
    'import.curl',
  ),
  curl(
    'cURL whose header holds a placeholder',
    'curl http://127.0.0.1/ -H "X-A: {{ secret.all }}"',
    'harmless',
  ),
  curl(
    'cURL of a hundred thousand variables',
    () => `curl http://127.0.0.1/ -d "${Array.from({ length: 90_000 }, (_, n) => `$V${n} `).join('')}"`,
    'harmless',
  ),
  curl(
    'cURL of substitutions that never close',
    () => `curl http://127.0.0.1/ ${'"$('.repeat(200_000)}`,
    'import.curl',
  ),
  curl(
    'cURL with a thousand here-documents',
    () => `${'curl http://127.0.0.1/ -d @- <<A\n'.repeat(1_000)}${'$X `y`'.repeat(20_000)}`,
    'harmless',
  ),
  curl(
    'cURL of carets for cmd',
    () => `curl ^"http://127.0.0.1/^" ^\n -H ^"X: ${'^'.repeat(500_000)}^"`,
    'harmless',
  ),
  har(
    'HAR whose bodies are more than a plan holds',
    () =>
      harOf(
        Array.from({ length: 100 }, (_, n) =>
          entry({
            method: 'POST',
            url: `http://127.0.0.1:9/${n}`,
            postData: { mimeType: 'text/plain', text: 'x'.repeat(12_000) },
          }),
        ),
      ),
    'harmless',
  ),
  har('HAR nested without end', () => `{"log":{"entries":${'['.repeat(500_000)}`, 'import.har'),
  har(
    'HAR with prototype keys',
    '{"__proto__":{"polluted":true},"log":{"__proto__":{"entries":[]},"entries":[{"request":{"method":"GET","url":"http://127.0.0.1/a","__proto__":{"polluted":true}}}]}}',
    'harmless',
  ),
  har(
    'HAR with a million-character address',
    () => harOf([entry({ url: `http://127.0.0.1/${'a'.repeat(1_000_000)}` })]),
    'import.har',
  ),
  har('HAR of ten thousand entries', () => harOf(Array(10_000).fill(entry({}))), 'import.har'),
  har('HAR of two thousand entries', () => harOf(Array(2_000).fill(entry({}))), 'harmless'),
  har(
    'HAR of other schemes',
    harOf([
      entry({ url: 'file:///etc/passwd' }),
      entry({ url: 'javascript:alert(1)' }),
      entry({ url: 'data:text/html,x' }),
    ]),
    'import.har',
  ),
  har(
    'HAR whose body holds a placeholder',
    harOf([entry({ method: 'POST', postData: { mimeType: 'text/plain', text: '{{ env.HOME }}' } })]),
    'harmless',
  ),
  har(
    'HAR whose types are all wrong',
    '{"log":{"entries":[{"request":{"method":5,"url":{}}},null,7,[],{"request":{"method":"GET","url":"http://h/a","headers":{"a":1},"postData":[]}}]}}',
    'harmless',
  ),
  har('HAR that is not JSON', '<html>', 'import.har'),
  openapi(
    'OpenAPI that refers to /etc/passwd',
    'openapi: 3.0.0\npaths:\n  /a: { get: { parameters: [{ $ref: "file:///etc/passwd" }] } }\n  /b: { $ref: "../../../etc/passwd" }\n',
    'harmless',
  ),
  openapi(
    'OpenAPI that refers to an address',
    'openapi: 3.0.0\npaths:\n  /a: { post: { requestBody: { $ref: "http://evil.test/x.yaml#/a" } } }\n',
    'harmless',
  ),
  openapi(
    'OpenAPI whose reference is itself',
    'openapi: 3.0.0\ncomponents: { schemas: { A: { $ref: "#/components/schemas/A" } } }\npaths:\n  /a: { post: { requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/A" } } } } } }\n',
    'harmless',
  ),
  openapi(
    'OpenAPI whose schemas hold each other a hundred times',
    () => {
      const properties = (to: string) =>
        Array.from({ length: 100 }, (_, n) => `p${n}: { $ref: "#/components/schemas/${to}" }`).join(', ');
      return `openapi: 3.0.0\ncomponents: { schemas: { A: { properties: { ${properties('B')} } }, B: { properties: { ${properties('A')} } } } }\npaths:\n  /a: { post: { requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/A" } } } } } }\n`;
    },
    'harmless',
  ),
  openapi(
    'OpenAPI whose parts are parts of each other',
    () => {
      const all = (n: number) =>
        Array.from({ length: 30 }, (_, k) => ({ $ref: `#/components/schemas/S${(n + k) % 30}` }));
      const schemas = Object.fromEntries(
        Array.from({ length: 30 }, (_, n) => [`S${n}`, { allOf: all(n), oneOf: all(n + 1) }]),
      );
      const content = { 'application/json': { schema: { $ref: '#/components/schemas/S0' } } };
      return JSON.stringify({
        openapi: '3.0.0',
        components: { schemas },
        paths: { '/a': { post: { requestBody: { content } } } },
      });
    },
    'harmless',
  ),
  openapi(
    'OpenAPI with patterns that explode',
    () => {
      const pattern = [
        '(a+)+$',
        '((a{1000}){1000}){1000}',
        '('.repeat(500),
        '(?=a)b',
        `[${'a-'.repeat(400)}`,
      ];
      const properties = Object.fromEntries(
        pattern.map((one, n) => [`p${n}`, { type: 'string', pattern: one, minLength: 900 }]),
      );
      const content = { 'application/json': { schema: { properties } } };
      return JSON.stringify({ openapi: '3.0.0', paths: { '/a': { post: { requestBody: { content } } } } });
    },
    'harmless',
  ),
  openapi(
    'OpenAPI with billion laughs',
    () =>
      `openapi: 3.0.0\nx0: &x0 [lol]\n${Array.from({ length: 9 }, (_, n) => `x${n + 1}: &x${n + 1} [${Array(10).fill(`*x${n}`).join(', ')}]`).join('\n')}\npaths: { /a: { get: {} } }\n`,
    'import.openapi',
  ),
  openapi(
    'OpenAPI nested without end',
    () => `{"openapi":"3.0.0","paths":${'{"a":'.repeat(200_000)}`,
    'import.openapi',
  ),
  openapi(
    'OpenAPI of twenty thousand operations',
    () =>
      JSON.stringify({
        openapi: '3.0.0',
        paths: Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`/p${n}`, { get: {} }])),
      }),
    'harmless',
  ),
  openapi(
    'OpenAPI with prototype keys',
    '{"openapi":"3.0.0","__proto__":{"polluted":true},"paths":{"/a":{"get":{"parameters":[{"name":"__proto__","in":"query","required":true}]}},"__proto__":{"get":{}}}}',
    'harmless',
  ),
  openapi(
    'OpenAPI whose title holds a placeholder and lines',
    'openapi: 3.0.0\ninfo: { title: "{{ env.HOME }}\\n\\nplimsoll: 1" }\npaths: { "/{{ env.HOME }}": { get: {} } }\n',
    'harmless',
  ),
  feed('feed of formulas', "name\n=cmd|'/C calc'!A0\n", 'harmless'),
  feed('feed with a quote that never ends', () => `name\n"${'a'.repeat(2_000_000)}`, 'plan.feed'),
  feed('feed of half a million rows', () => `name\n${'x\n'.repeat(500_000)}`, 'plan.feed'),
];

export const HOSTILE_FILES: readonly HostileFile[] = [...PLANS, ...IMPORTS];
