import { expect, test } from 'vitest';
import { failureText } from '../../../src/contract/failure.ts';

test.each([
  ['There is no run x.', 'plimsoll runs lists them.', 'There is no run x. plimsoll runs lists them.'],
  [
    '--users changes nothing here: all is a rate',
    'Use --rate.',
    '--users changes nothing here: all is a rate. Use --rate.',
  ],
  [
    'there is no preset "lihgt"; did you mean "light"?',
    '',
    'there is no preset "lihgt"; did you mean "light"?',
  ],
  ['"naem" is not a key', '', '"naem" is not a key.'],
])('%s + %s', (message, hint, text) => {
  expect(failureText({ message, hint })).toBe(text);
});
