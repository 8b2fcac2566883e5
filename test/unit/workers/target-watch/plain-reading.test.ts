import { expect, it } from 'vitest';
import { plainReading } from '../../../../src/workers/target-watch/plain-reading.ts';

const gauge = (name: string) => ({ name, unit: 'number' as const, value: 1 });

it('has no signs in its texts that a terminal or a page obeys, and no line ends', () => {
  const odd = 'a\u001b[31mb\u202ec\u061cd\u2028e\r\nf\u0007\ud800';
  const plain = 'a[31mbcd e f\ufffd';
  expect(plainReading({ gauges: [gauge(odd)], gap: odd, found: odd, remarks: [odd, 'x'] })).toEqual({
    gauges: [gauge(plain)],
    gap: plain,
    found: plain,
    remarks: [plain, 'x'],
  });
});

it('leaves a name alone that has nothing of these, and what it does not tell', () => {
  const reading = { gauges: [gauge('a{b="c  d"}')], gap: 'x  y' };
  expect(plainReading(reading)).toEqual(reading);
});

it('has no text without bounds', () => {
  const long = 'x'.repeat(100_000);
  const { gauges, gap } = plainReading({ gauges: [gauge(long)], gap: long });
  expect([gauges[0]?.name.length, gap?.length]).toEqual([601, 1_001]);
});
