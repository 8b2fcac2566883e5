import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ResponseParser } from '../../src/workers/protocols/http/response-parser.ts';

const text = (octets: fc.Arbitrary<number>, minLength = 0): fc.Arbitrary<string> =>
  fc.array(octets, { minLength, maxLength: 12 }).map((codes) => String.fromCharCode(...codes));

const TOKEN_OCTETS = [..."!#$%&'*+-.^_`|~09azAZ"].map((letter) => letter.charCodeAt(0));
const token = text(fc.constantFrom(...TOKEN_OCTETS), 1);
const above = fc.integer({ min: 0x80, max: 0xff });
/** Octet A0 is a blank to JavaScript, but not to HTTP (RFC 9110, 5.6.3). */
const visible = fc.oneof(fc.integer({ min: 0x21, max: 0x7e }), above, fc.constant(0xa0));
const fieldText = text(fc.oneof(visible, fc.constantFrom(9, 32)));
const octets = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('latin1'));
const blanks = fc.constantFrom('', ' ', '\t', ' \t ');

interface Field {
  readonly name: string;
  /** One a line: more than one is a value that is folded. */
  readonly lines: readonly string[];
  readonly before: string;
  readonly after: string;
}

/** Names that have a meaning to the parser are put in by hand. */
const HEEDED = ['content-length', 'transfer-encoding', 'connection', 'keep-alive'];
const field: fc.Arbitrary<Field> = fc.record({
  name: fc
    .oneof(token, fc.constantFrom('Set-Cookie', '__proto__', 'constructor', '7'))
    .filter((name) => !HEEDED.includes(name.toLowerCase())),
  lines: fc.oneof(
    fieldText.map((line) => [trimmed(line)]),
    fc.array(text(visible, 1), { minLength: 1, maxLength: 3 }),
  ),
  before: blanks,
  after: blanks,
});
const fields = fc.array(field, { maxLength: 5 });

/** Blanks only: `trim` takes octet A0 for one. */
function trimmed(line: string): string {
  return line.replace(/^[\t ]+|[\t ]+$/g, '');
}

function written(list: readonly Field[]): string {
  return list
    .map(({ name, lines, before, after }) => `${name}:${before}${lines.join(`${after}\r\n\t`)}${after}\r\n`)
    .join('');
}

const orNothing = (some: fc.Arbitrary<string>): fc.Arbitrary<string> => fc.oneof(fc.constant(''), some);
const extensionValue = fc.oneof(token, fc.constant('"a; b"')).map((value) => `=${value}`);
const extension = fc
  .tuple(blanks, token, orNothing(extensionValue))
  .map(([blank, name, value]) => `${blank};${name}${value}`);
const chunk = fc.record({
  data: octets.filter((data) => data !== ''),
  zeros: fc.constantFrom('', '0', '0000'),
  isUpper: fc.boolean(),
  extension: orNothing(extension),
});

const reason = orNothing(fieldText.map((said) => ` ${said}`));
const statusLine = (status: fc.Arbitrary<number>): fc.Arbitrary<{ status: number; line: string }> =>
  fc
    .tuple(status, fc.constantFrom('0', '1'), reason)
    .map(([code, minor, said]) => ({ status: code, line: `HTTP/1.${minor} ${code}${said}\r\n` }));

const parts = fc.record({
  blankLines: fc.nat({ max: 2 }),
  interims: fc.array(
    fc.tuple(statusLine(fc.integer({ min: 100, max: 199 }).filter((status) => status !== 101)), fields),
    { maxLength: 2 },
  ),
  final: statusLine(fc.oneof(fc.integer({ min: 200, max: 999 }), fc.constantFrom(200, 204, 304))),
  fields,
  place: fc.nat({ max: 5 }),
  framing: fc.constantFrom('sized', 'chunked', 'flow'),
  chunks: fc.array(chunk, { maxLength: 4 }),
  trailers: fields,
  isHead: fc.boolean(),
});

interface Outcome {
  readonly heads: readonly number[];
  readonly headers: ReadonlyMap<string, string | string[] | undefined> | null;
  readonly body: string;
  readonly ended: boolean;
  readonly malformed: string | null;
  readonly used: number;
  readonly marks: number;
}

interface Answer {
  readonly text: string;
  readonly isHead: boolean;
  /** It ends with the connection, so nothing is behind it. */
  readonly isOpenEnded: boolean;
  /** What it was made of. */
  readonly outcome: Outcome;
}

