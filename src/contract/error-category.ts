import { keysOf } from './keys.ts';

/** What kind of failure it is, for people: the groups errors are listed and filtered by. */
export const CATEGORY_WORDS = {
  http: 'HTTP errors',
  connection: 'Connection failures',
  timeout: 'Timeouts',
  authentication: 'Authentication failures',
  protocol: 'Protocol errors',
  check: 'Failed checks',
  machine: 'This machine',
  test: 'The test itself',
} as const;
export type ErrorCategory = keyof typeof CATEGORY_WORDS;
export const ERROR_CATEGORIES = keysOf(CATEGORY_WORDS);
