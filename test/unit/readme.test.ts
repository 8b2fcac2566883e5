import { existsSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { EXIT } from '../../src/contract/failure.ts';
import { buildProgram } from '../../src/main/hosts/cli/program.ts';

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

  test('says of every requirement that it is covered or that it is not there yet', () => {
    const covered = new Set<number>();
    const [, table = ''] = README.split('## What it covers');
    const [rows = '', rest = ''] = table.split('Not there yet:');
    for (const [, from, to] of rows.matchAll(/S-(\d\d)(?:…S-(\d\d))?/g)) {
      for (let id = Number(from); id <= Number(to ?? from); id += 1) covered.add(id);
    }
    const [missing = ''] = rest.split('\n\n');
    const absent = [
      ...missing.replaceAll(/\s+/g, ' ').matchAll(/(of S-\d\d(?: and S-\d\d)*)|S-(\d\d)/gs),
    ].flatMap(([, , id]) => id ?? []);
    const all = Array.from({ length: 76 }, (_, at) => at + 1);
    expect(all.filter((id) => !covered.has(id))).toEqual(absent.map(Number).toSorted((a, b) => a - b));
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