/** Lower-case names, in a list of their values where there are several. */
function recordOf(list: readonly Field[]): Map<string, string | string[]> {
  const grouped = Map.groupBy(list, ({ name }) => name.toLowerCase());
  const values = (same: readonly Field[]) => same.map(({ lines }) => lines.join(' '));
  return new Map(
    [...grouped].map(([name, same]) => [name, same.length === 1 ? (values(same)[0] ?? '') : values(same)]),
  );
}

const answer: fc.Arbitrary<Answer> = parts.map((made) => {
  const { framing, chunks, trailers, final, isHead } = made;
  const data = chunks.map((one) => one.data).join('');
  const plain = (name: string, value: string): Field => ({ name, lines: [value], before: ' ', after: '' });
  const how = {
    sized: [plain('Content-Length', `${data.length}`)],
    chunked: [plain('Transfer-Encoding', 'Chunked')],
    flow: [],
  };
  const all = made.fields.toSpliced(made.place, 0, ...how[framing]);
  const inChunks = chunks.map((one) => {
    const size = one.zeros + one.data.length.toString(16);
    return `${one.isUpper ? size.toUpperCase() : size}${one.extension}\r\n${one.data}\r\n`;
  });
  const chunked = `${inChunks.join('')}0\r\n${written(trailers)}\r\n`;
  const hasBody = !isHead && final.status !== 204 && final.status !== 304;
  const interims = made.interims.map(([{ line }, list]) => `${line}${written(list)}\r\n`).join('');
  const head = `${'\r\n'.repeat(made.blankLines)}${interims}${final.line}${written(all)}\r\n`;
  const wire = head + (hasBody ? (framing === 'chunked' ? chunked : data) : '');
  const outcome = {
    heads: [...made.interims.map(([{ status }]) => status), final.status],
    headers: recordOf(all),
    body: hasBody ? data : '',
    ended: true,
    malformed: null,
    used: wire.length,
    marks: 0,
  };
  return { text: wire, isHead, isOpenEnded: hasBody && framing === 'flow', outcome };
});

/** What breaks parsers, to be put in anywhere. */
const PIECES = '\r|\n|\r\n|\0| |\t|:|;|,|0|-|F|\r\n\r\n|\r\n |\n\n|\x7f'.split('|');
const LINES = ['Content-Length: 3\r\n', 'Transfer-Encoding: chunked\r\n', 'HTTP/1.1 200 OK\r\n', '0\r\n\r\n'];
const change = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  takenOut: fc.constantFrom(0, 0, 1, 2, 30),
  putIn: fc.oneof(fc.constantFrom('', ...PIECES, ...LINES), octets),
});
const mutated = fc
  .tuple(answer, fc.array(change, { maxLength: 3 }), fc.boolean())
  .map(([made, changes, isCut]) => {
    let text = made.text;
    for (const { at, takenOut, putIn } of changes) {
      const place = Math.floor(at * text.length);
      text = text.slice(0, place) + putIn + text.slice(place + takenOut);
    }
    return { text: isCut ? text.slice(0, -3) : text, isHead: made.isHead };
  });

interface Way {
  readonly isHead: boolean;
  readonly keepHeaders: boolean;
  readonly mostHeadBytes: number;
  readonly isStrict?: boolean;
}

/** Reads pieces, each out of the same lent buffer, which is full of line ends before and after. */
function outcomeOf(pieces: readonly string[], way: Way): Outcome {
  const heads: number[] = [];
  let body = '';
  let used = 0;
  const sink = {
    head: (status: number) => heads.push(status),
    body: (bytes: Buffer, from: number, to: number) => {
      body += bytes.toString('latin1', from, to);
    },
  };
  const parser = new ResponseParser(sink, way.mostHeadBytes, way.isStrict ?? true);
  parser.begin(way);
  const lent = Buffer.alloc(Math.max(0, ...pieces.map((piece) => piece.length)) + 4);
  for (const piece of pieces) {
    lent.fill('\r\n');
    lent.write(piece, 'latin1');
    const own = parser.feed(lent, piece.length);
    expect(own).toBeGreaterThanOrEqual(0);
    expect(own).toBeLessThanOrEqual(piece.length);
    lent.fill('\r\n');
    used += own;
    if (own < piece.length) break;
  }
  parser.finish();
  const { ended, malformed } = parser;
  const headers = parser.headers === null ? null : new Map(Object.entries(parser.headers));
  const why = malformed === null ? null : `${malformed.code}: ${malformed.detail}`;
  // What follows a malformed byte is thrown away with the connection: how far it had been looked at is nobody's business.
  return {
    heads,
    headers,
    body,
    ended,
    malformed: why,
    used: malformed === null ? used : -1,
    marks: malformed === null ? parser.marks : 0,
  };
}

