import { expect, test } from 'vitest';
import { WATCHED_UNITS } from '../../../../../src/contract/watch.ts';
import { formatWatched } from '../../../../../src/contract/watched-format.ts';
import { asDrawn, carriedGauges } from '../../../../../src/main/services/reports/carried-gauges.ts';
import { inflatedPart } from '../../../../support/exported.ts';
import { seededRandom } from '../../../../support/seeded-random.ts';
import { gauge, watched } from '../../../renderer/watched.ts';

test('carries the figures in the document and their seconds beside it, rounded', () => {
  const cpu = gauge(['gateway', 'target_cpu_usage_cores', 'cores'], (second) =>
    second === 3 ? null : 1 / (second + 3),
  );
  const { summary, columns } = carriedGauges({ ...watched, gauges: [cpu] });
  expect(summary.gauges).toEqual([{ ...cpu, perSecond: [] }]);
  const [values] = JSON.parse(inflatedPart(columns.gauges ?? '').toString('utf8'));
  expect(values.slice(0, 5)).toEqual([0.3333, 0.25, 0.2, null, 0.1429]);
  expect(carriedGauges({}).columns).toEqual({});
});

test('a reading is written as it was, whatever its unit and size', () => {
  const random = seededRandom(4);
  for (const unit of WATCHED_UNITS) {
    for (let power = -3; power < 12; power += 1) {
      const value = random() * 10 ** power;
      expect(formatWatched(asDrawn(value, unit), unit)).toBe(formatWatched(value, unit));
    }
  }
});

/** Five watches of twelve figures for twenty minutes, every one another number each second: what a report grows by. */
test('twenty minutes of five watches take less than 230 kB', () => {
  const random = seededRandom(9);
  const noise = Array.from({ length: 60 }, (_, at) => ({
    ...gauge(['gateway', `g${at}`, at % 3 === 0 ? 'bytes' : at % 3 === 1 ? 'cores' : 'count'], () => 1),
    perSecond: Array.from({ length: 1_200 }, () =>
      at % 3 === 0 ? 5e8 * (1 + random()) : at % 3 === 1 ? 3 * random() : Math.round(400 * random()),
    ),
  }));
  const { gauges = '' } = carriedGauges({ ...watched, gauges: noise }).columns;
  expect(gauges.length).toBeLessThan(230_000);
});
