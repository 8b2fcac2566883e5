/** What kind of failure it is, for people: the groups errors are listed and filtered by. */
export const ERROR_CATEGORIES = [
  'http',
  'connection',
  'timeout',
  'authentication',
  'protocol',
  'check',
  'machine',
  'test',
] as const;
export type ErrorCategory = (typeof ERROR_CATEGORIES)[number];

export const CATEGORY_WORDS: Readonly<Record<ErrorCategory, string>> = {
  http: 'HTTP errors',
  connection: 'Connection failures',
  timeout: 'Timeouts',
  authentication: 'Authentication failures',
  protocol: 'Protocol errors',
  check: 'Failed checks',
  machine: 'This machine',
  test: 'The test itself',
};
