import { expect, it } from 'vitest';
import { commandLine } from './command-line.ts';

/** Commands that take arguments, as the help lists them: `show [options] <run>`. */
async function withArguments(...path: string[]): Promise<string[]> {
  const { out } = await commandLine(...path, '--help');
  const listed = out.matchAll(/^ {2}([a-z]+)(?: \[options\])? (?!\[(?:options|command)\])[<[]/gm);
  return [...listed].map(([, name = '']) => [...path, name].join(' '));
}

it('ends the help of what takes arguments with examples whose options are there', async () => {
  const names = [...(await withArguments()), ...(await withArguments('services'))];
  expect(names).toEqual(expect.arrayContaining(['run', 'show', 'restore', 'doctor', 'services change']));
  for (const name of names) {
    const { code, out } = await commandLine(...name.split(' '), '--help');
    const [help = '', examples = ''] = out.split(/\nExamples?:\n/);
    const lines = examples.split('\n').filter((line) => line.startsWith('  plimsoll '));
    expect([name, code, lines.length > 0]).toEqual([name, 0, true]);
    expect(lines.filter((line) => !line.startsWith(`  plimsoll ${name} `))).toEqual([]);
    const options = lines.flatMap((line) => line.match(/(?<= )--?[a-z-]+/g) ?? []);
    expect(options.filter((option) => !new RegExp(` ${option}[ ,]`).test(help))).toEqual([]);
  }
  expect((await commandLine('--help')).out).toContain('plimsoll why last\n');
});

it('points a command that is typed wrong to its own help', async () => {
  for (const [words, path] of [
    [['why'], 'why'],
    [['why', 'last', '--slowest', '4'], 'why'],
    [['services', 'add'], 'services add'],
  ] as const) {
    const { code, err } = await commandLine(...words);
    expect([code, err]).toEqual([2, expect.stringContaining(`(plimsoll ${path} --help says what it takes)`)]);
  }
  expect((await commandLine('wy')).err).toContain('(plimsoll --help lists everything)');
});
