import { encodeLightRequests, type LightRequest } from '../../../../contract/light-requests.ts';
import { PHASES } from '../../../../contract/tick.ts';
import { MICROS_PER_SECOND, type SecondIndex } from '../../../../contract/units.ts';
import { VarintReader, VarintWriter } from '../../../../workers/engine/measure/encoded-histogram.ts';

/** A request kept as figures, and the second in which it ended. */
export interface CarriedRow extends LightRequest {
  readonly second: SecondIndex;
}

/** Texts that rows have in common: what stands at 0 is what they have none of. */
export type RowTexts = readonly string[];

type Field = (row: CarriedRow, texts: ReadonlyMap<string, number>) => number;
const textOf = (texts: ReadonlyMap<string, number>, text: string | null) =>
  text === null ? 0 : (texts.get(text) ?? 0);

/** All numbers of a row but its second: what is alike from row to row stands one after the other, and deflates well. */
const FIELDS: readonly Field[] = [
  ({ series }) => series,
  ({ thread }) => thread,
  ({ startedUs, second }) => zigzag(Math.round(startedUs) - second * MICROS_PER_SECOND),
  ({ status }) => (status === null ? 0 : status + 1),
  ({ code }, texts) => textOf(texts, code),
  ({ address }, texts) => textOf(texts, address),
  ({ connection }) => connection,
  ({ isNew }) => (isNew ? 1 : 0),
  ({ uses }) => uses,
  ({ ageMs }) => Math.round(ageMs),
  ({ bytesIn }) => bytesIn,
  ({ bytesOut }) => bytesOut,
  ({ weight }) => weight,
  ...PHASES.map(
    (_, phase): Field =>
      ({ phasesUs }) =>
        Math.round(phasesUs[phase] ?? 0),
  ),
];

/** In the order in which they are packed. */
export function inOrder(rows: readonly CarriedRow[]): CarriedRow[] {
  return rows.toSorted(
    (a, b) => a.second - b.second || a.series - b.series || a.startedUs - b.startedUs || a.thread - b.thread,
  );
}

/** @param rows as `inOrder` has them @param texts of all their codes and addresses, the first one empty */
export function packRequests(rows: readonly CarriedRow[], texts: RowTexts): Uint8Array {
  const numbers = new Map(texts.map((text, number) => [text, number]));
  const writer = new VarintWriter();
  writer.put(rows.length);
  let before = 0;
  for (const { second } of rows) {
    writer.put(second - before);
    before = second;
  }
  for (const field of FIELDS) for (const row of rows) writer.put(Math.max(0, field(row, numbers)));
  return writer.bytes();
}

/**
 * The rows of each second, encoded as they are in a stored one.
 * @throws RangeError where the bytes are none of `packRequests`
 */
export function unpackRequests(bytes: Uint8Array, texts: RowTexts): Map<SecondIndex, Uint8Array> {
  const reader = new VarintReader(bytes);
  const length = reader.next();
  const column = () => Float64Array.from({ length }, () => reader.next());
  const steps = column();
  const columns = FIELDS.map(column);
  const light = new Map<SecondIndex, Uint8Array>();
  let second = 0;
  for (let from = 0; from < length; ) {
    second += steps[from] ?? 0;
    let to = from + 1;
    while (to < length && steps[to] === 0) to += 1;
    light.set(second, encoded(columns, { from, to, second }, texts));
    from = to;
  }
  return light;
}

/** One block of each thread. */
function encoded(
  columns: readonly Float64Array[],
  { from, to, second }: { readonly from: number; readonly to: number; readonly second: SecondIndex },
  texts: RowTexts,
): Uint8Array {
  const byThread = new Map<number, LightRequest[]>();
  for (let row = from; row < to; row += 1) {
    const request = rowOf(
      columns.map((column) => column[row] ?? 0),
      second,
      texts,
    );
    const rows = byThread.get(request.thread) ?? [];
    rows.push(request);
    byThread.set(request.thread, rows);
  }
  const blocks = [...byThread].map(([thread, rows]) => encodeLightRequests(thread, rows));
  const all = new Uint8Array(blocks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const block of blocks) {
    all.set(block, at);
    at += block.length;
  }
  return all;
}

/** In the order of FIELDS. */
function rowOf(numbers: readonly number[], second: SecondIndex, texts: RowTexts): LightRequest {
  const [series = 0, thread = 0, started = 0, status = 0, code = 0, address = 0, ...rest] = numbers;
  const [connection = 0, isNew = 0, uses = 0, ageMs = 0, bytesIn = 0, bytesOut = 0, weight = 0, ...phasesUs] =
    rest;
  return {
    series,
    thread,
    startedUs: second * MICROS_PER_SECOND + unzigzag(started),
    phasesUs,
    status: status === 0 ? null : status - 1,
    code: code === 0 ? null : (texts[code] ?? null),
    address: address === 0 ? null : (texts[address] ?? null),
    connection,
    isNew: isNew === 1,
    uses,
    ageMs,
    bytesIn,
    bytesOut,
    weight,
  };
}

/** Small numbers of either sign as small ones of none: 0, −1, 1, −2 … as 0, 1, 2, 3 …; beyond 32 bits too. */
function zigzag(number: number): number {
  return number < 0 ? -2 * number - 1 : 2 * number;
}

function unzigzag(number: number): number {
  return number % 2 === 0 ? number / 2 : -(number + 1) / 2;
}
