import { expect, it } from 'vitest';
import { commandLine } from './command-line.ts';

it.each([
  [['runs', '--data-dir', ''], "option '--data-dir <dir>' is empty"],
  [['run', 'http://127.0.0.1:1/', '--name', ''], "option '--name <name>' is empty"],
  [['run', 'http://127.0.0.1:1/', '--json', ''], "option '--json <file>' is empty"],
  [['run', 'http://127.0.0.1:1/', '--tag', 'a', '--tag', ''], "option '--tag <tag>' is empty"],
  [['services', 'list', '--json', ''], "option '--json <file>' is empty"],
  [['delete', ''], 'a word of the command is empty'],
  [['run', ''], 'a word of the command is empty'],
  [['services', 'add', 'shop', ''], 'a word of the command is empty'],
])('refuses an empty word before anything is done: %j', async (words, sentence) => {
  const { code, out, err } = await commandLine(...words);
  expect([code, out, err.split('\n')[0]]).toEqual([
    2,
    '',
    `error: ${sentence}; is the variable of your shell set?`,
  ]);
});
