import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonTemplate } from '../../src/workers/engine/values/json-template.ts';
import { parseTemplate, printTemplate, type TemplatePart } from '../../src/workers/engine/values/template.ts';
import { makeSource } from '../unit/workers/engine/values/source.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom('{', '}', '\\', '{{', '}}', ' ', 'a', '"', '|')).map((pieces) => pieces.join('')),
);
const placeholder = fc.record({
  name: fc.constantFrom('a', 'b-c', 'user.id', 'env.X'),
  filter: fc.constantFrom(null, 'json' as const, 'url' as const, 'raw' as const),
});
/** Parts as the parser gives them: no empty texts, no two texts in a row. */
const parts = fc
  .array(fc.tuple(text, placeholder), { maxLength: 5 })
  .chain((pairs) =>
    text.map((tail) => [...pairs.flat(), tail].filter((part) => part !== '') as TemplatePart[]),
  );

it('printing a template and parsing it again gives the same parts', () => {
  fc.assert(
    fc.property(parts, (original) => {
      expect(parseTemplate(printTemplate(original))).toEqual({ ok: true, value: original });
    }),
    { numRuns: 1_000 },
  );
});

it('JSON without placeholders is rendered as JSON.stringify writes it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (json) => {
      const escaped = JSON.parse(JSON.stringify(json), (_, value: unknown) =>
        typeof value === 'string' ? printTemplate(value === '' ? [] : [value]) : value,
      ) as unknown;
      expect(makeSource().compileBody({ json: escaped })?.constant).toBe(JSON.stringify(json));
    }),
    { numRuns: 500 },
  );
});

it('whatever an answer gave arrives in JSON as that text, and never as more JSON', () => {
  const source = makeSource();
  const template = source.compileBody({ json: { alone: '{{ given }}', within: '<{{ given }}>' } });
  const scope = source.openScope(0);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (given) => {
      scope.set('given', given);
      expect(JSON.parse(String(template?.render(scope)))).toEqual({ alone: given, within: `<${given}>` });
    }),
    { numRuns: 500 },
  );
});

it('a text never makes the template parser throw', () => {
  fc.assert(
    fc.property(text, (template) => {
      expect(typeof parseTemplate(template).ok).toBe('boolean');
      expect(typeof jsonTemplate(template).ok).toBe('boolean');
    }),
    { numRuns: 1_000 },
  );
});

it('a placeholder with any filter but raw leaves JSON that is JSON, and the same text as under values', () => {
  const filters = fc.constantFrom('', ' | json', ' | text', ' | string', ' | url', ' | form');
  const around = fc.constantFrom('', '<', '"', '\\');
  const given = fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue());
  fc.assert(
    fc.property(given, filters, around, (value, filter, before) => {
      const written = `${printTemplate(before === '' ? [] : [before])}{{ given${filter} }}`;
      const source = makeSource({ values: { made: { object: { x: written } } } });
      const [body, made] = [{ x: written }, '{{ made }}'].map((json) => source.compileBody({ json }));
      const scope = source.openScope(0);
      scope.set('given', value);
      const sent: unknown = JSON.parse(String(body?.render(scope)));
      // The filter `string` escapes for the inside of a string: in a string of JSON that is done already.
      if (filter !== ' | string' && !(before === '' && filter === ' | json')) {
        expect(sent).toEqual(JSON.parse(String(made?.render(scope))));
      }
    }),
    { numRuns: 1_000 },
  );
});
