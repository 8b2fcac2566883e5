import { HORIZON_POINTS, INSTRUMENTS, type Instrument, SERVED_INSTRUMENTS } from './instruments.ts';
import { normalQuantile, type Random } from './latency.ts';

const DAY_MS = 86_400_000;
const HISTORY_DAYS = 90;
const TENORS = 12;

/** How far a price moves in one step of its walk, as a share of itself. */
const STEP = 0.004;

/** A body stays the same for this long: prices look alive, and a thousand requests share one serialisation. */
const FRESH_MS = 1_000;

/** One step of a geometric random walk that is pulled back towards its base, so that it never drifts to nonsense. */
export function nextPrice(price: number, base: number, random: Random): number {
  const pull = 0.02 * Math.log(base / price);
  const moved = price * Math.exp(pull + STEP * normalQuantile(random() * 0.998 + 0.001));
  return rounded(moved);
}

function rounded(price: number): number {
  return Math.round(price * 10_000) / 10_000;
}

function isoDay(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

/**
 * The market data of the gateway as ready-made bodies, as of `nowMs` (wall clock); the big ones are built once, at the start.
 * The same seed gives the same prices.
 */
export function marketBodies(random: Random, nowMs: number) {
  const asOf = new Date(nowMs).toISOString();
  const instruments = INSTRUMENTS.map(({ basePrice: _, instrumentType, ...facts }) => {
    return { ...facts, instrument_type: instrumentType };
  });
  return {
    instruments: body({ instruments, count: INSTRUMENTS.length, as_of: asOf }),
    curves: body({
      curves: SERVED_INSTRUMENTS.map((instrument) => curveOf(instrument, nowMs, random)),
      as_of: asOf,
    }),
    products: body({ products: products(), as_of: asOf }),
    pricing: body({ pricing: INSTRUMENTS.map((instrument) => quoteOf(instrument, random)), as_of: asOf }),
    historical: body({
      historical: SERVED_INSTRUMENTS.map((instrument) => historyOf(instrument, nowMs, random)),
      days: HISTORY_DAYS,
      as_of: asOf,
    }),
  };
}

function body(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

function curveOf(instrument: Instrument, nowMs: number, random: Random): unknown {
  let price = instrument.basePrice;
  const points = Array.from({ length: TENORS }, (_, month) => {
    price = nextPrice(price, instrument.basePrice, random);
    const delivery = isoDay(nowMs + (month + 1) * 30 * DAY_MS).slice(0, 7);
    return { tenor: `M+${month + 1}`, delivery, price };
  });
  const { id, currency, unit, commodity } = instrument;
  return { curve_id: `${id}_FWD`, instrument: id, commodity, currency, unit, points };
}

function products(): unknown[] {
  return INSTRUMENTS.filter((instrument) => instrument.instrumentType !== 'spot').map(
    (instrument, index) => ({
      product_id: `P-${1000 + index}`,
      instrument: instrument.id,
      description: instrument.name,
      exchange: instrument.exchange,
      lot_size: instrument.unit === 'bbl' ? 1_000 : 10_000,
      settlement: instrument.instrumentType === 'options' ? 'exercise' : 'financial',
    }),
  );
}

function quoteOf(instrument: Instrument, random: Random): unknown {
  const price = nextPrice(instrument.basePrice, instrument.basePrice, random);
  const half = price * 0.0006;
  const { id, currency, unit } = instrument;
  const [bid, ask] = [rounded(price - half), rounded(price + half)];
  return { instrument: id, bid, ask, last: price, currency, unit };
}

function historyOf(instrument: Instrument, nowMs: number, random: Random): unknown {
  let close = instrument.basePrice;
  const bars = Array.from({ length: HISTORY_DAYS }, (_, day) => {
    const open = close;
    const middle = nextPrice(open, instrument.basePrice, random);
    close = nextPrice(middle, instrument.basePrice, random);
    const date = isoDay(nowMs - (HISTORY_DAYS - day) * DAY_MS);
    const volume = 1_000 + Math.floor(random() * 9_000);
    const [high, low] = [Math.max(open, middle, close), Math.min(open, middle, close)];
    return { date, open, high, low, close, volume };
  });
  return { instrument: instrument.id, currency: instrument.currency, unit: instrument.unit, bars };
}

/** Live projections: the price moves once a second while somebody asks, and each body is serialised once a second. */
export class PriceBoard {
  readonly #random: Random;
  readonly #prices = new Map<string, number>();
  readonly #bodies = new Map<string, { readonly body: Buffer; readonly atMs: number }>();

  constructor(random: Random) {
    this.#random = random;
  }

  /** The latest price of a served instrument, or `undefined` for one that is not served. */
  latestPrice(id: string, nowMs: number): Buffer | undefined {
    const instrument = SERVED_INSTRUMENTS.find((known) => known.id === id);
    if (instrument === undefined) return undefined;
    return this.#fresh(`latest ${id}`, nowMs, () => this.#latest(instrument, nowMs));
  }

  /** A curve snapshot of a served instrument; `undefined` for an unknown instrument or horizon. */
  curveSnapshot(id: string, horizon: string, nowMs: number): Buffer | undefined {
    const instrument = SERVED_INSTRUMENTS.find((known) => known.id === id);
    const points = Object.hasOwn(HORIZON_POINTS, horizon) ? HORIZON_POINTS[horizon] : undefined;
    if (instrument === undefined || points === undefined) return undefined;
    return this.#fresh(`curve ${id} ${horizon}`, nowMs, () =>
      this.#snapshot(instrument, horizon, { points, nowMs }),
    );
  }

  #fresh(key: string, nowMs: number, build: () => unknown): Buffer {
    const known = this.#bodies.get(key);
    if (known !== undefined && nowMs - known.atMs < FRESH_MS) return known.body;
    const fresh = body(build());
    this.#bodies.set(key, { body: fresh, atMs: nowMs });
    return fresh;
  }

  #latest(instrument: Instrument, nowMs: number): unknown {
    const before = this.#prices.get(instrument.id) ?? instrument.basePrice;
    const price = nextPrice(before, instrument.basePrice, this.#random);
    this.#prices.set(instrument.id, price);
    const { id, currency, unit } = instrument;
    const change = rounded(price - before);
    const asOf = new Date(nowMs).toISOString();
    return {
      projection: { type: 'latest_price', instrument: id, price, change, currency, unit, as_of: asOf },
    };
  }

  #snapshot(instrument: Instrument, horizon: string, size: { points: number; nowMs: number }): unknown {
    let price = this.#prices.get(instrument.id) ?? instrument.basePrice;
    const points = Array.from({ length: size.points }, (_, index) => {
      price = nextPrice(price, instrument.basePrice, this.#random);
      return { period: index + 1, price };
    });
    const { id, currency, unit } = instrument;
    const asOf = new Date(size.nowMs).toISOString();
    return {
      projection: { type: 'curve_snapshot', instrument: id, horizon, currency, unit, points, as_of: asOf },
    };
  }
}
