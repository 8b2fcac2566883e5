import { describe, expect, it, vi } from 'vitest';
import { LogDecoder, type LogLine } from '../../../../../src/workers/target-watch/containers/log-decoder.ts';

const STAMP = '2026-11-30T19:31:39.067560364Z';
const AT_MS = Date.parse('2026-11-30T19:31:39Z') + 67.560364;

function frame(stream: 1 | 2, text: string): Buffer {
  const body = Buffer.from(text);
  const head = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
  head.writeUInt32BE(body.length, 4);
  return Buffer.concat([head, body]);
}

/** In pieces of so many bytes. */
function decode(bytes: Buffer, isTerminal = false, piece = bytes.length): LogLine[] {
  const lines: LogLine[] = [];
  const decoder = new LogDecoder(isTerminal, (line) => lines.push(line));
  for (let from = 0; from < bytes.length; from += piece) decoder.take(bytes.subarray(from, from + piece));
  decoder.end();
  return lines;
}
const line = (stream: 'stdout' | 'stderr', text: string) => ({ atMs: AT_MS, stream, text });

describe('the log of a container', () => {
  const both = Buffer.concat([
    frame(1, `${STAMP} hello\n`),
    frame(2, `${STAMP} oops: käse\n${STAMP} again\n`),
    frame(1, `${STAMP} \n`),
  ]);
  const lines = [
    line('stdout', 'hello'),
    line('stderr', 'oops: käse'),
    line('stderr', 'again'),
    line('stdout', ''),
  ];

  it('is frames of two streams, wherever their bytes are cut', () => {
    for (const piece of [both.length, 1, 3, 7, 20]) expect(decode(both, false, piece)).toEqual(lines);
  });

  it('is plain lines where it is a terminal’s, without colours', () => {
    const text = `${STAMP} \x1b[31mred\x1b[0m\r\n${STAMP} käse\r\n${STAMP} unfinished`;
    for (const piece of [text.length, 1, 5])
      expect(decode(Buffer.from(text), true, piece).map((one) => one.text)).toEqual([
        'red',
        'käse',
        'unfinished',
      ]);
  });

  it('has lines in several frames where they are long, each with a time of its own', () => {
    const bytes = Buffer.concat([
      frame(1, `${STAMP} first `),
      frame(2, `${STAMP} between\n`),
      frame(1, `${STAMP} second\n`),
    ]);
    expect(decode(bytes)).toEqual([line('stderr', 'between'), line('stdout', 'first second')]);
  });

  it('has lines cut that are longer than anybody reads', () => {
    const [cut] = decode(frame(1, `${STAMP} ${'x'.repeat(10_000)}\n`));
    expect(cut?.text).toBe(`${'x'.repeat(4_000)}…`);
  });

  it('of a terminal that ends no line for 8 MiB is kept to 64 KiB, copied once, and read on behind it', () => {
    using concat = vi.spyOn(Buffer, 'concat');
    const endless = `${STAMP} ${'x'.repeat(8 * 1_048_576)}`;
    const lines = decode(Buffer.from(`${endless}\n${STAMP} next\n${endless}`), true, 65_521);
    const copied = concat.mock.results.reduce((sum, { value }) => sum + value.length, 0);
    expect(copied).toBe(2 * 65_536);
    const cut = `${'x'.repeat(4_000)}…`;
    expect(lines.map(({ text }) => text)).toEqual([cut, 'next', cut]);
  });

  it('is nothing where it is no log', () => {
    expect(decode(Buffer.from('\xff\xfe\x00garbage of many bytes that is no frame', 'latin1'))).toEqual([]);
    expect(decode(frame(1, 'a line without its time\n'))).toEqual([]);
  });
});
