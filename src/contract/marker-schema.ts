import { z } from 'zod';
import { MAX_MARKER_TEXT } from './marker.ts';

/** A `Marker`, as it comes through a door. */
export const markerSchema = z.strictObject({
  /** Milliseconds since run start. */
  atMs: z.number().min(0),
  text: z.string().max(MAX_MARKER_TEXT),
});
