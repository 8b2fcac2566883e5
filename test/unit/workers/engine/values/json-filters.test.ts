import { describe, expect, it } from 'vitest';
import { makeSource } from './source.ts';

const source = makeSource({
  values: { a: 'ab"c', n: 5, nothing: { value: null }, o: { value: { k: 'x' } } },
});
const sent = (text: string) => String(source.compileBody({ json: { x: text } })?.render(source.openScope(0)));

describe('a placeholder in a JSON body', () => {
  it.each([
    ['{{ a }}', '{"x":"ab\\"c"}'],
    ['{{ a | json }}', '{"x":"ab\\"c"}'],
    ['{{ a | text }}', '{"x":"ab\\"c"}'],
    ['{{ a | string }}', '{"x":"ab\\"c"}'],
    ['{{ a | url }}', '{"x":"ab%22c"}'],
    ['{{ a | form }}', '{"x":"ab%22c"}'],
    ['{{ n }}', '{"x":5}'],
    ['{{ n | text }}', '{"x":"5"}'],
    ['{{ nothing }}', '{"x":null}'],
    ['{{ nothing | text }}', '{"x":""}'],
    ['<{{ a | text }}>', '{"x":"<ab\\"c>"}'],
    ['<{{ a | json }}>', '{"x":"<\\"ab\\\\\\"c\\">"}'],
    ['<{{ o | json }}>', '{"x":"<{\\"k\\":\\"x\\"}>"}'],
    ['<{{ a | string }}>', '{"x":"<ab\\"c>"}'],
  ])('%s is sent as %s, which is JSON', (text, body) => {
    expect(sent(text)).toBe(body);
    expect(JSON.stringify(JSON.parse(body))).toBe(body);
  });

  it('with raw is put in as it is: JSON that someone has as text', () => {
    expect(sent('{{ o | raw }}')).toBe('{"x":{"k":"x"}}');
  });
});
