/** What the sample business trades: energy commodities, by the attributes streams are filtered on. */
export interface Instrument {
  readonly id: string;
  readonly name: string;
  readonly commodity: 'oil' | 'gas' | 'power' | 'emissions';
  readonly region: string;
  readonly instrumentType: 'futures' | 'options' | 'spot';
  readonly exchange: string;
  readonly currency: 'USD' | 'EUR' | 'GBP';
  readonly unit: string;
  /** A plausible price to start the random walk from. */
  readonly basePrice: number;
}

/** One instrument per row. The first five are the ones with served projections. */
// biome-ignore format: a table reads as a table
const ROWS = [
  ['NG_HH_BALMO', 'Henry Hub Natural Gas, balance of month', 'gas', 'gulf_of_mexico', 'futures', 'NYMEX', 'USD', 'MMBtu', 2.91],
  ['ERCOT_HOUSTON_15MIN', 'ERCOT Houston Hub, 15 minutes', 'power', 'ercot', 'spot', 'ERCOT', 'USD', 'MWh', 38.4],
  ['NBP_GAS_DA', 'NBP Gas, day ahead', 'gas', 'north_sea', 'spot', 'ICE Endex', 'GBP', 'therm', 0.82],
  ['EU_POWER_PHELIX', 'Phelix DE Baseload', 'power', 'central_europe', 'futures', 'EEX', 'EUR', 'MWh', 84.3],
  ['WTI_CRUDE_FRONT', 'WTI Light Sweet Crude, front month', 'oil', 'gulf_of_mexico', 'futures', 'NYMEX', 'USD', 'bbl', 74.2],
  ['BRENT_CRUDE_FRONT', 'Brent Crude, front month', 'oil', 'north_sea', 'futures', 'ICE', 'USD', 'bbl', 78.6],
  ['BRENT_DATED', 'Dated Brent', 'oil', 'north_sea', 'spot', 'Platts', 'USD', 'bbl', 78.1],
  ['BRENT_CALL_80', 'Brent Call 80, front month', 'oil', 'north_sea', 'options', 'ICE', 'USD', 'bbl', 2.35],
  ['BRENT_PUT_70', 'Brent Put 70, front month', 'oil', 'north_sea', 'options', 'ICE', 'USD', 'bbl', 1.12],
  ['WTI_CALL_75', 'WTI Call 75, front month', 'oil', 'gulf_of_mexico', 'options', 'NYMEX', 'USD', 'bbl', 2.02],
  ['WTI_MIDLAND', 'WTI Midland', 'oil', 'gulf_of_mexico', 'spot', 'Argus', 'USD', 'bbl', 75.0],
  ['MARS_SOUR', 'Mars Sour Crude', 'oil', 'gulf_of_mexico', 'spot', 'Argus', 'USD', 'bbl', 72.8],
  ['FORTIES_FOB', 'Forties FOB Hound Point', 'oil', 'north_sea', 'spot', 'Platts', 'USD', 'bbl', 77.9],
  ['GASOIL_ICE_M1', 'Low Sulphur Gasoil, month 1', 'oil', 'north_sea', 'futures', 'ICE', 'USD', 't', 705.0],
  ['RBOB_M1', 'RBOB Gasoline, month 1', 'oil', 'gulf_of_mexico', 'futures', 'NYMEX', 'USD', 'gal', 2.18],
  ['NG_HH_M1', 'Henry Hub Natural Gas, month 1', 'gas', 'gulf_of_mexico', 'futures', 'NYMEX', 'USD', 'MMBtu', 2.97],
  ['NG_HH_CALL_3', 'Henry Hub Call 3.00, month 1', 'gas', 'gulf_of_mexico', 'options', 'NYMEX', 'USD', 'MMBtu', 0.14],
  ['NG_HOUSTON_SHIP', 'Houston Ship Channel Gas', 'gas', 'gulf_of_mexico', 'spot', 'NGI', 'USD', 'MMBtu', 2.74],
  ['NBP_GAS_M1', 'NBP Gas, month 1', 'gas', 'north_sea', 'futures', 'ICE Endex', 'GBP', 'therm', 0.84],
  ['NBP_CALL_90', 'NBP Call 0.90, month 1', 'gas', 'north_sea', 'options', 'ICE Endex', 'GBP', 'therm', 0.05],
  ['TTF_GAS_M1', 'TTF Gas, month 1', 'gas', 'north_sea', 'futures', 'ICE Endex', 'EUR', 'MWh', 33.7],
  ['TTF_GAS_DA', 'TTF Gas, day ahead', 'gas', 'north_sea', 'spot', 'EEX', 'EUR', 'MWh', 33.2],
  ['TTF_PUT_30', 'TTF Put 30, month 1', 'gas', 'north_sea', 'options', 'ICE Endex', 'EUR', 'MWh', 0.88],
  ['ZEEBRUGGE_DA', 'Zeebrugge Gas, day ahead', 'gas', 'north_sea', 'spot', 'EEX', 'EUR', 'MWh', 33.4],
  ['UK_POWER_BASE_M1', 'UK Power Baseload, month 1', 'power', 'north_sea', 'futures', 'ICE', 'GBP', 'MWh', 76.5],
  ['FR_POWER_BASE_M1', 'French Power Baseload, month 1', 'power', 'central_europe', 'futures', 'EEX', 'EUR', 'MWh', 71.9],
  ['PJM_WEST_DA', 'PJM Western Hub, day ahead', 'power', 'pjm', 'spot', 'PJM', 'USD', 'MWh', 41.8],
  ['CAISO_SP15_DA', 'CAISO SP15, day ahead', 'power', 'caiso', 'spot', 'CAISO', 'USD', 'MWh', 44.6],
  ['EUA_DEC', 'EU Allowance, December', 'emissions', 'central_europe', 'futures', 'ICE Endex', 'EUR', 't', 68.9],
  ['UKA_DEC', 'UK Allowance, December', 'emissions', 'north_sea', 'futures', 'ICE', 'GBP', 't', 41.3],
] as const;

export const INSTRUMENTS: readonly Instrument[] = ROWS.map(
  ([id, name, commodity, region, instrumentType, exchange, currency, unit, basePrice]) => {
    return { id, name, commodity, region, instrumentType, exchange, currency, unit, basePrice };
  },
);

/** The instruments with served projections (`/api/v1/served/…`). */
export const SERVED_INSTRUMENTS: readonly Instrument[] = INSTRUMENTS.slice(0, 5);

/** The horizons of a curve snapshot, with the number of points a snapshot has. */
export const HORIZON_POINTS: Readonly<Record<string, number>> = {
  '1m': 30,
  da: 24,
  '2w': 14,
  '1q': 13,
  '3m': 12,
};
