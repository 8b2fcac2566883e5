import { describe, expect, it } from 'vitest';
import { jsonTemplate } from '../../../../../src/workers/engine/values/json-template.ts';
import { parseTemplate } from '../../../../../src/workers/engine/values/template.ts';

const partsOf = (template: string) => {
  const parsed = parseTemplate(template);
  return parsed.ok ? parsed.value : parsed.failure.message;
};

describe('parseTemplate', () => {
  it.each([
    ['', []],
    ['plain', ['plain']],
    ['{{ id }}', [{ name: 'id', filter: null }]],
    ['/a/{{id}}/b', ['/a/', { name: 'id', filter: null }, '/b']],
    ['{{ env.TOKEN }}', [{ name: 'env.TOKEN', filter: null }]],
    ['{{ row.e-mail | json }}', [{ name: 'row.e-mail', filter: 'json' }]],
    ['a { b } c', ['a { b } c']],
    ['{{ "{{" }} id }}', ['{{ id }}']],
    ['a{{ "{{ \\"b\\" }}" }}', ['a{{ "b" }}']],
    ['{{{ id }}}', ['{', { name: 'id', filter: null }, '}']],
    ['C:\\{{ id }}', ['C:\\', { name: 'id', filter: null }]],
    ['}} {{ a }}{{ b }}', ['}} ', { name: 'a', filter: null }, { name: 'b', filter: null }]],
  ])('reads %j', (template, parts) => {
    expect(partsOf(template)).toEqual(parts);
  });

  it.each([
    ['{{ 1 + 1 }}', '"{{ 1 + 1 }}"'],
    ['{{ constructor() }}', '"{{ constructor() }}"'],
    ['{{ a | upper }}', '"{{ a | upper }}"'],
    ['{{ }}', '"{{ }}"'],
    ['{{ "open }}', '"{{ \\"open }}"'],
    ['x {{ open', '"{{ open"'],
  ])('refuses %j, quoting it', (template, excerpt) => {
    expect(partsOf(template)).toBe(
      `${excerpt} is not a placeholder; it holds one name, as in {{ name }} or {{ name | json }}`,
    );
  });
});

describe('jsonTemplate', () => {
  it.each([
    [{ id: '{{ id }}' }, '{"id":{{ id | json }}}'],
    [{ id: 'user-{{ id }}' }, '{"id":"user-{{ id | string }}"}'],
    [{ a: [1, true, null, { b: 'x"y' }] }, '{"a":[1,true,null,{"b":"x\\"y"}]}'],
    ['{{ "{{" }} id }}', '"{{ "{{" }} id }}"'],
    [{ a: 'back\\{{ id }}' }, '{"a":"back\\\\{{ id | string }}"}'],
    [{ '{{ key }}': 1 }, '{"{{ "{{" }} key }}":1}'],
    [{ a: { b: {} } }, '{"a":{"b":{}}}'],
  ])('writes %j', (json, template) => {
    expect(jsonTemplate(json)).toEqual({ ok: true, value: template });
  });
});
