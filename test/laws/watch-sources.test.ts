import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseWatchSource, printWatchSource, type WatchSource } from '../../src/contract/watch.ts';
import { lawRuns } from '../support/law-runs.ts';

/** Much of what means something in an address, in PromQL, or in a template. */
const sign = fc.constantFrom(
  ...'+#&%=?/ "\'`\\()[]{},~|$\n',
  '%2',
  '%26',
  '%zz',
  '{{',
  '}}',
  'up',
  'é',
  '\u2028',
);
const oddText = fc.array(sign, { minLength: 1, maxLength: 12 }).map((signs) => signs.join(''));
const text = fc.oneof(oddText, fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }));

const parameter = fc.stringMatching(/^(?:token|name|a|b%5B%5D)=[\w%+{}".-]{0,8}$/);
const url = fc
  .record({
    head: fc.constantFrom('http://h', 'https://u:{{ p }}@h:9090/m', 'http://h/api/v1/query'),
    parameters: fc.array(parameter, { maxLength: 3 }),
  })
  .map(({ head, parameters }) => (parameters.length === 0 ? head : `${head}?${parameters.join('&')}`));

const query = text.filter((one) => one.trim() !== '');
const promql = fc.record({
  kind: fc.constant('promql' as const),
  url,
  queries: fc
    .uniqueArray(fc.tuple(fc.option(text), query), {
      minLength: 1,
      maxLength: 4,
      selector: ([name, asked]) => name ?? asked,
    })
    .map((pairs) => Object.fromEntries(pairs.map(([name, asked]) => [name ?? asked, asked]))),
});

const labels = fc
  .array(fc.tuple(fc.stringMatching(/^[a-z_]\w{0,4}$/), text), { maxLength: 3 })
  .map((pairs) => Object.fromEntries(pairs));
const name = fc.oneof(fc.stringMatching(/^[a-zA-Z_:][\w:]{0,9}$/), text);
const page = fc.record(
  {
    kind: fc.constant('metrics' as const),
    url,
    metrics: fc.array(fc.record({ name, labels }), { minLength: 1, maxLength: 4 }),
  },
  { requiredKeys: ['kind', 'url'] },
);

test('a page or a server is read as it is written in a line, whatever signs its queries and metrics have', () => {
  fc.assert(
    fc.property(fc.oneof(promql, page), (source: WatchSource) => {
      expect(parseWatchSource(printWatchSource(source))).toEqual({ ok: true, value: source });
    }),
    lawRuns(20_000, 500),
  );
});
