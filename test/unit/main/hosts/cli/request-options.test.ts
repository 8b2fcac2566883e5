import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestOf } from '../../../../../src/main/hosts/cli/request-options.ts';
import { commandLine } from './command-line.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'plimsoll-request-'));
  writeFileSync(join(dir, 'form.txt'), 'a=1\r\n&b=2\n');
  writeFileSync(join(dir, 'body.json'), '{\n  "a": 1\n}\n');
  writeFileSync(join(dir, 'image.png'), Uint8Array.of(0x89, 0x50, 0xff, 0x00));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('the request of a command line', () => {
  it('is what curl would send of the same options', () => {
    expect(
      requestOf({
        method: 'put',
        header: ['Accept: text/html', 'X-A: b:c'],
        data: ['a=1', 'b=2'],
        basic: 'ada:pw',
        cookie: ['a=1', 'b=2'],
        expect: '200,201',
        check: ['/ok=true', '/id'],
      }),
    ).toEqual({
      ok: true,
      value: {
        method: 'put',
        headers: [
          ['Accept', 'text/html'],
          ['X-A', 'b:c'],
        ],
        body: { text: 'a=1&b=2', type: 'application/x-www-form-urlencoded' },
        basic: 'ada:pw',
        cookie: 'a=1; b=2',
        expect: [200, 201],
        checks: [{ json: '/ok', equals: true }, { json: '/id' }],
      },
    });
    expect(requestOf({})).toEqual({ ok: true, value: {} });
  });

  it('reads files: of --data without line breaks, of --json-body as they are', () => {
    expect(requestOf({ data: [`@${join(dir, 'form.txt')}`] })).toMatchObject({
      value: { body: { text: 'a=1&b=2', type: 'application/x-www-form-urlencoded' } },
    });
    expect(requestOf({ jsonBody: `@${join(dir, 'body.json')}` })).toMatchObject({
      value: { body: { text: '{\n  "a": 1\n}\n', type: 'application/json' } },
    });
  });
});

describe('options that make no sense get one sentence and a way out', () => {
  const address = 'http://127.0.0.1:1/';
  it.each<[string, string[], RegExp]>([
    ['nothing to run', [], /^plimsoll: Nothing to run was named\. Name a plan file, a preset or an address/],
    [
      'a method nobody sends',
      [address, '-X', 'BREW'],
      /--method is not one that can be sent\. Choose one of GET, POST/,
    ],
    ['a header without a name', [address, '-H', 'nothing'], /A --header is not of the form Name: value\./],
    [
      'statuses in words',
      [address, '--expect', 'ok'],
      /--expect ok is not a list of status codes\. For example/,
    ],
    [
      'a check without a pointer',
      [address, '--check', 'ok=true'],
      /A --check is not of the form \/pointer=value\./,
    ],
    ['two bodies', [address, '-d', 'a', '--json-body', '{}'], /--data and --json-body both set the body\./],
    ['the duration of wrk', [address, '-d', '30s'], /The length of a run is --duration 30s\./],
    ['a body that is not there', [address, '-d', '@nowhere.txt'], /--data nowhere\.txt cannot be read\./],
    ['a cookie without a value', [address, '-b', 'justname'], /A --cookie is not of the form name=value\./],
    ['a token with its scheme', [address, '--bearer', 'Bearer tok'], /--bearer takes the token alone\./],
    [
      'a token that is not set',
      [address, '--bearer', ''],
      /--bearer is empty\. Is the variable of your shell set\?/,
    ],
    [
      'one option twice',
      [address, '--users', '1', '--users', '2'],
      /'--users <n>' is given twice; give it once/,
    ],
    [
      'one short and one long',
      [address, '-X', 'GET', '--method', 'PUT'],
      /'-X, --method <method>' is given twice/,
    ],
    ['a plan with a header', ['smoke', '-H', 'a: b'], /--header cannot be used here: smoke is a plan/],
    [
      'the user of curl',
      [address, '-u', 'ada:pw'],
      /Here it is --users, as in --users 50; credentials are --basic/,
    ],
    [
      'the data of curl, as a file name',
      [address, '--json', '{"a":1}'],
      /--json names the file for the result\. .*--json-body/,
    ],
  ])('%s', async (_, args, sentence) => {
    const { code, err } = await commandLine('run', ...args);
    expect(err).toMatch(sentence);
    expect(code).toBe(2);
  });

  it('never repeats a secret', async () => {
    const secret = 'canary-9f8e7d6c';
    for (const args of [
      ['--bearer', secret, '--bearer', secret],
      ['-H', secret],
      ['--json-body', `{"password":"${secret}"`],
      ['-d', `@/${secret}\u0000`],
    ]) {
      const { err } = await commandLine('run', 'http://127.0.0.1:1/', ...args);
      expect(err).not.toBe('');
      if (args[0] !== '-d') expect(err).not.toContain(secret);
    }
  });
});
