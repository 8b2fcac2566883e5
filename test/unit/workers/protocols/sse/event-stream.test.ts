import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UnfinishedRoom } from '../../../../../src/workers/engine/drivers/unfinished-text.ts';
import { EventStreamReader } from '../../../../../src/workers/protocols/sse/event-stream.ts';

interface Read {
  readonly events: readonly { name: string; data: string; lastEventId: string | null }[];
  readonly retries: readonly number[];
  readonly tooLong: number;
  readonly lastEventId: string | null;
}

/** Feeds the bytes in pieces of these lengths, the rest at once. */
function read(stream: string | Uint8Array, lengths: readonly number[] = [], maxEventChars = 10_000): Read {
  const events: { name: string; data: string; lastEventId: string | null }[] = [];
  const retries: number[] = [];
  let tooLong = 0;
  const reader: EventStreamReader = new EventStreamReader(
    {
      onEvent: (name, data) => events.push({ name, data, lastEventId: null }),
      onRetry: (ms) => retries.push(ms),
      onTooLong: () => {
        tooLong += 1;
      },
    },
    { maxEventChars, room: new UnfinishedRoom(1) },
  );
  let rest = typeof stream === 'string' ? Buffer.from(stream) : Buffer.from(stream);
  for (const length of lengths) {
    reader.feed(rest.subarray(0, length));
    rest = rest.subarray(length);
  }
  reader.feed(rest);
  return { events, retries, tooLong, lastEventId: reader.lastEventId };
}

const said = (stream: string, lengths: readonly number[] = []): string[] =>
  read(stream, lengths).events.map(({ name, data }) => `${name}: ${JSON.stringify(data)}`);

/** The standard's section "Interpreting an event stream", word for word, over a whole text. */
function standard(text: string): { events: string[]; lastEventId: string | null; retries: number[] } {
  const events: string[] = [];
  const retries: number[] = [];
  let data = '';
  let type = '';
  let idBuffer: string | null = null;
  let lastEventId: string | null = null;
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  // What follows the last line end is no line.
  for (const line of lines.slice(0, -1)) {
    if (line === '') {
      lastEventId = idBuffer ?? lastEventId;
      if (data !== '') events.push(`${type || 'message'}: ${JSON.stringify(data.slice(0, -1))}`);
      data = '';
      type = '';
      continue;
    }
    const colon = line.indexOf(':');
    if (colon === 0) continue;
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') type = value;
    else if (field === 'data') data += `${value}\n`;
    else if (field === 'id' && !value.includes('\0')) idBuffer = value;
    else if (field === 'retry' && /^[0-9]+$/.test(value)) retries.push(Number(value));
  }
  return { events, lastEventId, retries };
}

