import { z } from 'zod';
import { LATENCY_BANDS } from './latency-bands.ts';

const second = z.number().int().min(0);
const band = z
  .number()
  .int()
  .min(0)
  .max(LATENCY_BANDS - 1);

/** A stretch of time, and within it a stretch of latency; both ends included, seconds and bands: its edges are edges of cells. */
export const areaSchema = z
  .strictObject({ fromSecond: second, toSecond: second, fromBand: band, toBand: band })
  .refine((area) => area.fromSecond <= area.toSecond && area.fromBand <= area.toBand, {
    message: 'an area ends where it begins or later',
  });
export type Area = z.infer<typeof areaSchema>;

/** What of a run is looked at: one endpoint, one service (its primary series), or, both null, all primary series of the run. */
export const scopeSchema = z.strictObject({
  service: z.string().max(200).nullable(),
  endpoint: z.string().max(500).nullable(),
  /** `intended`: response times, from when the plan wanted it; `actual`: service times. In closed plans they are one. */
  clock: z.enum(['intended', 'actual']),
});
export type Scope = z.infer<typeof scopeSchema>;
