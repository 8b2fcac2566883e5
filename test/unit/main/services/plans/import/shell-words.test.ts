import { expect, it } from 'vitest';
import { splitShell } from '../../../../../../src/main/services/plans/import/shell-words.ts';

it.each<[string, string[][]]>([
  ['curl a', [['curl', 'a']]],
  ['curl \'a b\' "c d" e\\ f', [['curl', 'a b', 'c d', 'e f']]],
  ['curl \\\n  -H "X: \\"q\\" \\$HOME" \\\r\n  u', [['curl', '-H', 'X: "q" $HOME', 'u']]],
  ["curl $'a\\n\\u00e9\\x41\\101\\'b'", [['curl', "a\n\u00e9AA'b"]]],
  ["curl 'it'\\''s'", [['curl', "it's"]]],
  ['curl \'\' ""', [['curl', '', '']]],
  [
    'curl a # comment\ncurl b#c',
    [
      ['curl', 'a'],
      ['curl', 'b#c'],
    ],
  ],
  [
    'curl a && curl b; curl c | jq . &',
    [
      ['curl', 'a'],
      ['curl', 'b'],
      ['curl', 'c'],
      ['jq', '.'],
    ],
  ],
  ['curl ^"http://x/?a=1^&b=2^" ^\r\n  -H ^"A: \\^"q\\^"^"', [['curl', 'http://x/?a=1&b=2', '-H', 'A: "q"']]],
  ['curl ^\r\nhttp://x/a^\r\nb', [['curl', 'http://x/ab']]],
  [
    'curl "a" -H "A: ""q""" --data-raw "{""n"":""50"%"""}"',
    [['curl', 'a', '-H', 'A: "q"', '--data-raw', '{"n":"50%"}']],
  ],
  ['curl -d "one"^\r\n\r\n"two" ^\r\n u', [['curl', '-d', 'one\ntwo', 'u']]],
  [
    'curl.exe \'a\'\'b\' `\r\n  -H "X: `"q`"" \'{\\"n\\":1}\'',
    [['curl.exe', "a'b", '-H', 'X: "q"', '{"n":1}']],
  ],
  ['curl a > out.txt 2>&1', [['curl', 'a']]],
  ['', []],
])('splits %j', (text, commands) => {
  expect(splitShell(text)).toEqual({
    commands: commands.map((words) => ({ words, input: null })),
    standIns: [],
    unfinished: false,
  });
});

it('takes what PowerShell would run for unknown to the end of the text, where nothing closes it', () => {
  const { commands, standIns, unfinished } = splitShell('curl `\n  http://h/$(Get-Date');
  expect(commands).toEqual([{ words: ['curl', `http://h/${standIns[0]?.mark}`], input: null }]);
  expect([standIns[0]?.source, unfinished]).toEqual(['$(Get-Date', false]);
  expect(splitShell('curl http://h/$(date').unfinished).toBe(true);
});

it.each(["curl 'a", 'curl "a', "curl $'a"])('says that %j is not finished', (text) => {
  expect(splitShell(text).unfinished).toBe(true);
});
