import { METHODS } from '../../contract/methods.ts';
import { answerParts, BODY, HEADERS, NAMED, QUERY } from './request-parts.ts';
import type { ShownProtocol } from './shown-protocol.ts';

export const http: ShownProtocol = {
  name: 'http',
  users: { words: 'users', label: 'Users', key: null },
  thinks: true,
  classRows: [],
  step: {
    keys: METHODS,
    add: 'Add a step after it',
    fresh: { get: '/' },
    about: '',
    parts: [
      QUERY,
      HEADERS,
      BODY,
      ...answerParts('response', 'A response is judged by status alone.'),
      {
        name: 'More',
        rows: [
          [
            ...NAMED,
            { key: 'expect', label: 'Accepted status codes', type: 'statuses', placeholder: '200 to 399' },
          ],
        ],
      },
    ],
    first: ['body', 'checks', 'headers'],
    canTry: true,
  },
  stream: null,
};