function cutAt(text: string, cuts: readonly number[]): string[] {
  const places = cuts.map((cut) => Math.floor(cut * text.length)).sort((a, b) => a - b);
  return [0, ...places].map((from, i) => text.slice(from, places[i]));
}

const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 });
const keepHeaders = fc.boolean();
const mostHeadBytes = fc.oneof(fc.constant(16_384), fc.integer({ min: 10, max: 300 }));

test('an answer in pieces is the same answer, whatever the buffer holds between them', () => {
  fc.assert(
    fc.property(mutated, keepHeaders, mostHeadBytes, cuts, ({ text: wire, isHead }, keeps, most, places) => {
      const way = { isHead, keepHeaders: keeps, mostHeadBytes: most };
      const whole = outcomeOf([wire], way);
      expect(outcomeOf(cutAt(wire, places), way)).toEqual(whole);
      expect(outcomeOf([...wire], way)).toEqual(whole);
    }),
    { numRuns: 1_000 },
  );
});

test('a lenient reader reads what a strict one reads as that does, and what it alone reads it marks', () => {
  fc.assert(
    fc.property(mutated, mostHeadBytes, cuts, ({ text: wire, isHead }, most, places) => {
      const way = { isHead, keepHeaders: true, mostHeadBytes: most };
      const strict = outcomeOf([wire], way);
      const lenient = outcomeOf([wire], { ...way, isStrict: false });
      expect(outcomeOf(cutAt(wire, places), { ...way, isStrict: false })).toEqual(lenient);
      if (strict.malformed === null) expect(lenient).toEqual(strict);
      else if (lenient.malformed === null) expect(lenient.marks).toBeGreaterThan(0);
    }),
    { numRuns: 1_000 },
  );
});

test('an answer whose lines end with a bare LF is the same answer to a lenient reader', () => {
  const plain = answer.filter(
    ({ text: wire, outcome }) => !outcome.body.includes('\r') && wire.includes('\r\n'),
  );
  fc.assert(
    fc.property(plain, cuts, ({ text: wire, isHead, outcome }, places) => {
      const bare = wire.replaceAll('\r\n', '\n');
      const way = { isHead, keepHeaders: true, mostHeadBytes: 16_384, isStrict: false };
      const { used, marks, ...read } = outcomeOf(cutAt(bare, places), way);
      expect(read).toMatchObject({
        heads: outcome.heads,
        headers: outcome.headers,
        body: outcome.body,
        ended: true,
      });
      expect([used, marks]).toEqual([bare.length, 1]);
    }),
    { numRuns: 300 },
  );
});

test('no bytes make it throw, or read more of them than there are', () => {
  const noise = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
    fc
      .array(fc.constantFrom('HTTP/1.1 200', 'A', ...PIECES, ...LINES), { maxLength: 30 })
      .map((all) => all.join('')),
  );
  const starts = fc.constantFrom(
    '',
    'HTTP/1.1 200 OK\r\n',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n',
  );
  fc.assert(
    fc.property(starts, noise, fc.boolean(), mostHeadBytes, cuts, (start, rest, isHead, most, places) => {
      outcomeOf(cutAt(start + rest, places), { isHead, keepHeaders: true, mostHeadBytes: most });
    }),
    { numRuns: 2_000 },
  );
});

test('a well-formed answer reads back as what it was made of, and nothing behind it is touched', () => {
  fc.assert(
    fc.property(answer, octets, cuts, ({ text: wire, isHead, isOpenEnded, outcome }, surplus, places) => {
      const way = { isHead, keepHeaders: true, mostHeadBytes: 16_384 };
      expect(outcomeOf(cutAt(wire, places), way)).toEqual(outcome);
      if (!isOpenEnded) expect(outcomeOf([wire + surplus], way)).toEqual(outcome);
    }),
    { numRuns: 1_000 },
  );
});
