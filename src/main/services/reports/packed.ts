import { deflateRawSync } from 'node:zlib';

/** Deflated (RFC 1951, without a head), in base64: what a report carries of what is long. */
export function packed(data: string | Uint8Array): string {
  return deflateRawSync(data, { level: 9 }).toString('base64');
}
