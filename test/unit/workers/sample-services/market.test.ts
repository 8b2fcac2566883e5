import { describe, expect, it } from 'vitest';
import { userExists } from '../../../../src/workers/sample-services/auth.ts';
import { INSTRUMENTS, SERVED_INSTRUMENTS } from '../../../../src/workers/sample-services/instruments.ts';
import { seededRandom } from '../../../../src/workers/sample-services/latency.ts';
import { marketBodies, nextPrice, PriceBoard } from '../../../../src/workers/sample-services/market.ts';

const NOON = Date.UTC(2026, 0, 15, 12);

describe('market data', () => {
  it('serves projections of the five instruments of the plans', () => {
    expect(SERVED_INSTRUMENTS.map(({ id }) => id)).toEqual([
      'NG_HH_BALMO',
      'ERCOT_HOUSTON_15MIN',
      'NBP_GAS_DA',
      'EU_POWER_PHELIX',
      'WTI_CRUDE_FRONT',
    ]);
    expect(new Set(INSTRUMENTS.map(({ id }) => id)).size).toBe(INSTRUMENTS.length);
  });

  it('keeps a price within a factor of two of its base over 100,000 steps', () => {
    const random = seededRandom(2);
    let price = 74.2;
    for (let step = 0; step < 100_000; step += 1) {
      price = nextPrice(price, 74.2, random);
      expect(price > 37 && price < 149).toBe(true);
    }
  });

  it('builds each list under its own key, the same for the same seed', () => {
    const bodies = marketBodies(seededRandom(1), NOON);
    for (const [name, body] of Object.entries(bodies)) {
      const parsed = JSON.parse(String(body)) as Record<string, unknown[]>;
      expect(parsed[name]?.length).toBeGreaterThan(4);
    }
    expect(marketBodies(seededRandom(1), NOON)).toEqual(bodies);
  });

  it('keeps every high above and every low below the prices of its day', () => {
    interface Bar {
      readonly open: number;
      readonly high: number;
      readonly low: number;
      readonly close: number;
    }
    const text = String(marketBodies(seededRandom(1), NOON).historical);
    const { historical } = JSON.parse(text) as { historical: { bars: Bar[] }[] };
    const bars = historical.flatMap((history) => history.bars);
    expect(bars).toHaveLength(450);
    for (const { open, high, low, close } of bars) {
      expect(high >= Math.max(open, close) && low <= Math.min(open, close)).toBe(true);
    }
  });
});

describe('PriceBoard', () => {
  it('serialises a price once a second, however often it is asked', () => {
    const board = new PriceBoard(seededRandom(1));
    const first = board.latestPrice('NBP_GAS_DA', NOON);
    expect(board.latestPrice('NBP_GAS_DA', NOON + 999)).toBe(first);
    expect(board.latestPrice('NBP_GAS_DA', NOON + 1_000)).not.toBe(first);
  });

  it('knows neither other instruments nor other horizons', () => {
    const board = new PriceBoard(seededRandom(1));
    expect(board.latestPrice('BRENT_DATED', NOON)).toBeUndefined();
    expect(board.curveSnapshot('NBP_GAS_DA', '1y', NOON)).toBeUndefined();
    expect(board.curveSnapshot('NBP_GAS_DA', 'constructor', NOON)).toBeUndefined();
  });

  it.each([
    ['1m', 30],
    ['da', 24],
    ['2w', 14],
    ['1q', 13],
    ['3m', 12],
  ])('gives horizon %s its %d points', (horizon, points) => {
    const body = String(new PriceBoard(seededRandom(1)).curveSnapshot('WTI_CRUDE_FRONT', horizon, NOON));
    expect(JSON.parse(body)).toMatchObject({ projection: { horizon, points: { length: points } } });
  });
});

describe('users', () => {
  it('exist from 100 to 999, nine of ten', () => {
    const known = Array.from({ length: 1_200 }, (_, number) => number).filter(userExists);
    expect([known.length, known[0], known.at(-1), userExists(107)]).toEqual([810, 100, 999, false]);
  });
});
