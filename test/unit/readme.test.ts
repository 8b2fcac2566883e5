import { existsSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { EXIT } from '../../src/contract/failure.ts';
import { buildProgram } from '../../src/main/hosts/cli/program.ts';
import { compilePlan } from '../../src/main/services/plans/compile/compile-plan.ts';
import { describePlan } from '../../src/main/services/plans/describe/describe-plan.ts';
import { parsePlan } from '../../src/main/services/plans/text/parse-plan.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const README = readFileSync(`${ROOT}README.md`, 'utf8');
const none = () => undefined;
const PROGRAM = buildProgram(
  {
    places: { version: '0' },
    terminal: { out: none, err: none },
  } as unknown as Parameters<typeof buildProgram>[0],
  none,
);

/** Each `plimsoll` command line of the README: its words up to a comment, a semicolon or the end of the line. */
function commandLines(): string[][] {
  return [...README.matchAll(/npx plimsoll ([^#;`\n]+)/g)].map(([, line = '']) => line.trim().split(/\s+/));
}

describe('the README', () => {
  test('names commands and options that are there', () => {
    const lines = commandLines();
    expect(lines.length).toBeGreaterThan(15);
    const unknown: string[] = [];
    for (const [name = '', ...words] of lines) {
      const command = PROGRAM.commands.find((one) => one.name() === name);
      const inner = command?.commands.find((one) => one.name() === words[0]);
      const options = (inner ?? command)?.options ?? [];
      const known = new Set(options.flatMap(({ long, short }) => [long, short]));
      if (command === undefined) unknown.push(name);
      for (const word of words)
        if (/^--?[a-z]/i.test(word) && !known.has(word)) unknown.push(`${name} ${word}`);
    }
    for (const [option] of README.matchAll(/(?<=`)--[a-z-]+/g)) {
      if (PROGRAM.commands.every(({ options }) => options.every(({ long }) => long !== option)))
        unknown.push(option);
    }
    expect(unknown).toEqual([]);
  });

  test('begins with a plan that has nothing wrong with it and nothing ungraded', () => {
    const [, text = ''] = README.split('```yaml\n');
    const plan = parsePlan(text.split('```')[0] ?? '');
    if (!plan.ok) expect.fail(plan.failure.message);
    const compiled = compilePlan(plan.value, {});
    if (!compiled.ok) expect.fail(compiled.failure.message);
    const { run, load } = compiled.value;
    const preview = describePlan({ plan: run, source: plan.value, load, overrides: {} });
    expect(preview.warnings).toEqual([]);
    expect(preview.targets.map(({ url }) => url)).toEqual(['http://127.0.0.1:8000']);
  });

  test('lists the exit codes there are, and no code that nothing ends with as if something did', () => {
    const codes = [...README.matchAll(/^\| (\d+) +\|/gm)].map(([, code]) => Number(code));
    expect(codes).toEqual(Object.values(EXIT));
  });

  test('shows pictures that are there and small', () => {
    const pictures = [...README.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(([, file = '']) => file);
    expect(pictures.length).toBeGreaterThan(0);
    for (const file of pictures) {
      expect(existsSync(`${ROOT}${file}`), file).toBe(true);
      expect(statSync(`${ROOT}${file}`).size, file).toBeLessThan(200_000);
    }
  });
});
