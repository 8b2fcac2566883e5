import { describe, expect, test } from 'vitest';
import { ThreadMeter } from '../../../../../src/workers/engine/measure/meter.ts';
import { WireBytes } from '../../../../../src/workers/engine/streams/wire-bytes.ts';
import { makeSeries } from '../../../../support/made-plan.ts';

function make() {
  const meter = new ThreadMeter([makeSeries({}), makeSeries({})], 0, 1);
  const second = () =>
    meter.flush().series.map(({ series, counts }) => [series, counts.bytesIn, counts.bytesOut]);
  return { bytes: new WireBytes(meter), second };
}

describe('bytes of a connection', () => {
  test('count in the second in which they moved, for the series of that time', () => {
    const { bytes, second } = make();
    bytes.begin();
    bytes.take({ bytesIn: 100, bytesOut: 200 }, 0);
    bytes.take({ bytesIn: 103, bytesOut: 200 }, 1);
    expect(second()).toEqual([
      [0, 100, 200],
      [1, 3, 0],
    ]);
    bytes.take({ bytesIn: 103, bytesOut: 207 }, 1);
    expect(second()).toEqual([[1, 0, 7]]);
    bytes.take({ bytesIn: 103, bytesOut: 207 }, 1);
    expect(second()).toEqual([]);
  });

  test('begin anew with the next connection', () => {
    const { bytes, second } = make();
    bytes.begin();
    bytes.take({ bytesIn: 100, bytesOut: 200 }, 0);
    bytes.begin();
    bytes.take({ bytesIn: 10, bytesOut: 20 }, 0);
    expect(second()).toEqual([[0, 110, 220]]);
  });

  test('stay counted where a destroyed socket forgets what it had not sent', () => {
    const { bytes, second } = make();
    bytes.begin();
    bytes.take({ bytesIn: 5, bytesOut: 900 }, 0);
    bytes.take({ bytesIn: 6, bytesOut: 400 }, 0);
    expect(second()).toEqual([[0, 6, 900]]);
  });
});
