import { describe, expect, it } from 'vitest';
import { explainOption, oursFor, whyNoPlan } from '../../../../../src/main/hosts/cli/foreign-words.ts';
import { planRefOf } from '../../../../../src/main/hosts/cli/run-options.ts';

describe('what is no plan', () => {
  it.each([
    ['localhost:3000', 'localhost:3000 has no scheme.', 'http://localhost:3000'],
    ['localhost', 'localhost has no scheme.', 'http://localhost'],
    ['127.0.0.1:8080/health?deep=1', 'has no scheme.', 'http://127.0.0.1:8080/health?deep=1'],
    ['[::1]:80', '[::1]:80 has no scheme.', 'http://[::1]:80'],
    ['ftp://127.0.0.1/file', 'cannot be loaded: ftp is not HTTP, WebSocket or SSE.', 'ws://'],
    ['nowhere/locustfile.py', 'is a Python script, as Locust runs;', 'HAR, cURL or OpenAPI'],
    ['script.js', 'is a script, as k6 or Artillery runs;', 'a plan'],
    ['plan.jmx', 'is a test plan of JMeter;', 'a plan'],
  ])('%s gets a sentence and a way out', (word, message, hint) => {
    const ref = planRefOf(word);
    expect(ref).toMatchObject({ ok: false, failure: { code: 'usage.option' } });
    if (ref.ok) return;
    expect(ref.failure.message).toContain(message);
    expect(ref.failure.hint).toContain(hint);
  });

  it.each(['smoke', 'plan.yaml', 'plans/my.plan.json', 'light', 'ws-basic'])(
    '%s is not taken for one',
    (word) => expect(whyNoPlan(word)).toBeNull(),
  );
});

describe("another tool's option", () => {
  it.each([
    ['--host', '--target'],
    ['--run-time', '--duration'],
    ['-u', '--basic'],
    ['-u50', '--users'],
    ['--user', '--basic'],
    ['--request', '--method'],
    ['--data-raw', '--data'],
    ['-k', '--curl'],
    ['--oauth2-bearer', '--bearer'],
    ['-r', '--spawn-rate'],
    ['--rps=5', '--rate'],
  ])('%s points to %s', (theirs, ours) => expect(oursFor(theirs)).toContain(ours));

  it('is explained after the complaint; any other complaint stays as it is', () => {
    expect(explainOption("error: unknown option '--run-time'\n")).toBe(
      "error: unknown option '--run-time'\nHere it is --duration, as in --duration 30s (--threads for load threads, as -t of wrk).\n",
    );
    expect(explainOption("error: unknown option '--frob'\n")).toBe("error: unknown option '--frob'\n");
  });

  it.each([
    [
      "error: unknown option '--tokn=s3cr3t'\n(Did you mean --token?)\n",
      "error: unknown option '--tokn'\n(Did you mean --token?)\n",
    ],
    ["error: unknown option '-Zs3cr3t'\n", "error: unknown option '-Z'\n"],
    [
      "error: too many arguments for 'run'. Expected 1 argument but got 3: http://a/, Bearer, s3cr3t.\n",
      "error: too many arguments for 'run'. Expected 1 argument but got 3. A value with spaces in it needs quotes.\n",
    ],
    [
      "error: too many arguments for 'run'. Expected 1 argument but got 2: http://a/, http://b/.\n",
      "error: too many arguments for 'run'. Expected 1 argument but got 2. Several addresses are each a command: --curl 'curl ADDRESS' --curl 'curl ADDRESS'.\n",
    ],
  ])('%j loses what may be a secret', (complaint, said) => {
    expect(explainOption(complaint)).toBe(said);
  });
});
