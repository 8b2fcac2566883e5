import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Exposition } from '../../src/workers/target-watch/metrics/exposition.ts';
import { lawRuns } from '../support/law-runs.ts';
import { parseExposition } from '../support/read-exposition.ts';

const labels = fc.constantFrom(
  ...['', '{}', '{a="1"}', '{a="12"}', '{a="1",b="x"}', '{b="x",a="1"}', '{a="}"}', '{a="\\""}', '{a="é"}'],
  ...['{a="1"', '{a="1}', '{', '}'],
);
const head = fc.oneof(
  fc
    .tuple(fc.constantFrom('up', 'c_total', 'unwanted', 'é', ''), labels)
    .map(([name, those]) => name + those),
  fc.constantFrom('{"up",a="1"}', '{"up"}', '{"d.e",a="}"}', '{ "up" , a="1" }'),
);
const decimal = fc
  .tuple(fc.stringMatching(/^[-+]?\d{0,17}(?:\.\d{0,9})?(?:e[-+]?\d{1,2})?$/))
  .map(([text]) => text);
const value = fc.oneof(
  decimal,
  fc.double().map(String),
  fc.constantFrom('NaN', '+Inf', '-Inf', '.', '-', '1.2.3', 'x'),
);
const line = fc.oneof(
  { weight: 9, arbitrary: fc.tuple(head, value).map((parts) => parts.join(' ')) },
  fc.constantFrom(
    '# TYPE up gauge',
    '# HELP up a',
    '',
    '\r',
    'up 1 1395066363000',
    'up{a="1"} 2 # {x="y"} 1',
    '# EOF',
  ),
);
const page = fc.array(line, { maxLength: 12 });
/** Of a page the next second: lines came, went, and changed places. */
const next = fc.tuple(page, fc.array(fc.tuple(fc.nat(), line), { maxLength: 4 }), fc.nat(11));
const isWanted = (name: string) => name !== 'unwanted';
const told = ({ samples, types, units, lines, unreadable, isOver }: Exposition) => ({
  ...{ samples: [...samples], types: [...types], units: [...units] },
  ...{ lines, unreadable, isOver },
});

test('a page is read the same whatever the page before was', () => {
  fc.assert(
    fc.property(next, ([lines, changes, from]) => {
      const before = parseExposition(lines.join('\n'), isWanted);
      const changed = [...lines.slice(from), ...lines.slice(0, from)];
      for (const [place, one] of changes) changed.splice(place % (changed.length + 1), place % 2, one);
      const text = changed.join('\n');
      expect(told(parseExposition(text, isWanted, before))).toEqual(told(parseExposition(text, isWanted)));
    }),
    lawRuns(5_000, 300),
  );
});

test('a number is read as JavaScript reads it', () => {
  fc.assert(
    fc.property(
      fc.oneof(decimal, fc.double({ noDefaultInfinity: true, noNaN: true }).map(String)),
      (text) => {
        fc.pre(/\d/.test(text) && Number.isFinite(Number(text)));
        expect(parseExposition(`x ${text}`, isWanted).samples.get('x')?.[0]?.value).toBe(Number(text));
      },
    ),
    lawRuns(5_000, 300),
  );
});
