import { describe, expect, it } from 'vitest';
import { hideInPlaces } from '../../../../../src/main/services/secrets/secret-places.ts';
import { makeHttp, makePlan, makeStep } from '../../../../support/made-plan.ts';

const hidden = (path: string) => {
  const tasks = [{ name: 't', weight: 1, steps: [makeStep(0, { path })] }];
  return hideInPlaces(makePlan({ scenarios: [makeHttp({ baseUrl: 'http://h:1', tasks })] }));
};

describe('a value that an answer gave', () => {
  it.each([
    [
      '/sessions/{{ token }}/orders',
      'http://h:1/sessions/abc.1/orders',
      'http://h:1/sessions/[secret token]/orders',
    ],
    ['/{{ login.password }}', 'http://h:1/abc', 'http://h:1/[secret login.password]'],
    ['/a?t={{ wsToken }}&n=1', 'http://h:1/a?t=abc&n=1', 'http://h:1/a?t=[secret wsToken]&n=1'],
    [
      '/u/{{ id }}/{{ token }}',
      'failed at http://h:1/u/7/abc twice',
      'failed at http://h:1/u/7/[secret token] twice',
    ],
  ])('is hidden where the plan puts it: %s', (path, text, shown) => expect(hidden(path)(text)).toBe(shown));

  it('that is hidden already stays as it is, however often its text is looked through', () => {
    const path = '/a?t={{ token }}&v=v1.{{ token }}&n=1';
    const once = 'http://h:1/a?t=[secret token]&v=v1.[secret API_KEY]&n=1';
    const [first = '', second = ''] = [hidden(path)(once), hidden(path)(hidden(path)(once))];
    expect(first).toBe('http://h:1/a?t=[secret token]&v=v1.[secret token]&n=1');
    expect(second).toBe(first);
  });

  it.each([
    ['/users/{{ id }}', 'http://h:1/users/7'],
    ['/sessions/{{ token }}', 'http://h:2/sessions/abc'],
    ['/sessions/{{ token }}', 'http://h:1/orders/abc'],
  ])('of another name, and other addresses, stay: %s', (path, text) => expect(hidden(path)(text)).toBe(text));
});
