/** undici reads the same answers: where the two disagree, one is wrong, or the difference is meant and listed here. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { Client } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ResponseParser } from '../../src/workers/protocols/http/response-parser.ts';
import { type Random, seededRandom } from '../support/seeded-random.ts';
import { closeServer, TrackedSockets } from '../support/tracked-sockets.ts';

const SEED = 1;
const CASES = 300;
const AT_ONCE = 8;
const TIMEOUT_MS = 2_000;

/** `status body`, or `refused`. */
type Opinion = string;
const REFUSED = 'refused';

const STATUS_LINES = [
  ...Array<string>(12).fill('HTTP/1.1 200 OK'),
  ...'HTTP/1.0 200 OK|HTTP/1.1 404|HTTP/1.1 500 |HTTP/1.1 204 None|HTTP/1.1 304 Same'.split('|'),
  ...'HTTP/1.1 205 Reset|HTTP/1.1 999 Odd|HTTP/1.1 101 Up|HTTP/1.1 20 OK|HTTP/2.0 200 OK'.split('|'),
  ...'HTTP/1.1  200 OK|HTTP/1.1 2000 OK|HTTP/1.2 200 OK|http/1.1 200 OK|HTTP/1.1 200 \xe9'.split('|'),
];
const HEADERS = [
  ...'X-A: b|X-A:b|X-A:|X-A: \t b \t|X-A: b: c|X-A: \xe9|__proto__: b|Set-Cookie: a=1|X A: b|X-A : b'.split(
    '|',
  ),
  ...': b|NoColon| X-A: b|X-A: b\r\n c|X-A: b\x01|X-A: b\0|X-A: b\rc|X-A: b\nX-B: c|Upgrade: x'.split('|'),
  ...'Connection: close|Connection: keep-alive|Keep-Alive: timeout=5'.split('|'),
];
const TWO_CODINGS = 'Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked';
const CODINGS =
  'gzip, chunked|chunked, gzip|identity|xchunked|chunked\xa0|CHUNKED|chunked,|,chunked|\r\n chunked';
const LENGTHS = '|+5|5, 5|0x5|005|\t5\t|5\r\nContent-Length: 5|5\r\nTransfer-Encoding: chunked';
const FRAMINGS = [
  TWO_CODINGS,
  ...CODINGS.split('|').map((coding) => `Transfer-Encoding: ${coding}`),
  ...LENGTHS.split('|').map((length) => `Content-Length:${length}`),
];
const INTERIMS = ['HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n', 'HTTP/1.1 100 Continue\r\n\r\n'];
const SIZES = '05|5 |5;a|5;a=b|5 ; a = "b;c"|5;|5\t| 5|+5|0x5|5 5|5,|5;\0|6|4'.split('|');
const PIECES = '\r|\n|\r\n|\0| |\t|:|;|,|0|9|-|F|\r\n\r\n|\r\n |\x7f|\xe9|"'.split('|');

function pick<T>(random: Random, list: readonly T[]): T {
  return list[Math.floor(random() * list.length)] as T;
}

/** Lines to choose from more often well-formed than not, then none to two small changes. */
function makeAnswer(random: Random): string {
  const interim = random() < 0.2 ? pick(random, INTERIMS) : '';
  const status = pick(random, STATUS_LINES);
  const headers = Array.from({ length: Math.floor(random() * 3) }, () =>
    random() < 0.6 ? 'X-Plain: value' : pick(random, HEADERS),
  );
  const isChunked = random() < 0.5;
  const usual = isChunked ? 'Transfer-Encoding: chunked' : 'Content-Length: 5';
  const framing = random() < 0.5 ? [usual] : random() < 0.8 ? [pick(random, FRAMINGS)] : [];
  const size = random() < 0.6 ? '5' : pick(random, SIZES);
  const trailer = random() < 0.3 ? `${pick(random, HEADERS)}\r\n` : '';
  const body = isChunked ? `${size}\r\nhello\r\n0\r\n${trailer}\r\n` : 'hello';
  let wire = `${interim}${[status, ...headers, ...framing].join('\r\n')}\r\n\r\n${body}`;
  for (let changes = Math.floor(random() * 3); changes > 0; changes -= 1) {
    const at = Math.floor(random() * wire.length);
    wire = wire.slice(0, at) + pick(random, ['', ...PIECES]) + wire.slice(at + pick(random, [0, 1, 1, 4]));
  }
  return wire;
}

/** And how many bytes it takes for an answer; what is behind them is surplus. */
function ours(wire: string): { opinion: Opinion; used: number } {
  let status = 0;
  let body = '';
  const sink = {
    head: (code: number) => {
      status = code;
    },
    body: (bytes: Buffer, from: number, to: number) => {
      body += bytes.toString('latin1', from, to);
    },
  };
  const parser = new ResponseParser(sink, 16_384);
  parser.begin({ isHead: false, keepHeaders: true });
  const bytes = Buffer.from(wire, 'latin1');
  const used = parser.feed(bytes, bytes.length);
  return parser.finish()
    ? { opinion: `${status} ${JSON.stringify(body)}`, used }
    : { opinion: REFUSED, used: bytes.length };
}