describe('EventStreamReader', () => {
  test('reads the examples of the standard', () => {
    expect(said('data: YHOO\ndata: +2\ndata: 10\n\n')).toEqual(['message: "YHOO\\n+2\\n10"']);
    expect(
      said(': test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n'),
    ).toEqual(['message: "first event"', 'message: "second event"', 'message: " third event"']);
    expect(said('data\n\ndata\ndata\n\ndata:')).toEqual(['message: ""', 'message: "\\n"']);
    expect(said('data:test\n\ndata: test\n\n')).toEqual(['message: "test"', 'message: "test"']);
  });

  test('gives an event that ends in bare CRs at once, not with the next bytes', () => {
    expect(said('event: a\rdata: 1\r\r')).toEqual(['a: "1"']);
  });

  test('takes CR and LF in two pieces for one line end', () => {
    expect(said('data: 1\r\n\r\ndata: 2\r\n\r\n', [8, 2])).toEqual(['message: "1"', 'message: "2"']);
  });

  test('drops a byte order mark, also one that comes in pieces, and only the first', () => {
    expect(said('\uFEFFdata: 1\n\n')).toEqual(['message: "1"']);
    expect(said('\uFEFFdata: 1\n\n', [1, 1])).toEqual(['message: "1"']);
    expect(said('\uFEFF\uFEFFdata: 1\n\n')).toEqual([]);
  });

  test('puts characters together whose bytes come in pieces', () => {
    expect(said('data: ✓\n\n', [7])).toEqual(['message: "✓"']);
  });

  test('keeps the id of blocks without data, and forgets that of a block that did not end', () => {
    expect(read('id: 7\n\n').lastEventId).toBe('7');
    expect(read('id: 7\n\nid: 8\ndata: x\n').lastEventId).toBe('7');
    expect(read('id: 7\n\nid\n\n').lastEventId).toBe('');
    expect(read('id: a\0b\ndata: x\n\n').lastEventId).toBe(null);
    expect(read(`id: ${'7'.repeat(9_000)}\n\n`).lastEventId).toHaveLength(9_000);
    expect(read(`id: 7\n\nid: ${'8'.repeat(11_000)}\n\n`).lastEventId).toBe('7');
    expect(read('data: id: 5\n\nidea: 6\n\n').lastEventId).toBe(null);
  });

  test('takes a retry of digits only', () => {
    expect(read('retry: 1500\n\nretry: 15x\n\nretry: -1\n\nretry:0\n\n').retries).toEqual([1_500, 0]);
  });

  test('stops at an event longer than allowed, once', () => {
    const { events, tooLong } = read(
      `data: ok\n\ndata: ${'x'.repeat(200)}\n\ndata: after\n\n`,
      [20, 100],
      64,
    );
    expect(events.map(({ data }) => data)).toEqual(['ok']);
    expect(tooLong).toBe(1);
  });

  test('does not keep a line without an end', () => {
    expect(
      read(
        'x'.repeat(1_000_000),
        Array.from({ length: 900 }, () => 1_000),
        10_000,
      ).tooLong,
    ).toBe(1);
  });

  test('agrees with the standard on every stream, in whatever pieces it comes', () => {
    const line = fc.oneof(
      fc.constantFrom(
        'data: a',
        'data:',
        'data',
        'data:  b',
        'event: e',
        'event:',
        'id: 1',
        'id',
        'id: 2',
        ': c',
      ),
      fc.constantFrom(
        'retry: 5',
        'retry: x',
        'idx: 1',
        ' data: c',
        'data : d',
        'DATA: e',
        '',
        '',
        '',
        'ü: ✓',
      ),
      fc.string({ unit: fc.constantFrom('d', 'a', 't', ':', ' ', 'i', 'é', '\0') }),
    );
    const ended = fc.tuple(line, fc.constantFrom('\n', '\r\n', '\r')).map((parts) => parts.join(''));
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.array(ended, { maxLength: 30 }),
        line,
        fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 40 }),
        (mark, lines, unfinished, lengths) => {
          const text = (mark ? '\uFEFF' : '') + lines.join('') + unfinished;
          const truth = standard(text);
          const { events, retries, lastEventId } = read(text, lengths);
          expect(events.map(({ name, data }) => `${name}: ${JSON.stringify(data)}`)).toEqual(truth.events);
          expect({ retries, lastEventId }).toEqual({
            retries: truth.retries,
            lastEventId: truth.lastEventId,
          });
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('the size of an event', () => {
  const sizes = (stream: string, lengths: readonly number[] = []): number[] => {
    const all: number[] = [];
    const events = { onEvent: (_: string, __: string, bytes: number) => void all.push(bytes) };
    const nothing = () => {};
    const reader = new EventStreamReader(
      { ...events, onRetry: nothing, onTooLong: nothing },
      { maxEventChars: 10_000, room: new UnfinishedRoom(1) },
    );
    let rest = Buffer.from(stream);
    for (const length of lengths) {
      reader.feed(rest.subarray(0, length));
      rest = rest.subarray(length);
    }
    reader.feed(rest);
    return all;
  };

  test('is that of its data in UTF-8', () => {
    expect(sizes('data: 12345678\n\ndata: Grüße ✓ 🌊\n\ndata: a\ndata: b\n\n')).toEqual([8, 16, 3]);
    // The first byte of ü ends a piece; the piece with the second has as many bytes as characters.
    expect(sizes('data: ü\n\ndata: plain\n\n', [7])).toEqual([2, 5]);
    expect(sizes('\uFEFFdata: plain\n\n')).toEqual([5]);
  });

  test('does not depend on the pieces it comes in', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 40 }).map((raw) => raw.replace(/[\r\n]/g, ''));
    const pieces = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 30 });
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 8 }), pieces, (texts, lengths) => {
        const stream = texts.map((one) => `data: ${one}.\n\n`).join('');
        expect(sizes(stream, lengths)).toEqual(texts.map((one) => Buffer.byteLength(`${one}.`)));
      }),
    );
  });
});

describe('what has begun and not ended', () => {
  const MIB = 1_048_576;
  const readers = (count: number, room: UnfinishedRoom) => {
    const ended: string[] = [];
    const made = Array.from({ length: count }, (_, nth) => {
      const events = {
        onEvent: () => {},
        onRetry: () => {},
        onTooLong: (of: string) => void ended.push(`${nth} by ${of}`),
      };
      return new EventStreamReader(events, { maxEventChars: 16 * MIB, room });
    });
    return { made, ended };
  };

  test('has one bound over all streams, however many there are', () => {
    const room = new UnfinishedRoom(32);
    expect(room.limit).toBe(4 * MIB);
    const { made, ended } = readers(10, room);
    const piece = Buffer.alloc(MIB / 2, 'x');
    for (let round = 0; round < 3; round += 1) for (const reader of made) reader.feed(piece);
    // Who asks for more than there is gives up what it has: four streams of half a MiB each take turns with four more.
    expect(ended).toEqual([8, 9, 0, 2, 4, 6, 1, 7].map((nth) => `${nth} by all`));
    expect(room.taken).toBeLessThanOrEqual(room.limit);
    made[3]?.feed(Buffer.from('\n\n'));
    made[5]?.close();
    expect(room.taken).toBe(0);
  });

  test('of one stream that is too long is given up, too', () => {
    const room = new UnfinishedRoom(1);
    const { made, ended } = readers(1, room);
    for (let piece = 0; piece < 5; piece += 1) made[0]?.feed(Buffer.alloc(4 * MIB, 'x'));
    expect([ended, room.taken]).toEqual([['0 by this'], 0]);
  });

  test('is the line and the event under way, and no comment that has ended', () => {
    const line = fc.constantFrom('data: abc', ': comment', 'event: e', '', 'x');
    const stream = fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n'));
    const cuts = fc.array(fc.nat(8), { maxLength: 20 });
    fc.assert(
      fc.property(stream, cuts, (text, lengths) => {
        const room = new UnfinishedRoom(1);
        const reader = readers(1, room).made[0];
        let at = 0;
        for (const length of lengths) {
          reader?.feed(Buffer.from(text.slice(at, at + length)));
          at += length;
        }
        reader?.feed(Buffer.from(text.slice(at)));
        const lines = text.split('\n');
        const begun = lines.pop() ?? '';
        const open = lines.slice(lines.lastIndexOf('') + 1).filter((one) => !one.startsWith(':'));
        expect(room.taken).toBe(open.join('').length + begun.length);
      }),
    );
  });
});
