import type { Bytes, Micros, Millis } from './units.ts';

/**
 * A kept request in 64 bytes: all of its moments, where it went and what came, without texts of its own. Blocks of
 * them are what ranking reads; few others carry headers and bodies.
 *
 * A block, numbers little-endian:
 *
 *     u8 format · u8 strings · strings (u8 length, ASCII: addresses and failure codes) · rows of 64 bytes
 *
 * | at | type | field                                   | at | type  | field                                       |
 * |----|------|-----------------------------------------|----|-------|---------------------------------------------|
 * | 0  | u16  | series                                  | 20 | u32   | age of its connection, ms                   |
 * | 2  | u16  | status; 65,535: none                    | 24 | u32   | bytes received                              |
 * | 4  | u8   | flags: 1 new connection, 2 failed       | 28 | u32   | bytes sent                                  |
 * | 5  | u8   | string of its address; 255: not known   | 32 | u32   | requests it stands for, itself included     |
 * | 6  | u16  | requests before it on its connection    | 36 | 7 u32 | queued, dns, connect, tls, send, wait, receive, µs |
 * | 8  | f64  | start, µs since the start of the run    |    |       | 0: it had no such phase                     |
 * | 16 | u24  | connection, numbered per thread         | 19 | u8    | string of its failure code; 255: none       |
 */
export interface LightRequest {
  readonly series: number;
  /** When it started; what waited for a connection of our own before is `queued`. */
  readonly startedUs: Micros;
  readonly phasesUs: readonly Micros[];
  readonly status: number | null;
  readonly code: string | null;
  readonly address: string | null;
  readonly connection: number;
  readonly isNew: boolean;
  readonly uses: number;
  readonly ageMs: Millis;
  readonly bytesIn: Bytes;
  readonly bytesOut: Bytes;
  readonly weight: number;
}

const FORMAT = 1;
const ROW_BYTES = 64;
const NO_STATUS = 0xffff;
const NO_STRING = 0xff;
const NEW = 1;
const FAILED = 2;
/** Phases of a kept request, in order; the last byte of the request leaves at the end of `send`. */
export const LIGHT_PHASES = ['queued', 'dns', 'connect', 'tls', 'send', 'wait', 'receive'] as const;

/** @throws RangeError where more strings differ than a block has room for; the caller keeps them fewer */
export function encodeLightRequests(requests: readonly LightRequest[]): Uint8Array {
  const strings = [...new Set(requests.flatMap(({ address, code }) => [address, code]))].filter(
    (text) => text !== null,
  );
  if (strings.length >= NO_STRING) throw new RangeError('light requests: too many strings in a block');
  const encoder = new TextEncoder();
  const texts = strings.map((text) => encoder.encode(text).subarray(0, NO_STRING));
  const head = texts.reduce((sum, text) => sum + 1 + text.length, 2);
  const bytes = new Uint8Array(head + requests.length * ROW_BYTES);
  bytes[0] = FORMAT;
  bytes[1] = texts.length;
  let at = 2;
  for (const text of texts) {
    bytes[at] = text.length;
    bytes.set(text, at + 1);
    at += 1 + text.length;
  }
  const view = new DataView(bytes.buffer);
  const numberOf = (text: string | null) => (text === null ? NO_STRING : strings.indexOf(text));
  for (const request of requests) {
    writeRow(view, at, request, { address: numberOf(request.address), code: numberOf(request.code) });
    at += ROW_BYTES;
  }
  return bytes;
}

function writeRow(
  view: DataView,
  at: number,
  request: LightRequest,
  strings: { readonly address: number; readonly code: number },
): void {
  view.setUint16(at, request.series, true);
  view.setUint16(at + 2, request.status ?? NO_STATUS, true);
  view.setUint8(at + 4, (request.isNew ? NEW : 0) | (request.code === null ? 0 : FAILED));
  view.setUint8(at + 5, strings.address);
  view.setUint16(at + 6, Math.min(NO_STATUS, request.uses), true);
  view.setFloat64(at + 8, request.startedUs, true);
  view.setUint32(at + 16, request.connection & 0xff_ffff, true);
  view.setUint8(at + 19, strings.code);
  view.setUint32(at + 20, cap32(request.ageMs), true);
  view.setUint32(at + 24, cap32(request.bytesIn), true);
  view.setUint32(at + 28, cap32(request.bytesOut), true);
  view.setUint32(at + 32, cap32(request.weight), true);
  for (const [phase, us] of request.phasesUs.entries()) view.setUint32(at + 36 + 4 * phase, cap32(us), true);
}

/** @throws RangeError where the bytes are none of `encodeLightRequests` */
export function decodeLightRequests(bytes: Uint8Array): LightRequest[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 2 || bytes[0] !== FORMAT) throw new RangeError('light requests: unknown format');
  const decoder = new TextDecoder();
  const strings: string[] = [];
  let at = 2;
  for (let index = 0; index < (bytes[1] as number); index += 1) {
    const length = bytes[at] ?? Number.POSITIVE_INFINITY;
    if (at + 1 + length > bytes.length) throw new RangeError('light requests: cut off');
    strings.push(decoder.decode(bytes.subarray(at + 1, at + 1 + length)));
    at += 1 + length;
  }
  if ((bytes.length - at) % ROW_BYTES !== 0) throw new RangeError('light requests: cut off');
  const requests: LightRequest[] = [];
  for (; at < bytes.length; at += ROW_BYTES) requests.push(readRow(view, at, strings));
  return requests;
}

function readRow(view: DataView, at: number, strings: readonly string[]): LightRequest {
  const status = view.getUint16(at + 2, true);
  return {
    series: view.getUint16(at, true),
    startedUs: view.getFloat64(at + 8, true),
    phasesUs: LIGHT_PHASES.map((_, phase) => view.getUint32(at + 36 + 4 * phase, true)),
    status: status === NO_STATUS ? null : status,
    code: strings[view.getUint8(at + 19)] ?? null,
    address: strings[view.getUint8(at + 5)] ?? null,
    connection: view.getUint32(at + 16, true) & 0xff_ffff,
    isNew: (view.getUint8(at + 4) & NEW) !== 0,
    uses: view.getUint16(at + 6, true),
    ageMs: view.getUint32(at + 20, true),
    bytesIn: view.getUint32(at + 24, true),
    bytesOut: view.getUint32(at + 28, true),
    weight: view.getUint32(at + 32, true),
  };
}

function cap32(value: number): number {
  return Math.max(0, Math.min(0xffff_ffff, Math.round(value)));
}