/** What is answered to `GET /<number>`. */
const wires: string[] = [];
const server: Server = createServer((socket) => {
  socket.once('data', (request) => {
    const [, number] = /^GET \/(\d+) /.exec(request.toString('latin1')) ?? [];
    socket.end(Buffer.from(wires[Number(number)] ?? '', 'latin1'));
  });
});
const sockets = new TrackedSockets(server);
let origin = '';

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});
afterAll(() => closeServer(server, sockets));

async function theirs(wire: string): Promise<Opinion> {
  const number = wires.push(wire) - 1;
  const client = new Client(origin, { headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS });
  try {
    const { statusCode, body } = await client.request({ path: `/${number}`, method: 'GET' });
    const bytes = Buffer.from(await body.arrayBuffer());
    return `${statusCode} ${JSON.stringify(bytes.toString('latin1'))}`;
  } catch {
    return REFUSED;
  } finally {
    client.destroy().catch(() => {});
  }
}

/** Octets that do not print, by number. */
function shown(line: string): string {
  return line.replace(/[^\x20-\x7e]/g, (octet) => `\\x${octet.charCodeAt(0).toString(16)}`);
}

interface Meant {
  readonly why: string;
  /** Other bytes, of which undici must think what we think of these. */
  readonly instead: (wire: string) => string;
}

/** The differences that are meant, and nothing but them. */
const MEANT: readonly Meant[] = [
  {
    why: 'what is behind an answer is left unread; undici refuses an answer it comes with',
    instead: (wire) => wire.slice(0, ours(wire).used),
  },
  {
    why: 'a folded value has a blank there (RFC 9112, 5.2); undici refuses it',
    instead: (wire) =>
      wire.replace(/^[^\r\n:]+:[^\r\n]*(?:\r\n[\t ]+[^\r\n]*)+/gm, (field) =>
        field.replace(/\r\n[\t ]+/g, ' '),
      ),
  },
  {
    why: 'empty elements of a list do not count (RFC 9110, 5.6.1.2); undici takes the last coding for one of them',
    instead: (wire) => wire.replace(/(\r\nTransfer-Encoding:[^\r\n]*?)[\t ]*,[\t ,]*\r\n/gi, '$1\r\n'),
  },
  {
    why: 'tabs around a value are blanks (RFC 9112, 5); undici refuses those around a length',
    instead: (wire) => wire.replace(/(\r\nContent-Length:)[\t ]*(\d+)[\t ]*\r\n/gi, '$1 $2\r\n'),
  },
  {
    why: 'blanks before and in an extension are read over (RFC 9112, 7.1.1), and so is an empty one; undici refuses them',
    instead: (wire) => wire.replace(/^([\da-f]+)[\t ]*(?:;[\t\x20-\x7e\x80-\xff]*)?\r\n/gim, '$1\r\n'),
  },
  {
    why: 'a 100 is an interim answer that may come unasked (RFC 9110, 15.2); undici refuses it',
    instead: (wire) =>
      wire.replace(/^HTTP\/1\.[01] 100(?: [\t\x20-\x7e\x80-\xff]*)?\r\n(?:[^\r\n]+\r\n)*\r\n/, ''),
  },
  {
    why: 'HTTP/2 has no status lines; undici reads them',
    instead: (wire) => wire.replace(/^HTTP\/2\.0 /gm, 'HTTP/9.9 '),
  },
  {
    why: 'a reason has no control characters (RFC 9112, 4); undici does not look at it',
    instead: (wire) =>
      wire.replace(/^HTTP\/1(?=\.[01] \d{3} .*?(?:[^\t\r\n -~\x80-\xff]|\r(?!\n)))/gm, 'HTTP/9'),
  },
  {
    why: 'blank lines before an answer are whole ones (RFC 9112, 2.2); undici reads over any CR and LF there',
    instead: (wire) => wire.replace(/(^|\r\n\r\n)(?:\r\n)*(?:\r(?!\n)|\n)[\r\n]*HTTP\/1/, '$1HTTP/9'),
  },
];

/** Whether undici thinks the same of other bytes, which differ by nothing but what is meant. */
async function isMeant(wire: string, our: Opinion): Promise<boolean> {
  const forms = new Set([wire]);
  for (const { instead } of MEANT) for (const form of [...forms]) forms.add(instead(form));
  forms.delete(wire);
  for (const form of forms) if ((await theirs(form)) === our) return true;
  return false;
}

test(`undici is of the same opinion of ${CASES} answers, sound and broken`, async () => {
  const random = seededRandom(SEED);
  const cases = Array.from({ length: CASES }, () => makeAnswer(random)).values();
  const disagreements: string[] = [];
  const seen = { accepted: 0, refused: 0, meant: 0 };
  const work = async (): Promise<void> => {
    for (const wire of cases) {
      const our = ours(wire).opinion;
      const their = await theirs(wire);
      seen[our === REFUSED ? 'refused' : 'accepted'] += 1;
      if (our === their) continue;
      if (await isMeant(wire, our)) seen.meant += 1;
      else disagreements.push(shown(`${JSON.stringify(wire)}: ours ${our}, undici ${their}`));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  expect(disagreements).toEqual([]);
  // Else the agreement would mean nothing.
  expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(CASES / 5);
  expect(seen.meant).toBeLessThan(CASES / 5);
});
